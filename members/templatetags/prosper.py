"""Tags and filters of the site's templates."""

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from markdown_it import MarkdownIt

from members import countries, formats, rows
from members.worldmap import WorldMap

register = template.Library()

register.filter("local_number", formats.format_number)
register.filter("month_name", formats.format_month)
register.filter("full_date", formats.format_day)
register.simple_tag(rows.organisation_rows)
register.filter("option_boxes", rows.option_boxes)
register.filter("more_boxes", rows.more_boxes)
register.filter("country_items", rows.country_items)
register.filter("printed_items", rows.printed_items)
register.filter("datalist_options", rows.datalist_options)
register.simple_tag(countries.language_name, name="language_name")


@dataclass
class Translated:
    """A text, and the language it was found in."""

    text: str
    lang: str
    is_fallback: bool


@cache
def markdown_parser() -> MarkdownIt:
    """CommonMark without raw HTML and without images, which a text of ours may not load."""
    parser = MarkdownIt("commonmark", {"html": False}).disable("image")
    parser.core.ruler.push("one_h1", below_the_title)
    return parser


def below_the_title(state) -> None:
    """A page has its title already: "# heading" is a heading below it."""
    for token in state.tokens:
        if token.tag == "h1":
            token.tag = "h2"


@register.filter
def markdown(text: str) -> str:
    """Markdown as HTML. Safe: the parser escapes HTML and refuses ``javascript:`` addresses."""
    return mark_safe(markdown_parser().render(text or ""))  # noqa: S308


@register.simple_tag
def translated(obj, field: str) -> Translated | None:
    """A translated field in the reader's language, or in the first that has it; None if none has.

    ``{% translated organisation "description" as description %}``
    """
    reader = get_language()
    for language in [reader, *settings.MODELTRANSLATION_FALLBACK_LANGUAGES]:
        text = getattr(obj, f"{field}_{language}", None)
        if text:
            return Translated(text, language, language != reader)
    return None


@register.simple_tag
def world_map(drawn: WorldMap, skip_to: str) -> SafeString:
    """The map as a figure, with a link past it. Like the map itself, it is drawn once."""
    if skip_to not in drawn.figures:
        context = {"map": drawn, "skip_to": skip_to}
        drawn.figures[skip_to] = render_to_string("includes/_map.html", context)
    return drawn.figures[skip_to]


@register.simple_tag
def main_menu(here: str | None) -> SafeString:
    """The menu as it stands on a view's pages: the same each time, so it is made once."""
    return _fixed("includes/_menu.html", here or "", get_language(), get_script_prefix())


@register.simple_tag
def fixed(name: str) -> SafeString:
    """A part that is the same on every page of a language, made once: ``{% fixed "…" %}``."""
    return _fixed(name, "", get_language(), get_script_prefix())


@lru_cache(maxsize=200)
def _fixed(name: str, here: str, language: str | None, prefix: str) -> SafeString:
    return render_to_string(name, {"here": here})


@register.simple_tag
def facet_field(facet) -> SafeString:
    """A facet as a part of the form: made once, as the facets of all members are kept."""
    if not facet.html:
        facet.html = render_to_string("members/_facet.html", {"facet": facet})
    return facet.html


@register.filter
def json_for_script(data) -> str:
    """Data as JSON that can stand in a ``<script>`` of data: nothing in it can end the element."""
    escapes = {ord(character): f"\\u{ord(character):04X}" for character in "<>&"}
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(escapes))  # noqa: S308


@register.filter
def website_label(url: str) -> str:
    """The host of an address, as it is spoken: "cerise-microfinance.org"."""
    return urlsplit(url).netloc.removeprefix("www.")
