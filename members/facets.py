"""What the directory shows beside its results: values with counts, chips, ways out of nothing.

All of it is read from one ``OrganisationFilter`` and its cube. A facet's counts respect every
filter but its own, so they say what a further tick would give.
"""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from members import countries
from members.cube import FACETS
from members.filters import YEARS, OrganisationFilter
from members.formats import format_day, format_number
from members.models import Kind, WorkingLanguage

COUNTRIES_SHOWN = 6


@dataclass
class Option:
    """A value of a facet, and how many results it has."""

    value: str
    label: str
    count: int
    checked: bool
    id: str


@dataclass
class Facet:
    """A group of options; ``more`` are those folded away."""

    name: str
    label: str
    options: list[Option]
    more: list[Option] = field(default_factory=list)
    error: str = ""

    @property
    def chosen(self) -> list[Option]:
        return [option for option in self.options + self.more if option.checked]


@dataclass
class Chip:
    """A filter that is on, the address without it, and how many results there would be."""

    label: str
    value: str
    remove_url: str
    total: int | None = None


def build(filterset: OrganisationFilter) -> list[Facet]:
    """The facets of the present query."""
    labels = {
        "kind": dict(Kind.choices),
        "region": {region.slug: region.name for region in filterset.regions},
        "language": dict(WorkingLanguage.named()),
        "joined": {year: year for year in sorted(YEARS, reverse=True)},
    }
    return [_facet(filterset, name, labels.get(name)) for name in FACETS]


def _facet(filterset: OrganisationFilter, name: str, labels: dict[str, str] | None) -> Facet:
    chosen = filterset.chosen[name]
    found = filterset.cube.counts(name)
    shown = {*found, *chosen}
    labels = labels or _country_labels(shown)
    options = [
        Option(value, str(label), found[value], value in chosen, f"{name}-{value.lower()}")
        for value, label in labels.items()
        if value in shown
    ]
    facet = Facet(name, str(filterset.filters[name].label), options)
    facet.error = _error(filterset.unknown(name))
    if name == "country":
        facet.options, facet.more = _fold_away(options)
    return facet


def _country_labels(codes: set[str]) -> dict[str, str]:
    named = {code: countries.name(code) for code in codes}
    return dict(sorted(named.items(), key=lambda item: countries.sort_key(item[1])))


def _error(unknown: list[str]) -> str:
    if not unknown:
        return ""
    values = ", ".join(value[:40] for value in unknown[:5])
    return _("There is no such choice: %(values)s. It was left out.") % {"values": values}


def _fold_away(options: list[Option]) -> tuple[list[Option], list[Option]]:
    """The chosen options and the largest; then the rest, from A to Z."""
    by_size = sorted(options, key=lambda option: (not option.checked, -option.count))
    shown = by_size[: max(COUNTRIES_SHOWN, sum(option.checked for option in options))]
    rest = [option for option in options if option not in shown]
    return (shown, rest) if len(rest) > 1 else (by_size, [])


def country_totals(facets: list[Facet]) -> dict[str, int]:
    """How many of the results each country has: what the map shows."""
    facet = next(facet for facet in facets if facet.name == "country")
    return {
        option.value: option.count
        for option in facet.chosen or facet.options + facet.more
        if option.count
    }


def regions_strip(facets: list[Facet]) -> list[dict]:
    """The regions with their totals, as links to their pages."""
    facet = next(facet for facet in facets if facet.name == "region")
    return [
        {
            "name": option.label,
            "slug": option.value,
            "total": option.count,
            "url": reverse("members:region", args=[option.value]),
        }
        for option in facet.options
    ]


def chips(filterset: OrganisationFilter, facets: list[Facet], path: str) -> list[Chip]:
    """One for each filter that is on."""
    found = []
    if filterset.query:
        found.append(
            Chip(
                pgettext("filter", "Search"),
                filterset.query,
                _address(path, filterset.as_query(q="")),
            )
        )
    for facet in facets:
        for option in facet.chosen:
            rest = [value for value in filterset.chosen[facet.name] if value != option.value]
            url = _address(path, filterset.as_query(**{facet.name: rest}))
            total = filterset.cube.total_with(facet.name, rest)
            found.append(Chip(facet.label, option.label, url, total))
    if filterset.day:
        day = format_day(filterset.day)
        found.append(Chip(_("On the day"), day, _address(path, filterset.as_query(on=None))))
    return found


def _address(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def suggestions(filterset: OrganisationFilter, chips: list[Chip]) -> list[dict]:
    """For an empty result: each filter whose removal alone gives results, most results first."""
    for chip in chips:
        if chip.total is None:
            query = chip.remove_url.partition("?")[2]
            chip.total = OrganisationFilter.of(query, filterset.queryset).total
    found = [
        {"label": chip.value, "url": chip.remove_url, "total": chip.total}
        for chip in chips
        if chip.total
    ]
    return sorted(found, key=lambda suggestion: -suggestion["total"])


def title(facets: list[Facet], filterset: OrganisationFilter) -> str:
    """The result in a few words: "3 members: Local network, Africa, “credit”"."""
    total = filterset.total
    number = {"total": format_number(total)}
    counted = ngettext("%(total)s member", "%(total)s members", total) % number
    terms = [option.label for facet in facets for option in facet.chosen]
    if filterset.query:
        terms.append(_("“%(query)s”") % {"query": filterset.query})
    if filterset.day:
        terms.append(format_day(filterset.day))
    if not terms:
        return _("Member directory")
    return _("%(counted)s: %(terms)s") % {"counted": counted, "terms": ", ".join(terms)}
