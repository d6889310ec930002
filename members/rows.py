"""Rows of lists that may be hundreds long, as HTML.

Every country of the world stands in some pages, and 180 organisations in others. A template takes
50 to 150 µs to write a row, these functions a few. They write what a template would, and escape
whatever they are handed.
"""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from html import escape

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from members import countries, search
from members.choices import Kind, Language
from members.formats import format_number
from members.marking import found_in, marked, unseen_in


def member_word(total: int) -> str:
    """What is counted, to be read out after the number alone: "member", "members"."""
    return ngettext("member", "members", total)


def counted(total: int) -> str:
    """The number in a list, as HTML. The same few numbers are shown again and again."""
    return _counted(total, get_language())


@lru_cache(maxsize=4096, typed=True)
def _counted(total: int, language: str | None) -> str:
    word = member_word(total)
    return f'<span class="n">{format_number(total)}<span class="vh"> {word}</span></span>'


def organisation_rows(
    organisations: Iterable,
    level: int = 3,
    words: str = "",
    hide_kind: bool = False,
    hide_place: bool = False,
) -> SafeString:
    """Items of a list of organisations, each with its name as a heading of the ``level``.

    ``words`` are marked where they match; what the page has said already is left out.
    """
    labels = {kind.value: str(kind.label) for kind in Kind} if not hide_kind else {}
    wanted = search.words(words)

    # Kinds and places are the same again and again.
    @cache
    def shown(text: str) -> str:
        return conditional_escape(marked(text, words)) if words else escape(text)

    @cache
    def unseen_beside(*texts: str) -> list[str]:
        return unseen_in(texts, wanted)

    def row(organisation) -> str:
        label, kind, place = labels.get(organisation.kind, ""), "", organisation.place
        unseen = unseen_in([organisation.name], unseen_beside(label, place))
        if labels:
            glyph = f'<use href="#i-{organisation.kind}" />'
            glyph = f'<svg class="gl" aria-hidden="true">{glyph}</svg>'
            is_meant = unseen and is_kind(organisation.kind, unseen)
            label = f"<mark>{escape(label)}</mark>" if is_meant else shown(label)
            kind = f'<p class="kind">{glyph}{label}</p>'
        places = [] if hide_place else [shown(place)]
        if names := list(other_names(organisation, unseen)):
            shown_names = format_html_join(", ", "{}", ((marked(n, words),) for n in names))
            places.append(format_html(_("also: {name}"), name=shown_names))
        place = f'<p class="place">{", ".join(places)}</p>' if places else ""
        roles = "".join(f'<p class="role">{escape(role)}</p>' for role in organisation.public_roles)
        return (
            f'<li data-slug="{escape(organisation.slug)}"><h{level} class="name">'
            f'<a href="{escape(organisation.get_absolute_url())}">{shown(organisation.name)}</a>'
            f"</h{level}> {kind} {place} {roles}</li>"
        )

    return _safe(map(row, organisations))


def is_kind(kind: str, words: list[str]) -> bool:
    """Whether a kind is so called, in another language or for short."""
    return any(search.has_words(search.kind_names(kind), [word]) for word in words)


def other_names(organisation, words: list[str]) -> Iterator[str]:
    """What its row does not show, by which some words find an organisation: each word by one.

    Other names of its own, its acronym, then names of its country and of its region.
    """
    if not words:
        return
    names = [*getattr(organisation, "known_as", ()), organisation.acronym]
    names += countries.known_as(organisation.country_id) if organisation.country_id else []
    region = organisation.region
    names += [region.name, *(getattr(region, f"name_{language}") for language in Language)]
    for name in filter(None, names):
        if found_in(name, words):
            yield name
            words = unseen_in([name], words)


def option_boxes(facet) -> SafeString:
    """The boxes in sight of a facet."""
    return _safe(_box(facet.name, option) for option in facet.options)


def more_boxes(facet) -> SafeString:
    """Those that are folded away."""
    return _safe(_box(facet.name, option) for option in facet.more)


def _box(name: str, option) -> str:
    """One box to tick, and its count where that is known."""
    box = escape(option.id)
    count = counted(option.count) if option.count is not None else ""
    return (
        f'<label class="opt{"" if option.count != 0 else " zero"}" for="{box}">'
        f'<input type="checkbox" id="{box}" name="{name}" value="{escape(option.value)}"'
        f"{' checked' if option.checked else ''}> <span>{escape(option.label)}</span> {count}"
        "</label>"
    )


def country_items(countries: Iterable[dict]) -> SafeString:
    """Items of a list of countries: a link, and how many members."""
    return _safe(
        f'<li><a href="{escape(country["url"])}">{escape(country["name"])}</a> '
        f"{counted(country['total'])}</li>"
        for country in countries
    )


def country_rows(countries: Iterable[dict]) -> SafeString:
    """The same, as rows of a table."""
    return _safe(
        f'<tr><th scope="row"><a href="{escape(country["url"])}">{escape(country["name"])}</a></th>'
        f"<td>{format_number(country['total'])}</td></tr>"
        for country in countries
    )


def printed_items(organisations: Iterable[tuple[str, str, str]]) -> SafeString:
    """Items of the printable list: each a name, an acronym or none, and a kind."""
    return _safe(
        f"<li><b>{escape(name)}</b>{f' ({escape(acronym)})' if acronym else ''} "
        f"<i>{escape(kind)}</i></li>"
        for name, acronym, kind in organisations
    )


@lru_cache(maxsize=64)
def datalist_options(names: tuple[str, ...]) -> SafeString:
    """What a field proposes."""
    return _safe(f'<option value="{escape(name)}"></option>' for name in names)


def _safe(rows: Iterable[str]) -> SafeString:
    return mark_safe("\n".join(rows))  # noqa: S308  (each of the above escapes)
