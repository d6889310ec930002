"""What the directory shows beside its results: values with counts, chips, ways out of nothing.

All of it is read from one ``OrganisationFilter`` and its cube. A facet's counts respect every
filter but its own, so they say what a further tick would give.
"""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from members import countries, typed
from members.cube import FACETS, MOST, Cube
from members.filters import YEARS, OrganisationFilter
from members.formats import AtLeast, format_day, format_number
from members.freshness import kept_fact
from members.marking import as_written
from members.models import Kind, Organisation, WorkingLanguage

# Of a facet with more values than this, so many are in sight, and the others folded away;
SHOWN = 6
# of one with still more, another is typed, from a list of names: nobody reads hundreds of boxes.
MOST_BOXES = 40
MOST_ALIKE = 5
# So many words of a search that finds nothing are tried each alone: a query for each.
MOST_ALONE = 4
TYPED = {"country": gettext_lazy("Another country")}


@dataclass
class Option:
    """A value of a facet, and how many results it has: None where so many are not counted."""

    value: str
    label: str
    count: int | None
    checked: bool
    id: str


@dataclass
class Facet:
    """A group of options; ``more`` are those folded away.

    A long one has ``names`` instead: the labels of all its values, for a field to type another in.
    """

    name: str
    label: str
    options: list[Option]
    # How many results each value has, shown or not.
    counts: dict[str, int | None]
    more: list[Option] = field(default_factory=list)
    names: tuple[str, ...] = ()
    error: str = ""
    # What was given and names nothing, to be put right.
    typed: str = ""
    # The whole as HTML: made when first shown.
    html: SafeString | str = ""

    @property
    def field_label(self) -> str:
        return TYPED.get(self.name, "")

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
    """The facets of the present query. Shared between requests: not to be changed."""
    if filterset.is_narrowed or any(map(filterset.unknown, FACETS)):
        return _build(filterset)
    return _of_everyone()


@kept_fact
def _of_everyone() -> list[Facet]:
    return _build(OrganisationFilter.of("", Organisation.objects.public()))


def _build(filterset: OrganisationFilter) -> list[Facet]:
    labels = {
        "kind": dict(Kind.choices),
        "region": {region.slug: region.name for region in filterset.regions},
        "language": dict(WorkingLanguage.named()),
        "joined": {year: year for year in sorted(YEARS, reverse=True)},
    }
    return [_facet(filterset, name, labels.get(name)) for name in FACETS]


def _facet(filterset: OrganisationFilter, name: str, labels: dict[str, str] | None) -> Facet:
    chosen = filterset.chosen[name]
    found = filterset.counts(name)
    labels = labels or countries.all_by_name()
    labels = {value: label for value, label in labels.items() if value in found or value in chosen}
    facet = Facet(name, str(filterset.filters[name].label), [], found)
    shown, rest = list(labels), []
    if len(labels) > SHOWN:
        shown, rest = _fold_away(shown, found, chosen)

    def options(values: list[str]) -> list[Option]:
        return [
            Option(
                value,
                str(labels[value]),
                found.get(value, 0),
                value in chosen,
                f"{name}-{value.lower()}",
            )
            for value in values
        ]

    facet.options = options(shown)
    if name in TYPED and len(labels) > MOST_BOXES:
        facet.names = tuple(label for value, label in labels.items() if value not in chosen)
    else:
        facet.more = options(rest)
    if unknown := filterset.unknown(name):
        facet.error, facet.typed = error_of(name, unknown), unknown[0]
        if name == "country" and (alike := _countries_alike(filterset, unknown[0])):
            facet.error = format_html("{} {}", facet.error, alike)
    return facet


def error_of(name: str, unknown: list[str]) -> str:
    """What is said beside a filter of which something unknown was asked."""
    values = ", ".join(value[:40] for value in unknown[:5])
    return _("There is no such choice: %(values)s. It was left out.") % {"values": values}


def _countries_alike(filterset: OrganisationFilter, text: str) -> SafeString | str:
    """Links to the countries that a text may have meant, each beside those that are chosen."""
    found = [
        (filterset.as_query(country=[*filterset.chosen["country"], code]), countries.name(code))
        for code in typed.alike(text)[:MOST_ALIKE]
    ]
    links = format_html_join(", ", '<a href="?{}">{}</a>', found)
    return format_html(_("Did you mean one of these? {names}"), names=links) if found else ""


def _fold_away(
    values: list[str], found: dict[str, int | None], chosen: list[str]
) -> tuple[list, list]:
    """The chosen values and the largest; then the rest, in their order."""
    by_size = sorted(values, key=lambda value: (value not in chosen, -(found.get(value) or 0)))
    shown = by_size[: max(SHOWN, len(chosen))]
    rest = [value for value in values if value not in set(shown)]
    return (shown, rest) if len(rest) > 1 else (by_size, [])


def country_totals(facets: list[Facet]) -> dict[str, int]:
    """How many of the results each country has: what the map shows."""
    facet = next(facet for facet in facets if facet.name == "country")
    chosen = {option.value for option in facet.chosen} or facet.counts
    return {code: total for code, total in facet.counts.items() if total and code in chosen}


def regions_strip(facets: list[Facet]) -> list[dict]:
    """The regions with their totals, as links to their pages."""
    facet = next(facet for facet in facets if facet.name == "region")
    return [
        {
            "name": option.label,
            "slug": option.value,
            "total": option.count,
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
            total = None
            if not filterset.cube.bounded:
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


def wider(filterset: OrganisationFilter, chips: list[Chip], path: str) -> list[dict]:
    """For an empty result where removing no single filter helps the words: what does.

    That is the words without any filter or, if they find nothing together, each of them alone.
    """
    if not filterset.query or any(chip.total for chip in chips[1:]):
        return []
    cube = filterset.cube
    if filterset.day:
        everyone = filterset.queryset.search(filterset.words)
        cube = Cube.of(everyone, *filterset.facets, to_the_end=False)
    if total := _found(cube):
        return [_everywhere(path, filterset.query, total)]
    words = filterset.words_alone[:MOST_ALONE]
    found = [_alone(filterset, path, word) for word in words] if len(words) > 1 else []
    return [way for way in found if way["total"]]


def _alone(filterset: OrganisationFilter, path: str, word: str) -> dict:
    """One of the words, with the other filters where these leave anything of it."""
    cube, word = filterset.count(word), as_written(word, [filterset.query])
    if cube.bounded or not cube.total:
        return _everywhere(path, word, _found(cube), on=filterset.day)
    text = _("Search for “%(words)s” alone") % {"words": word}
    return {"text": text, "url": f"{path}?{filterset.as_query(q=word)}", "total": cube.total}


def _everywhere(path: str, words: str, total: int, **kept) -> dict:
    """Some words, whatever else was chosen."""
    query = urlencode({"q": words} | {name: value for name, value in kept.items() if value})
    text = _("Search all members for “%(words)s”") % {"words": words}
    return {"text": text, "url": f"{path}?{query}", "total": total}


def _found(cube: Cube) -> int:
    """How many the words find, whatever is chosen in the facets."""
    return AtLeast(MOST) if cube.bounded else cube.found


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
