"""The profile of one organisation."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members import linked_data, worldmap
from members.formats import format_day, format_month
from members.freshness import TIMED, kept_fresh
from members.models import Organisation, Status, Tally
from members.views.roles import public_contacts, with_roles
from prosper.errors import gone

NEIGHBOURS = 8


@require_safe
@kept_fresh(timeout=TIMED)
def organisation_detail(request, slug):
    """The profile; 410 for an organisation that was archived, 404 for a draft."""
    organisations = Organisation.objects.exclude(status=Status.DRAFT).for_listing()
    organisation = get_object_or_404(
        organisations.prefetch_related("alternate_names", "memberships"), slug=slug
    )
    if organisation.status == Status.ARCHIVED:
        return gone(request)
    with_roles(request, [organisation])

    codes = [organisation.country_id] if organisation.country_id else region_codes(organisation)
    return render(
        request,
        "members/organisation_detail.html",
        {
            "organisation": organisation,
            "alternate_names_list": organisation.alternate_names.all(),
            "memberships": [describe(period) for period in organisation.memberships.all()],
            "roles": roles(request, organisation),
            **neighbours(request, organisation),
            "newsletters": organisation.newsletters.published().for_listing(),
            "locator": worldmap.locate(codes, organisation.place),
            "updated_at": organisation.updated_at,
            "linked_data": linked_data.organisation(request, organisation),
        },
    )


def region_codes(organisation) -> list[str]:
    """The countries of the region, for one that works in all of it."""
    return list(organisation.region.countries.values_list("code", flat=True))


def roles(request, organisation) -> list[dict]:
    return [
        {
            "text": str(contact),
            "write_url": contact.write_url,
            **contact.phone_parts,
        }
        for contact in public_contacts(request)
        if contact.organisation_id == organisation.pk
    ]


def describe(membership) -> dict:
    """A membership in words: what is known of its beginning and end."""
    first = membership.first_known_day
    if membership.start and membership.end:
        text = _("Member from %(start)s to %(end)s") % {
            "start": format_day(membership.start),
            "end": format_day(membership.end),
        }
    elif membership.start:
        text = _("Member since %(start)s") % {"start": format_day(membership.start)}
    elif membership.end:
        text = _("Listed in %(month)s, member until %(end)s") % {
            "month": format_month(first),
            "end": format_day(membership.end),
        }
    else:
        text = _("Listed since %(month)s") % {"month": format_month(first)}
    return {"text": text, "source": membership.source}


def neighbours(request, organisation) -> dict:
    """The other members of the country; of the region where the country has none."""
    others = Organisation.objects.public().for_listing().exclude(pk=organisation.pk)
    if organisation.country_id:
        here = others.filter(country=organisation.country_id)
        found = list(here[: NEIGHBOURS + 1])
        if found:
            tallies = Tally.objects.by_place().filter(country=organisation.country_id)
            return _neighbourhood(request, organisation.country, found, tallies)
    here = others.filter(region=organisation.region_id)
    tallies = Tally.objects.by_place().filter(region=organisation.region_id)
    found = list(here[: NEIGHBOURS + 1])
    return _neighbourhood(request, organisation.region, found, tallies)


def _neighbourhood(request, place, found: list, tallies) -> dict:
    return {
        "neighbours": with_roles(request, found[:NEIGHBOURS]),
        "neighbours_scope": place.name,
        "neighbours_url": place.get_absolute_url(),
        # The page asked for counts, and the organisation itself is one of them.
        "neighbours_total": tallies.sum() if len(found) > NEIGHBOURS else len(found) + 1,
    }
