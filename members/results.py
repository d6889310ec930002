"""A page of the directory's results, in the order asked for."""

from itertools import groupby

from django.core.paginator import Paginator
from django.db.models import Case, Q, Value, When

from members import countries
from members.filters import OrganisationFilter, Sort
from members.models import Organisation


class CountedPaginator(Paginator):
    """A paginator that is told the total, instead of asking the database for it again."""

    def __init__(self, filterset: OrganisationFilter, per_page: int):
        super().__init__(filterset.qs, per_page)
        self.filterset = filterset
        self.count = filterset.total

    def page(self, number):
        """The page, its rows asked for in one query. Raises as Django's does."""
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        stop = min(start + self.per_page, self.count)
        return self._get_page(rows(self.filterset, start, stop), number, self)


def rows(filterset: OrganisationFilter, start: int, stop: int):
    """The results from ``start`` to ``stop`` (not included), in the filterset's order."""
    if filterset.order == Sort.COUNTRY:
        return by_place(filterset.qs.for_listing(), places(filterset), start, stop)
    if filterset.order == Sort.RELEVANCE:
        return in_order(filterset.qs.for_listing(), filterset)[start:stop]
    # The rows before the page are skipped in an index, not read.
    page = in_order(filterset.qs, filterset).values("pk")[start:stop]
    return in_order(Organisation.objects.filter(pk__in=page).for_listing(), filterset)


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


# A region's slug, a country's code ("" for the whole region), and how many results lie there.
Place = tuple[str, str, int]


def places(filterset: OrganisationFilter) -> list[Place]:
    """Where the results lie: by region in its order, whole regions first, countries by name."""
    totals = filterset.cube.by_place()
    regions = [region.slug for region in filterset.regions]
    keys = {
        (region, country): (
            regions.index(region),
            countries.sort_key(countries.name(country)) if country else ("", ""),
        )
        for region, country in totals
    }
    return [(*place, totals[place]) for place in sorted(keys, key=keys.get)]


def groups(filterset: OrganisationFilter, organisations) -> list[dict]:
    """The rows of a page under their regions and countries, as the announcement printed them.

    Without headings, one group, unless the order is by place.
    """
    if filterset.order != Sort.COUNTRY:
        return [{"region": "", "country": "", "organisations": list(organisations)}]
    found = groupby(
        organisations, key=lambda o: (o.region.name, o.country.name if o.country else "")
    )
    grouped, above = [], None
    for (region, country), members in found:
        heading = region if region != above else ""
        grouped.append({"region": heading, "country": country, "organisations": list(members)})
        above = region
    return grouped


def by_place(organisations, places: list[Place], start: int, stop: int):
    """Rows ``start`` to ``stop`` of organisations sorted by place, then name.

    How many lie in each place is known, so only the places that the page touches are read: a
    sort by name in the reader's language that no database has to do.
    """
    before, skipped, touched = 0, 0, []
    for region, country, total in places:
        if before + total <= start:
            skipped += total
        elif before < stop:
            touched.append(Q(region__slug=region, country=country or None))
        before += total
    if not touched:
        return organisations.none()
    order = Case(*(When(place, then=position) for position, place in enumerate(touched)))
    somewhere = Q()
    for place in touched:
        somewhere |= place
    sorted_there = organisations.filter(somewhere).order_by(order, "titles_folded", "pk")
    return sorted_there[start - skipped : stop - skipped]
