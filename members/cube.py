"""Counts of a set of organisations by kind, region and country, from one query.

Every number of the directory is a sum over these rows: the total, each facet's counts under all
the filters but its own, the map, and what dropping a filter would give.

Of words that very many have nothing is counted beyond ``MOST``: the cube is then ``bounded``, its
rows are those of everything, good for the values that there are and for no number.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Count

from members.models import Tally

# A search that finds more says so, and is counted no further.
MOST = 10_000

FACETS = ("kind", "region", "country")
COLUMNS = ("kind", "region__slug", "country")
TALLIED = (*COLUMNS, "total")

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

    def __init__(self, rows: Iterable[tuple[str, str, str | None, int]], bounded: bool = False):
        self.bounded = bounded
        self.rows = [Row(kind, region, country or "", n) for kind, region, country, n in rows]

    @classmethod
    def of(cls, organisations) -> "Cube":
        """Of any queryset of organisations: counted now."""
        return cls(organisations.order_by().values_list(*COLUMNS).annotate(Count("pk")))

    @classmethod
    def each_of(cls, several: list) -> list["Cube"]:
        """Of each queryset of organisations, counted now up to ``MOST``, in one query."""
        rows = [[] for _organisations in several]
        for number, *row in _counted(several):
            rows[number].append(row)
        return [
            cls.beyond() if sum(n for *_values, n in found) > MOST else cls(found) for found in rows
        ]

    @classmethod
    def beyond(cls) -> "Cube":
        """Of more than ``MOST``."""
        return cls(Tally.objects.filter(total__gt=0).values_list(*TALLIED), bounded=True)

    @classmethod
    def of_all(cls) -> "Cube":
        """Of all published organisations: kept by the database (see ``Tally``)."""
        return cls(Tally.objects.filter(total__gt=0).values_list(*TALLIED))

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


def _counted(several: list) -> list[tuple]:
    """For each queryset its number, then kind, region and country, and how many have them."""
    found, parts, parameters = [], [], []
    for number, organisations in enumerate(several):
        try:
            rows = organisations.order_by().values_list(*COLUMNS)[: MOST + 1]
            sql, values = rows.query.get_compiler(rows.db).as_sql()
        except EmptyResultSet:
            continue
        # By their names: modeltranslation puts them in another order.
        columns = ", ".join(COLUMNS)
        found.append(f"found_{number} AS ({sql})")
        parts.append(
            f"SELECT {number}, {columns}, count(*) "  # noqa: S608
            f"FROM found_{number} GROUP BY {columns}"
        )
        parameters += values
    if not parts:
        return []
    with connections[Tally.objects.db].cursor() as cursor:
        cursor.execute(f"WITH {', '.join(found)} {' UNION ALL '.join(parts)}", parameters)
        return cursor.fetchall()
