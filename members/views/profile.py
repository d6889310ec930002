"""The profile of one organisation."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members import countries, known, linked_data, search, worldmap
from members.addresses import moved
from members.formats import format_day, format_month
from members.freshness import TIMED, kept_fact, kept_fresh
from members.listed import Row, rows_of
from members.models import Organisation, Region, Status
from members.views.roles import public_contacts, with_roles
from prosper.errors import gone

NEIGHBOURS = 8


@require_safe
@kept_fresh(timeout=TIMED)
def organisation_detail(request, slug):
    """The profile; 410 for an organisation that was archived, 404 for a draft.

    One that was merged into another leads there for good.
    """
    found = for_profile(Organisation.objects.exclude(status=Status.DRAFT))
    organisation = get_object_or_404(found, slug=slug)
    if organisation.merged_into_id:
        return moved(get_object_or_404(standing_for(organisation)).get_absolute_url())
    if organisation.status == Status.ARCHIVED:
        return gone(request)
    return render_profile(request, organisation)


def standing_for(organisation):
    """The one into which an organisation was merged, unless that is a draft."""
    return Organisation.objects.exclude(status=Status.DRAFT).filter(pk=organisation.merged_into_id)


def for_profile(organisations):
    """With what a profile needs of them, and no more."""
    return organisations.select_related("region").with_other_names().defer(*search.COLUMNS)


def render_profile(request, organisation, more: dict | None = None):
    """The profile of an organisation of ``for_profile``, whatever its status."""
    organisation.other_names = sorted(organisation.other_names or [], key=countries.sort_key)
    with_roles(request, known.placed([organisation], organisation.region))

    codes = [organisation.country_id] if organisation.country_id else region_codes(organisation)
    return render(
        request,
        "members/organisation_detail.html",
        {
            "organisation": organisation,
            "alternate_names": organisation.other_names,
            "memberships": [describe(period) for period in organisation.memberships.all()],
            "roles": roles(request, organisation),
            **neighbours(request, organisation),
            "newsletters": list(organisation.newsletters.published().for_listing()),
            "locator": worldmap.locate(codes, organisation.place),
            "updated_at": organisation.updated_at,
            "linked_data": linked_data.organisation(request, organisation),
            **(more or {}),
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
    region = organisation.region
    place = organisation.country or region
    found = first_members(organisation.country_id, region)
    if len(found) == 1:
        place, found = region, first_members(None, region)
    others = [other for other in found if other.pk != organisation.pk]
    return {
        "neighbours": with_roles(request, others[:NEIGHBOURS]),
        "neighbours_scope": place.name,
        "neighbours_url": place.get_absolute_url(),
        # Of a few, all are here, the organisation itself among them.
        "neighbours_total": known.total(place) if len(found) > NEIGHBOURS else len(found),
    }


@kept_fact
def first_members(country: str | None, region: Region) -> list[Row]:
    """The first by name in a country, or in a region: one more than are shown beside another."""
    here = Organisation.objects.public().filter(region=region)
    if country:
        here = Organisation.objects.public().filter(country=country)
    return rows_of(here[: NEIGHBOURS + 1], region)
