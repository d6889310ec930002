"""The pages of regions and countries."""

from django.db.models import Sum
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from members import countries, worldmap
from members.freshness import kept_fresh
from members.models import Country, Kind, Organisation, Region, Tally
from members.views.roles import public_contacts, with_roles


@require_safe
@kept_fresh
def region_list(request):
    """Every region that has organisations, with its countries."""
    found = list(Region.objects.public())
    rows = Tally.objects.exclude(country="").filter(total__gt=0)
    by_region = {}
    for region, code, total in rows.values_list("region", "country").annotate(Sum("total")):
        by_region.setdefault(region, {})[code] = total
    for region in found:
        region.countries_list = listed(by_region.get(region.pk, {}))
    context = {"regions": found, "map": worldmap.world(Tally.objects.by_country())}
    return render(request, "members/region_list.html", context)


@require_safe
@kept_fresh
def region_detail(request, slug):
    """A region's organisations, its countries, and who answers for it."""
    region = get_object_or_404(Region.objects.public(), slug=slug)
    organisations = Organisation.objects.public().filter(region=region)
    totals = Tally.objects.filter(region=region).by_country()
    return render(
        request,
        "members/region_detail.html",
        {
            "region": region,
            "groups": by_kind(with_roles(request, organisations.for_listing())),
            "countries": listed(totals),
            "contact": contact_for(request, region),
            "locator": worldmap.locate(totals, region.name),
        },
    )


@require_safe
@kept_fresh
def country_detail(request, code):
    """A country's organisations, and who answers for its region. The code stands in either case."""
    countries_shown = Country.objects.public().select_related("region")
    country = get_object_or_404(countries_shown, pk=code.upper())
    organisations = Organisation.objects.public().filter(country=country)
    return render(
        request,
        "members/country_detail.html",
        {
            "country": country,
            "region": country.region,
            "groups": by_kind(with_roles(request, organisations.for_listing())),
            "contact": contact_for(request, country.region),
            "locator": worldmap.locate([country.code], country.name),
            "canonical_url": request.build_absolute_uri(country.get_absolute_url()),
        },
    )


def by_kind(organisations) -> list[dict]:
    """The organisations under their kinds, as the launch announcement printed its members."""
    groups = {kind: [] for kind in Kind}
    for organisation in organisations:
        groups[Kind(organisation.kind)].append(organisation)
    return [
        {"label": kind.plural, "kind": kind.value, "organisations": members}
        for kind, members in groups.items()
        if members
    ]


def listed(totals: dict[str, int]) -> list[dict]:
    """Countries with their totals, sorted by name."""
    found = [
        {"name": country.name, "url": country.get_absolute_url(), "total": totals[country.code]}
        for country in (Country(code=code) for code in totals)
    ]
    return sorted(found, key=lambda country: countries.sort_key(country["name"]))


def contact_for(request, region) -> dict | None:
    """Who answers for a region: its own contact, or the steering committee (``is_fallback``)."""
    by_region = {contact.region_id: contact for contact in public_contacts(request)}
    contact = by_region.get(region.pk) or by_region.get(None)
    if contact is None:
        return None
    return {
        "organisation": contact.organisation,
        "write_url": contact.write_url,
        "role_text": str(contact),
        "is_fallback": contact.region_id is None,
    }
