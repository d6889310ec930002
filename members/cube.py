"""Counts of a set of organisations, each facet's under the filters of all the others.

Every number of the directory is read from them: the total, the counts beside the facets' values,
the map, the places of the list, and what dropping a filter would give. One query finds them all:

- of everything, and of the network of a day, in the tallies that the database keeps (``Tally``);
  what happened in a day's own year, but on the other side of it than the tallies tell, is counted;
- of what words find, by counting it.

Of words that very many have nothing is counted beyond ``MOST``: the cube is then ``bounded``, and
its counts are those of everything, good for the values that there are and for no number.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Collection
from copy import copy

from django.core.exceptions import EmptyResultSet
from django.db import connections

from members.models import Membership
from members.models.membership import TALLIED
from members.models.tally import NOW
from members.tallying import TOLD

# A search that finds more says so, and is counted no further.
MOST = 10_000

FACETS = ("kind", "region", "country", "language", "joined")
COLUMNS = {"region": "region_id"}
# What a facet groups by and filters by, as the rows of ``found`` tell it.
CELL = ("kind", "region_id", "country", "language", "joined")
# Columns of organisations come in any order: their values are read through modeltranslation.
ONE_EACH = f"SELECT {', '.join(TALLIED)}, 1 FROM ({{}}) AS matching"  # noqa: S608

# What is chosen in each facet; an empty choice or a facet left out is none, and so all.
Chosen = dict[str, Collection]
Regions = Callable[[], dict[int, str]]


class Cube:
    """How many each value of each facet has; "" (0 of years) stands for those without one.

    ``regions`` gives the regions' slugs by their keys, which is what tallies know them by.
    """

    def __init__(self, chosen: Chosen, regions: Regions):
        self.chosen, self.regions = chosen, regions
        self.found = 0
        self.bounded = False
        self._counts = {facet: Counter() for facet in FACETS}
        self._places = Counter()

    @classmethod
    def of(cls, organisations, chosen: Chosen, regions: Regions, to_the_end: bool = True) -> "Cube":
        """Of any queryset of organisations: counted now, if not ``to_the_end`` up to ``MOST``.

        ``found`` is how many it has in all.
        """
        cube, rows = cls(chosen, regions), organisations.order_by().values_list(*TALLIED)
        cube._add(_Question(cube, rows if to_the_end else rows[: MOST + 1], ONE_EACH))
        return cube if to_the_end or cube.found <= MOST else cls.beyond(chosen, regions)

    @classmethod
    def beyond(cls, chosen: Chosen, regions: Regions) -> "Cube":
        """Of more than ``MOST``."""
        cube = cls.of_all({}, regions)
        cube.chosen, cube.found, cube.bounded = chosen, MOST, True
        return cube

    @classmethod
    def of_all(cls, chosen: Chosen, regions: Regions) -> "Cube":
        """Of all published organisations."""
        cube = cls(chosen, regions)
        cube._add(_Question(cube, years=(NOW, NOW)))
        return cube

    @classmethod
    def of_day(cls, day: datetime.date, chosen: Chosen, regions: Regions) -> "Cube":
        """Of all published organisations that were members on a day."""
        cube = cls(chosen, regions)
        year, events = Membership.objects.beside(day)
        cube._add(_Question(cube, events, years=(NOW + 1, year)))
        return cube

    def with_(self, regions: Regions) -> "Cube":
        """The same counts, for one who knows the regions already."""
        cube = copy(self)
        cube.regions = regions
        return cube

    @property
    def total(self) -> int:
        """How many there are under all the filters."""
        return self.total_with("kind", self.chosen.get("kind") or ())

    def total_with(self, facet: str, values: Collection) -> int:
        """How many there would be with this choice in one facet, the others as they are."""
        counts = self._counts[facet]
        if not values:
            return counts.total()
        return sum(self.counts(facet)[value] for value in values)

    def counts(self, facet: str) -> Counter:
        """How many each value of a facet has, under the filters of the other facets."""
        found = {value: n for value, n in self._counts[facet].items() if value and n}
        if facet == "region":
            slugs = self.regions()
            # One that was added this moment is not known yet; the page is out of date already.
            found = {slugs[region]: n for region, n in found.items() if region in slugs}
        return Counter(found)

    def by_place(self) -> Counter:
        """How many lie in each place, under all the filters: a region's slug, a country's code."""
        wanted, slugs = self.chosen.get("country"), self.regions()
        return Counter(
            {
                (slugs[region], country): n
                for (region, country), n in self._places.items()
                if n and region in slugs and (not wanted or country in wanted)
            }
        )

    def _add(self, question: "_Question") -> None:
        for facet, value, region, total in question.answer():
            # PostgreSQL's sum of sums is a decimal; of no rows it is none.
            n = int(total or 0)
            if facet == "all":
                self.found = n
            elif facet == "region":
                self._counts[facet][region] += n
            else:
                self._counts[facet]["" if value == "0" else value] += n
            if facet == "country":
                self._places[region, value] += n


class _Question:
    """The query of a cube: a part for each facet, of the tallies and of rows counted now."""

    def __init__(self, cube: Cube, rows=None, read="{}", years: tuple[int, int] | None = None):
        self.rows, self.read, self.years = rows, read, years
        self.chosen = {facet: list(values) for facet, values in cube.chosen.items() if values}
        if "region" in self.chosen:
            wanted = self.chosen["region"]
            self.chosen["region"] = [key for key, slug in cube.regions().items() if slug in wanted]
        if "joined" in self.chosen:
            self.chosen["joined"] = [int(year) for year in self.chosen["joined"]]

    def answer(self) -> list[tuple[str, str, int, int]]:
        """A facet, its value, the region, and how many."""
        sql, parameters = self.counted()
        parts = []
        if self.years:
            parts += [self.part(facet, self.tallies(facet)) for facet in FACETS]
        if sql:
            parts += [self.part(facet, ("cells", "true", [])) for facet in FACETS]
        if sql and not self.years:
            parts.append(("SELECT 'all', '', 0, sum(total) FROM cells", []))
        if not parts:
            return []
        sql += " UNION ALL ".join(part for part, _values in parts)
        for _part, values in parts:
            parameters += values
        with connections[Membership.objects.db].cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()

    def counted(self) -> tuple[str, list]:
        """The rows that are counted now, as ``cells``, each combination of values once."""
        if self.rows is None:
            return "", []
        try:
            sql, parameters = self.rows.query.get_compiler(self.rows.db).as_sql()
        except EmptyResultSet:
            return "", []
        found = self.read.format(sql)
        return (
            f"WITH found ({', '.join(CELL)}, n) AS ({found}), "  # noqa: S608
            f"cells ({', '.join(CELL)}, total) AS (SELECT kind, region_id, coalesce(country, ''), "
            "language, coalesce(joined, 0), sum(n) FROM found GROUP BY 1, 2, 3, 4, 5) ",
            list(parameters),
        )

    def tallies(self, facet: str) -> tuple[str, str, list]:
        """Those of the coarsest grain that tells all that the facet's part asks for."""
        asked = {facet, *self.chosen}
        grain = next(g for g, told in TOLD.items() if asked <= {"kind", "region", *told})
        return "members_tally", "grain = %s AND year BETWEEN %s AND %s", [grain.value, *self.years]

    def part(self, facet: str, source: tuple[str, str, list]) -> tuple[str, list]:
        """One facet's counts, under the filters of the others."""
        table, condition, parameters = source
        column = COLUMNS.get(facet, facet)
        region = "region_id" if facet in ("region", "country") else "0"
        for other, values in self.chosen.items():
            if other != facet:
                marks = ", ".join(["%s"] * len(values))
                condition += f" AND {COLUMNS.get(other, other)} IN ({marks})"
                parameters = [*parameters, *values]
        value = "''" if facet == "region" else f"CAST({column} AS varchar(10))"
        return (
            f"SELECT '{facet}', {value}, {region}, sum(total) FROM {table} "  # noqa: S608
            f"WHERE {condition} GROUP BY {column}{', region_id' if facet == 'country' else ''}",
            parameters,
        )
