"""The pages of regions and countries."""

from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlencode

from django.db.models import Sum
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from members import countries, known, worldmap
from members.addresses import address, fixed_address
from members.freshness import kept_fresh
from members.models import Country, Kind, Organisation, Region, Tally
from members.views.roles import public_contacts, with_roles

# More than this of one kind are left to the directory.
MOST_OF_A_KIND = 40
# More than this that work for a whole region are counted, not named, beside the other regions.
MOST_REGIONAL = 12


@require_safe
@kept_fresh
def region_list(request):
    """Every region that has organisations, with its countries, and who answers for it."""
    found = list(Region.objects.public())
    rows = Tally.objects.by_place().values_list("region", "country").annotate(Sum("total"))
    by_region, world = {region.pk: {} for region in found}, {}
    for region, code, total in rows:
        by_region[region][code] = world[code] = total
    world.pop("", None)
    for region in found:
        region.regional_total = by_region[region.pk].pop("", 0)
        region.countries_list = listed(by_region[region.pk])
        region.contact = contact_for(request, region)
    regional = of_whole_regions(found)
    for region in found:
        region.regional = regional.get(region.pk, [])
    context = {"regions": found, "map": worldmap.world(world)}
    return render(request, "members/region_list.html", context)


def of_whole_regions(regions: Iterable[Region]) -> dict[int, list[Organisation]]:
    """Organisations without a country, by region; none of the regions that have very many."""
    few = [region.pk for region in regions if 0 < region.regional_total <= MOST_REGIONAL]
    if not few:
        return {}
    found = {}
    regional = Organisation.objects.public().filter(country=None, region__in=few)
    for organisation in regional.for_rows().order_by("titles_folded", "pk"):
        found.setdefault(organisation.region_id, []).append(organisation)
    return found


@require_safe
@kept_fresh
def region_detail(request, slug):
    """A region's organisations, its countries, and who answers for it."""
    region = next((region for region in known.public_regions() if region.slug == slug), None)
    if region is None:
        raise Http404
    kinds, totals = Counter(), Counter()
    for kind, key, country, total in known.by_place():
        if key == region.pk:
            kinds[kind] += total
            if country:
                totals[country] += total
    return render(
        request,
        "members/region_detail.html",
        {
            "region": region,
            "groups": by_kind(request, region, kinds, region=region.slug),
            "countries": listed(totals),
            "contact": contact_for(request, region),
            "locator": worldmap.locate(totals, region.name),
        },
    )


@require_safe
@kept_fresh
def country_detail(request, code):
    """A country's organisations, and who answers for its region. The code stands in either case."""
    code, kinds, keys = code.upper(), Counter(), set()
    for kind, key, country, total in known.by_place():
        if country == code:
            kinds[kind] += total
            keys.add(key)
    region = next((region for region in known.regions() if region.pk in keys), None)
    if region is None:
        raise Http404
    country = Country(code=code, region=region)
    return render(
        request,
        "members/country_detail.html",
        {
            "country": country,
            "region": region,
            "groups": by_kind(request, region, kinds, country=country.code),
            "contact": contact_for(request, region),
            "locator": worldmap.locate([country.code], country.name),
            "canonical_url": request.build_absolute_uri(country.get_absolute_url()),
        },
    )


def by_kind(request, region: Region, totals: Counter, /, **place: str) -> list[dict]:
    """The first organisations of each kind in a place, as the announcement printed its members.

    ``place`` is ``region=slug`` or ``country=code``, in the ``region``; ``totals`` tells how many
    of each kind it has. Each comes with the way to the rest. One query, however many there are.
    """
    public = Organisation.objects.public()
    here = public.filter(**place) if "country" in place else public.filter(region=region)
    here = here.order_by("titles_folded", "pk")
    # The first of each kind, read in an index: one "or" of them would read the whole place.
    kinds = [here.filter(kind=kind).values("pk")[:MOST_OF_A_KIND] for kind in totals]
    firsts = [Organisation.objects.filter(pk__in=kind).order_by().values("pk") for kind in kinds]
    shown = firsts[0].union(*firsts[1:], all=True) if firsts else []
    found = with_roles(request, known.placed(here.filter(pk__in=shown).for_rows(), region))
    return [
        {
            "label": kind.plural,
            "total": totals[kind.value],
            "organisations": [o for o in found if o.kind == kind.value],
            "more_url": directory_url(kind=kind.value, **place)
            if totals[kind.value] > MOST_OF_A_KIND
            else "",
        }
        for kind in Kind
        if totals[kind.value]
    ]


def directory_url(**query: str) -> str:
    return f"{fixed_address('members:list')}?{urlencode(query)}"


def listed(totals: dict[str, int]) -> list[dict]:
    """Countries with their totals, sorted by name."""
    found = [
        {"name": countries.name(code), "url": address("members:country", code), "total": total}
        for code, total in totals.items()
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
