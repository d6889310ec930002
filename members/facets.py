"""What the directory shows beside its results: values with counts, chips, ways out of nothing.

All of it is read from one ``OrganisationFilter``. A facet's counts respect every filter but its
own, so they say what a further tick would give.
"""

from dataclasses import dataclass, field

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from members import countries
from members.filters import OrganisationFilter
from members.formats import format_number
from members.models import Kind, Region

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
    """A filter that is on, and the address without it."""

    name: str
    key: str | None
    label: str
    value: str
    remove_url: str


def build(filterset: OrganisationFilter) -> list[Facet]:
    """The facets of the present query: one grouped query each, and one for the regions' names."""
    return [_facet(filterset, name) for name in filterset.FACETS]


def counts(filterset: OrganisationFilter, name: str) -> dict[str, int]:
    """How many results each value of a facet would give, under all the other filters."""
    column = filterset.filters[name].field_name
    rows = filterset.without(name).order_by().values_list(column).annotate(Count("pk"))
    return {value: count for value, count in rows if value}


def _facet(filterset: OrganisationFilter, name: str) -> Facet:
    chosen, found = filterset.chosen(name), counts(filterset, name)
    options = [
        Option(value, str(label), found.get(value, 0), value in chosen, f"{name}-{value.lower()}")
        for value, label in _labels(name, {*found, *chosen}).items()
    ]
    facet = Facet(name, str(filterset.filters[name].label), options)
    facet.error = _error(filterset.unknown(name))
    if name == "country":
        facet.options, facet.more = _fold_away(options)
    return facet


def _labels(name: str, values: set[str]) -> dict[str, str]:
    """The words for a facet's values, in the order in which they are shown."""
    if name == "kind":
        return dict(Kind.choices)
    if name == "region":
        return {
            region.slug: region.name for region in Region.objects.all() if region.slug in values
        }
    named = {value: countries.name(value) for value in values}
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
    on = [("q", None, pgettext("filter", "Search"), filterset.query)] if filterset.query else []
    on += [
        (facet.name, option.value, facet.label, option.label)
        for facet in facets
        for option in facet.chosen
    ]
    return [
        Chip(name, key, label, value, _address(path, filterset.as_query(drop=(name, key))))
        for name, key, label, value in on
    ]


def _address(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def suggestions(filterset: OrganisationFilter, chips: list[Chip]) -> list[dict]:
    """For an empty result: each filter whose removal alone gives results, and how many."""
    found = [
        {
            "label": chip.value,
            "url": chip.remove_url,
            "total": filterset.without(chip.name, chip.key).count(),
        }
        for chip in chips
    ]
    return [suggestion for suggestion in found if suggestion["total"]]


def title(facets: list[Facet], query: str, total: int) -> str:
    """The result in a few words: "3 members: Local network, Africa, “credit”"."""
    number = {"total": format_number(total)}
    counted = ngettext("%(total)s member", "%(total)s members", total) % number
    terms = [option.label for facet in facets for option in facet.chosen]
    if query:
        terms.append(_("“%(query)s”") % {"query": query})
    if not terms:
        return _("Member directory")
    return _("%(counted)s: %(terms)s") % {"counted": counted, "terms": ", ".join(terms)}
