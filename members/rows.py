"""Rows of lists that may be hundreds long, as HTML.

Every country of the world stands in some pages. A template takes some 100 µs to write one, these
functions one or two. They write what a template would, and escape what is not their own.
"""

from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from members.formats import format_number


def member_word(total: int) -> str:
    """What is counted, to be read out after the number alone: "member", "members"."""
    return ngettext("member", "members", total)


def country_items(countries: Iterable[dict]) -> SafeString:
    """Items of a list of countries: a link, and how many members."""
    return _safe(
        f'<li><a href="{escape(country["url"])}">{escape(country["name"])}</a> '
        f'<span class="n">{format_number(country["total"])}<span class="vh"> '
        f"{member_word(country['total'])}</span></span></li>"
        for country in countries
    )


def country_rows(countries: Iterable[dict]) -> SafeString:
    """The same, as rows of a table."""
    return _safe(
        f'<tr><th scope="row"><a href="{escape(country["url"])}">{escape(country["name"])}</a></th>'
        f"<td>{format_number(country['total'])}</td></tr>"
        for country in countries
    )


def datalist_options(names: Iterable[str]) -> SafeString:
    """What a field proposes."""
    return _safe(f'<option value="{escape(name)}">' for name in names)


def _safe(rows: Iterable[str]) -> SafeString:
    return mark_safe("\n".join(rows))  # noqa: S308  (each of the above escapes)
