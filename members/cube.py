"""Counts of a set of organisations by kind, region and country, from one query.

Every number of the directory is a sum over these rows: the total, each facet's counts under all
the filters but its own, the map, and what dropping a filter would give.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count

from members.models import Tally

FACETS = ("kind", "region", "country")

# What is chosen in each facet; an empty choice or a facet left out is none, and so all.
Chosen = dict[str, Collection[str]]


@dataclass(frozen=True)
class Row:
    """How many there are of a kind in a place; ``country`` is "" for those of a whole region."""

    kind: str
    region: str
    country: str
    total: int


class Cube:
    """The rows, and their sums under a choice of filters."""

    def __init__(self, rows: Iterable[tuple[str, str, str | None, int]]):
        self.rows = [Row(kind, region, country or "", n) for kind, region, country, n in rows]

    @classmethod
    def of(cls, organisations) -> "Cube":
        """Of any queryset of organisations: counted now."""
        columns = ("kind", "region__slug", "country")
        return cls(organisations.order_by().values_list(*columns).annotate(Count("pk")))

    @classmethod
    def of_all(cls) -> "Cube":
        """Of all published organisations: kept by the database (see ``Tally``)."""
        kept = Tally.objects.filter(total__gt=0)
        return cls(kept.values_list("kind", "region__slug", "country", "total"))

    def total(self, chosen: Chosen) -> int:
        return sum(row.total for row in self._under(chosen))

    def counts(self, facet: str, chosen: Chosen) -> Counter:
        """How many each value of a facet has, under the filters of the other facets."""
        found = Counter()
        for row in self._under({name: chosen.get(name) for name in FACETS if name != facet}):
            if value := getattr(row, facet):
                found[value] += row.total
        return found

    def by_place(self, chosen: Chosen) -> Counter:
        """How many lie in each place: a region's slug and a country's code, or ""."""
        found = Counter()
        for row in self._under(chosen):
            found[row.region, row.country] += row.total
        return found

    def _under(self, chosen: Chosen) -> Iterable[Row]:
        wanted = {name: frozenset(values) for name, values in chosen.items() if values}
        for row in self.rows:
            if all(getattr(row, name) in values for name, values in wanted.items()):
                yield row
