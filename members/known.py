"""What nearly every page needs of the database: kept while nothing changes, not to be changed."""

from collections.abc import Iterable

from members.cube import Cube
from members.freshness import kept_fact
from members.models import Country, Organisation, Region


@kept_fact
def regions() -> list[Region]:
    """All the regions, in their order."""
    return list(Region.objects.all())


@kept_fact
def cube() -> Cube:
    """The counts of all published organisations."""
    return Cube.of_all()


@kept_fact
def _places() -> tuple[dict[int, Region], dict[str, Country]]:
    by_key = {region.pk: region for region in regions()}
    countries = {country.code: country for country in Country.objects.all()}
    for country in countries.values():
        country.region = by_key[country.region_id]
    return by_key, countries


def placed(organisations: Iterable[Organisation]) -> list[Organisation]:
    """The organisations with their regions and countries, which need no join."""
    found = list(organisations)
    if found:
        by_key, countries = _places()
        for organisation in found:
            # A place that was added this moment is not known yet: it is then asked for.
            if region := by_key.get(organisation.region_id):
                organisation.region = region
            if country := countries.get(organisation.country_id):
                organisation.country = country
    return found
