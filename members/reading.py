"""How a query was read, where it was not taken as it stands: said by every page of its results."""

from collections.abc import Iterable
from itertools import chain

from members import common, countries
from members.cube import FACETS
from members.filters import OrganisationFilter
from members.marking import as_written


def reading(filterset: OrganisationFilter, names: Iterable[str], path: str) -> dict:
    """What mistyped words were taken for, with the address of that at ``path``, and the day.

    ``names`` are those of the results, by which the words are written as names are.
    """
    found = {"day": filterset.day, "has_results": bool(filterset.total), "meant": ""}
    if not filterset.meant:
        return found
    dropped = {}
    if not found["has_results"]:
        dropped = dict.fromkeys(FACETS)
        names = names_of(common.first(filterset.in_words(""), filterset.meant, 1))
    meant = as_written(filterset.meant, chain(names, places(filterset)))
    return found | {"meant": meant, "url": f"{path}?{filterset.as_query(q=meant, **dropped)}"}


def names_of(organisations: Iterable) -> list[str]:
    return [name for o in organisations for name in (o.name, o.acronym)]


def places(filterset: OrganisationFilter) -> Iterable[str]:
    """Names of all places, the reader's own first."""
    codes = countries.codes()
    yield from map(countries.name, codes)
    for region in filterset.regions:
        named = (region.name, region.name_en, region.name_fr, region.name_es)
        yield from filter(None, named)
    yield from chain.from_iterable(map(countries.known_as, codes))
