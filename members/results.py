"""A page of the directory's results, in the order asked for."""

from collections import defaultdict
from itertools import groupby

from django.core.paginator import Paginator
from django.db.models import Case, F, Value, When
from django.db.models.expressions import RawSQL

from members import common, countries, search
from members.cube import Cube
from members.filters import OrganisationFilter, Sort
from members.formats import AtLeast
from members.listed import Row, rows_of
from members.models import AlternateName, Organisation


class CountedPaginator(Paginator):
    """A paginator that is told the total, instead of asking the database for it again."""

    def __init__(self, filterset: OrganisationFilter, per_page: int):
        super().__init__((), per_page)
        self.filterset = filterset
        self.count = filterset.total

    def page(self, number):
        """The page, its rows asked for in one query. Raises as Django's does."""
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        stop = min(start + self.per_page, self.count)
        found = rows(self.filterset, start, stop)
        if self.filterset.words:
            add_other_names(found)
        return self._get_page(found, number, self)


def rows(filterset: OrganisationFilter, start: int, stop: int) -> list[Row]:
    """The results from ``start`` to ``stop`` (not included), as rows of a list."""
    return rows_of(between(filterset, start, stop), *filterset.regions)


def add_other_names(organisations: list[Row]) -> None:
    """Has each know its other names, by which it may have been found, from one query for all.

    Most have none, as their columns tell: where nobody has, nothing is asked.
    """
    named = {row.pk: row for row in organisations if row.names_folded}
    if not named:
        return
    names = AlternateName.objects.filter(organisation__in=named.keys()).order_by("name")
    known_as = defaultdict(list)
    for key, name in names.values_list("organisation", "name"):
        known_as[key].append(name)
    for key, row in named.items():
        row.known_as = known_as[key]


def between(filterset: OrganisationFilter, start: int, stop: int):
    """The results from ``start`` to ``stop`` (not included), in the filterset's order."""
    many = filterset.query and filterset.total > common.FEW
    if filterset.order == Sort.COUNTRY:
        return by_place(filterset.qs, places(filterset), start, stop)
    if filterset.order == Sort.RELEVANCE:
        found = filterset.qs
        if many:
            everyone = filterset.in_facets(filterset.in_words(""))
            found = search.best(everyone, filterset.words, stop)
        return in_order(found, filterset)[start:stop]
    every = in_order(filterset.walked if many else filterset.qs, filterset)
    # Those of one language or year have an index: a walk that reads no rows is sure to take it.
    sparse = filterset.chosen["language"] or filterset.chosen["joined"]
    if not start and (filterset.query or not sparse):
        return every[:stop]
    # The rows before the page are skipped in an index, not read; or those behind it, if fewer.
    total = filterset.total
    if start > total // 2 and not isinstance(total, AtLeast):
        page = every.reverse().values("pk")[total - stop : total - start]
    else:
        page = every.values("pk")[start:stop]
    return in_order(Organisation.objects.filter(pk__in=page), filterset)


def in_order(organisations, filterset: OrganisationFilter):
    """All of the organisations, in the filterset's order: what a page shows a part of."""
    if filterset.order == Sort.RELEVANCE:
        return organisations.ranked(filterset.words)
    if filterset.order == Sort.COUNTRY:
        return organisations.order_by(*place_order(places(filterset)), "titles_folded", "pk")
    if filterset.order == Sort.NEWEST:
        return organisations.order_by("-created_at", "titles_folded", "pk")
    return organisations.order_by("titles_folded", "pk")


def place_order(places: list["Place"]) -> list:
    """What sorts organisations as ``places`` are: a country lies in one region only."""
    codes = [country for _region, country, _total in places if country]
    whens = [When(country=code, then=position) for position, code in enumerate(codes)]
    by_country = [Case(*whens, default=Value(-1))] if whens else []
    return ["region__position", "region__slug", *by_country]


ID = "members_organisation.id"
COUNTRY = "members_organisation.country_id = %s"
WHOLE_REGION = "members_organisation.country_id IS NULL AND members_organisation.region_id = %s"
# A region's key, a country's code ("" for the whole region), and how many results lie there.
Place = tuple[int, str, int]


def places(filterset: OrganisationFilter) -> list[Place]:
    """Where the results lie: by region in its order, whole regions first, countries by name."""
    # In this order even very many are counted: without that no page could be found.
    if filterset.cube.bounded:
        totals = Cube.of(filterset.qs, *filterset.facets).by_place()
    else:
        totals = filterset.cube.by_place()
    keys = {region.slug: region.pk for region in filterset.regions}
    in_regions, by_name = list(keys), list(countries.all_by_name())
    positions = {"": -1} | {code: position for position, code in enumerate(by_name)}
    found = sorted(totals, key=lambda place: (in_regions.index(place[0]), positions[place[1]]))
    return [(keys[place[0]], place[1], totals[place]) for place in found]


def groups(filterset: OrganisationFilter, organisations) -> list[dict]:
    """The rows of a page under their regions and countries, as the announcement printed them.

    Without headings, one group, unless the order is by place.
    """
    if filterset.order != Sort.COUNTRY:
        return [{"region": "", "country": "", "organisations": list(organisations)}]
    found = groupby(organisations, key=lambda row: (row.region.name, row.country))
    grouped, above = [], None
    for (region, country), members in found:
        heading = region if region != above else ""
        grouped.append({"region": heading, "country": country, "organisations": list(members)})
        above = region
    return grouped


def by_place(organisations, places: list[Place], start: int, stop: int):
    """Rows ``start`` to ``stop`` of organisations sorted by place, then name.

    How many lie in each place is known, so only the places that the page touches are read: a
    sort by name in the reader's language that no database has to do. The organisations are those
    of any filter. Written as SQL: the ORM takes longer to write it than the database to answer it.
    """
    before, touched = 0, []
    for region, country, total in places:
        first, last = max(start - before, 0), min(stop - before, total)
        if first < last:
            place = (COUNTRY, country) if country else (WHOLE_REGION, region)
            touched.append((*place, last - first, first))
        before += total
    if not touched:
        return organisations.none()
    found, values = organisations.order_by().values(key=F("pk")).query.sql_with_params()
    parts, parameters, order, order_values = [], [], [], []
    for number, (condition, key, limit, offset) in enumerate(touched):
        there = f"{found} AND {condition} ORDER BY titles_folded, {ID} LIMIT %s OFFSET %s"
        # In a query of its own, as SQLite takes no part of a union that is sliced itself.
        parts.append(f"SELECT part_{number}.key FROM ({there}) AS part_{number}")  # noqa: S608
        parameters += [*values, key, limit, offset]
        order.append(f"WHEN {condition} THEN {number}")
        order_values.append(key)
    page = organisations.model.objects.filter(
        pk__in=RawSQL(" UNION ALL ".join(parts), parameters)  # noqa: S611
    )
    position = RawSQL(f"CASE {' '.join(order)} END", order_values)  # noqa: S611
    return page.order_by(position, "titles_folded", "pk")
