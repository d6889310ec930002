"""What nearly every page needs of the database: kept while nothing changes, not to be changed."""

from collections.abc import Iterable

from members.cube import Cube
from members.freshness import kept_fact
from members.models import Country, Organisation, Region, Tally


@kept_fact
def regions() -> list[Region]:
    """All the regions, in their order."""
    return list(Region.objects.all())


@kept_fact
def public_regions() -> list[Region]:
    """Those with organisations, each with its ``total``."""
    return list(Region.objects.public())


@kept_fact
def by_country() -> dict[str, int]:
    """How many published organisations each country has, by its code."""
    return Tally.objects.by_country()


@kept_fact
def by_place() -> list[tuple[str, int, str, int]]:
    """Each kind in each place: the kind, the region's key, the country's code or "", how many."""
    rows = Tally.objects.by_place().order_by()
    return list(rows.values_list("kind", "region", "country", "total"))


@kept_fact
def cube() -> Cube:
    """The counts of all published organisations."""
    return Cube.of_all({}, lambda: {region.pk: region.slug for region in regions()})


def total(place: Region | Country) -> int:
    """How many published organisations a place has."""
    if isinstance(place, Country):
        return by_country().get(place.code, 0)
    return sum(region.total for region in public_regions() if region == place)


def placed(organisations: Iterable[Organisation], *around: Region) -> list[Organisation]:
    """The organisations with their regions and countries, which need no join.

    ``around``: the regions in which they all lie, where the page has them already.
    """
    found, countries = list(organisations), {}
    by_key = {region.pk: region for region in around or (regions() if found else ())}
    for organisation in found:
        # A region that was added this moment is not known yet: it is then asked for.
        if region := by_key.get(organisation.region_id):
            organisation.region = region
        if code := organisation.country_id:
            if code not in countries:
                countries[code] = Country(code=code, region_id=organisation.region_id)
            organisation.country = countries[code]
    return found
