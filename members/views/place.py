"""The pages of regions and countries."""

from collections import Counter
from collections.abc import Iterable
from copy import copy
from urllib.parse import urlencode

from django.db import connections
from django.http import Http404
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from members import countries, known, worldmap
from members.addresses import address, fixed_address
from members.freshness import kept_fact, kept_fresh
from members.listed import COLUMNS, Row, rows_from, rows_of
from members.models import Contact, Country, Kind, Organisation, Region, Status
from members.views.roles import public_contacts, with_roles

# More than this of one kind are left to the directory.
MOST_OF_A_KIND = 20
# More than this that work for a whole region are counted, not named, beside the other regions.
MOST_REGIONAL = 12
FIRST_OF_A_KIND = """
SELECT * FROM (
    SELECT {read}, titles_folded
    FROM members_organisation WHERE status = %s AND kind = %s AND {column} = %s
    ORDER BY titles_folded, id LIMIT %s
) AS first_of_a_kind"""


@require_safe
@kept_fresh
def region_list(request):
    """Every region that has organisations, with its countries, and who answers for it."""
    totals = Counter()
    for _kind, _region, code, total in known.by_place():
        if code:
            totals[code] += total
    parts = {"atlas": atlas(*public_contacts(request)), "map": worldmap.world(totals)}
    return render(request, "members/region_list.html", parts)


@kept_fact
def atlas(*contacts: Contact) -> SafeString:
    """The list of the regions, each with what lies in it and who of the contacts answers for it."""
    # What is shared among pages is not to be changed.
    found = [copy(region) for region in known.public_regions()]
    by_region = {region.pk: Counter() for region in found}
    for _kind, region, code, total in known.by_place():
        by_region[region][code] += total
    for region in found:
        region.regional_total = by_region[region.pk].pop("", 0)
        region.countries_list = listed(by_region[region.pk])
        region.contact = contact_for(contacts, region)
    regional = of_whole_regions(found)
    for region in found:
        region.regional = regional.get(region.pk, [])
    return render_to_string("members/_atlas.html", {"regions": found})


def of_whole_regions(regions: Iterable[Region]) -> dict[int, list[Row]]:
    """Organisations without a country, by region; none of the regions that have very many."""
    few = [region.pk for region in regions if 0 < region.regional_total <= MOST_REGIONAL]
    if not few:
        return {}
    found = {}
    regional = Organisation.objects.public().filter(country=None, region__in=few)
    for organisation in rows_of(regional.order_by("titles_folded", "pk"), *regions):
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
            "contact": contact_for(public_contacts(request), region),
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
            "contact": contact_for(public_contacts(request), region),
            "locator": worldmap.locate([country.code], country.name),
            "canonical_url": request.build_absolute_uri(country.get_absolute_url()),
        },
    )


def by_kind(request, region: Region, totals: Counter, /, **place: str) -> list[dict]:
    """The first organisations of each kind in a place, as the announcement printed its members.

    ``place`` is ``region=slug`` or ``country=code``, in the ``region``; ``totals`` tells how many
    of each kind it has. Each comes with the way to the rest.
    """
    column, key = (
        ("country_id", place["country"]) if "country" in place else ("region_id", region.pk)
    )
    shown = first_of_kinds(totals, column, key)
    found = with_roles(request, rows_from(shown, region))
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


def first_of_kinds(kinds: Iterable[str], column: str, key: str | int) -> list[tuple]:
    """The first of each kind where a column of places holds a key, by name, in one query.

    Each kind is read in an index; one "or" of them would read the whole place. Written as SQL:
    the ORM takes longer to write such a union than the database to answer it.
    """
    if not kinds:
        return []
    read = ", ".join(COLUMNS)
    part = FIRST_OF_A_KIND.format(read=read, column=column)
    every, values = " UNION ALL ".join([part] * len(kinds)), []
    for kind in kinds:
        values += [Status.PUBLISHED, kind, key, MOST_OF_A_KIND]
    with connections[Organisation.objects.db].cursor() as cursor:
        sql = f"SELECT {read} FROM ({every}) AS found ORDER BY titles_folded, id"  # noqa: S608
        cursor.execute(sql, values)
        return cursor.fetchall()


def directory_url(**query: str) -> str:
    return f"{fixed_address('members:list')}?{urlencode(query)}"


def listed(totals: dict[str, int]) -> list[dict]:
    """Countries with their totals, sorted by name."""
    found = [
        {"name": countries.name(code), "url": address("members:country", code), "total": total}
        for code, total in totals.items()
    ]
    return sorted(found, key=lambda country: countries.sort_key(country["name"]))


def contact_for(contacts: Iterable[Contact], region: Region) -> dict | None:
    """Who answers for a region: its own contact, or the steering committee (``is_fallback``)."""
    by_region = {contact.region_id: contact for contact in contacts}
    contact = by_region.get(region.pk) or by_region.get(None)
    if contact is None:
        return None
    return {
        "organisation": contact.organisation,
        "write_url": contact.write_url,
        "role_text": str(contact),
        "is_fallback": contact.region_id is None,
    }
