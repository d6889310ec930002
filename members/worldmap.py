"""The stitched map: land as a grid of cells, each country's drawn in the class of its count.

The grid (``data/world-grid.json``) was made once from Natural Earth's public-domain borders, in
the Equal Earth projection. A run ``[column, row, length]`` is one row of a country's cells.
"""

import json
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from math import hypot
from pathlib import Path

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from members import countries
from members.addresses import address
from members.formats import format_number
from members.rows import country_rows

GRID = Path(__file__).parent / "data" / "world-grid.json"
# The map's part of the grid; it is widened for a country of the Pacific beyond it that is lit.
LEFT, WIDTH, HEIGHT = 9, 116, 57
# The ring around a country of one cell, and what it takes with its stroke.
RING, RING_SPACE = 1.3, 1.5
# Cells farther than this from a country's main part lie overseas, where its member does not work.
NEAR = 14
# A link on the map keeps this far from its neighbours, so that a finger hits the right one.
GAP = 4.3
# With more countries than this, links would lie on each other: the table does without.
MOST_LINKS = 40
# Up to then the classes are 1, 2 or 3, and 4 or more members.
FEW = [1, 3]

Cell = tuple[int, int]


@dataclass
class Layer:
    css: str
    d: str


@dataclass
class Link:
    url: str
    label: str
    text: str
    x: float
    y: float

    @property
    def text_y(self) -> float:
        return round(self.y - 3, 1)


@dataclass
class Key:
    """What a class of the map stands for, in words."""

    css: str
    label: str


@dataclass
class WorldMap:
    """What the template draws; paths are SVG path data in cells of the grid."""

    land: str
    layers: list[Layer]
    rings: list[Cell]
    view_box: str
    links: list[Link] = field(default_factory=list)
    # The map's equivalent: every country with its count, those too small to be drawn as well.
    table: list[dict] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    # The whole as HTML, by where its link past the map leads: made when first shown.
    figures: dict[str, SafeString] = field(default_factory=dict)

    @cached_property
    def lit(self) -> SafeString:
        """The layers as SVG."""
        layers = ((layer.css, layer.d) for layer in self.layers)
        return format_html_join("", '<path class="{}" d="{}" />', layers)

    @cached_property
    def circles(self) -> SafeString:
        """The rings as SVG."""
        circles = ((x, y, RING) for x, y in self.rings)
        return format_html_join("", '<circle cx="{}" cy="{}" r="{}" />', circles)

    @cached_property
    def rows(self) -> SafeString:
        """The table's rows as HTML."""
        return country_rows(self.table)


@dataclass
class Locator:
    """A small map of a region or country."""

    view_box: str
    land: str
    lit: str
    label: str


@cache
def grid() -> dict:
    return json.loads(GRID.read_text())


@cache
def land_cells() -> frozenset[Cell]:
    return frozenset(cell for cell in _cells(grid()["land"]) if LEFT <= cell[0] < LEFT + WIDTH)


@cache
def country_cells(code: str) -> tuple[Cell, ...]:
    """The cells of the country's main part; none for the few that are smaller than a cell."""
    country = grid()["iso"].get(code)
    if not country:
        return ()
    cells, (x, y) = _cells(country["runs"]), country["at"]
    return tuple(c for c in cells if hypot(c[0] + 0.5 - x, c[1] + 0.5 - y) <= NEAR) or tuple(cells)


def world(totals: dict[str, int], query: str = "") -> WorldMap:
    """The world with the countries of ``totals`` (code: how many) lit, linked and listed.

    ``query`` is what the directory was asked for, but for countries: links keep it.
    Shared between requests: not to be changed.
    """
    return _world(tuple(sorted(totals.items())), query, get_language())


# Visitors see the same few sets of countries again and again: all of them, above all.
@lru_cache(maxsize=64)
def _world(
    sorted_totals: tuple[tuple[str, int], ...], query: str, language: str | None
) -> WorldMap:
    totals = dict(sorted_totals)
    limits = class_limits(totals.values())
    drawn = cover(totals)
    codes = tuple(sorted(code for code in totals if country_cells(code)))
    if len(codes) <= MOST_LINKS:
        drawn.links = _links(totals, codes, query)
    drawn.table = _table(totals, query)
    drawn.keys = _keys(limits)
    return drawn


def cover(totals: dict[str, int]) -> WorldMap:
    """The same map as a picture alone."""
    limits = class_limits(totals.values())
    classes = tuple(sorted((code, _class(total, limits)) for code, total in totals.items()))
    return WorldMap(*_drawing(classes))


@lru_cache(maxsize=64)
def _drawing(classes: tuple[tuple[str, int], ...]) -> tuple[str, list[Layer], list[Cell], str]:
    """Land, layers, rings and view box for countries, each with the number of its class."""
    lit = {}
    for code, number in classes:
        lit.setdefault(number, []).extend(country_cells(code))
    drawn = {cell for cells in lit.values() for cell in cells}
    layers = [Layer(f"q{number}", _path(cells)) for number, cells in sorted(lit.items()) if cells]
    # Countries too small to be seen without a ring around them.
    single = [country_cells(code)[0] for code, _number in classes if len(country_cells(code)) == 1]
    rings = [(x + 0.5, y + 0.5) for x, y in single]
    return _path(land_cells() - drawn), layers, rings, _view_box(drawn, rings)


def _view_box(lit: set[Cell], rings: list[Cell]) -> str:
    """The part of the grid that shows whatever is lit, whole."""
    left = min([LEFT, *(x for x, _y in lit), *(x - RING_SPACE for x, _y in rings)])
    right = max([LEFT + WIDTH, *(x + 1 for x, _y in lit), *(x + RING_SPACE for x, _y in rings)])
    return f"{left:g} 0 {right - left:g} {HEIGHT}"


def class_limits(totals) -> list[int]:
    """The highest count of each class but the last: fixed for a few countries, else fifths."""
    ordered = sorted(totals)
    if len(ordered) <= MOST_LINKS:
        return FEW
    limits = {ordered[len(ordered) * part // 5 - 1] for part in range(1, 5)}
    return sorted(limits - {ordered[-1]})


def _class(total: int, limits: list[int]) -> int:
    """The number of a count's class, of the five shades there are; of few classes, every other."""
    number = bisect_left(limits, total)
    return 2 * number + 1 if limits == FEW else number + 1


def _keys(limits: list[int]) -> list[Key]:
    """What each class stands for: "1", "2–3", "4+"."""
    lows = [1, *(limit + 1 for limit in limits)]
    keys = []
    for number, low in enumerate(lows, start=1):
        if number > len(limits):
            words = _("%(low)s or more") % {"low": format_number(low)}
        elif low == limits[number - 1]:
            words = format_number(low)
        else:
            high = format_number(limits[number - 1])
            words = _("%(low)s to %(high)s") % {"low": format_number(low), "high": high}
        keys.append(Key(f"k{_class(low, limits)}", words))
    return keys


def locate(codes: Iterable[str], label: str) -> Locator | None:
    """The part of the world around ``codes``, with their cells lit."""
    found = _located(tuple(sorted(codes)))
    return Locator(*found, label) if found else None


# Each country's, above all.
@lru_cache(maxsize=512)
def _located(codes: tuple[str, ...]) -> tuple[str, str, str] | None:
    """View box, land and what is lit; nothing for countries too small to be drawn."""
    lit = {cell for code in codes for cell in country_cells(code)}
    if not lit:
        return None
    columns, rows = [c for c, _r in lit], [r for _c, r in lit]
    left, top = max(LEFT, min(columns) - 12), max(0, min(rows) - 6)
    right, bottom = max(columns) + 13, min(HEIGHT, max(rows) + 7)
    around = {c for c in land_cells() if left <= c[0] < right and top <= c[1] < bottom}
    box = f"{left} {top} {right - left} {bottom - top}"
    return box, _path(around - lit), _path(lit)


def _cells(runs) -> list[Cell]:
    return [(column + i, row) for column, row, length in runs for i in range(length)]


def _path(cells) -> str:
    """One stroke for each run of cells; the dash pattern of the style sheet makes its stitches."""
    strokes, previous = [], None
    for column, row in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        if previous == (column - 1, row):
            strokes[-1][2] += 1
        else:
            strokes.append([column, row, 1])
        previous = (column, row)
    return "".join(f"M{column} {row}h{length}" for column, row, length in strokes)


def _centre(cells) -> tuple[float, float]:
    columns, rows = zip(*cells, strict=True)
    return tuple(round(sum(along) / len(cells) + 0.5, 1) for along in (columns, rows))


def _links(totals: dict[str, int], codes: tuple[str, ...], query: str) -> list[Link]:
    places = dict(zip(codes, _spread(tuple(_centre(country_cells(c)) for c in codes)), strict=True))
    links = []
    for code in sorted(codes, key=lambda code: countries.sort_key(countries.name(code))):
        total = totals[code]
        shown = {"country": countries.name(code), "total": format_number(total)}
        label = ngettext("%(country)s, %(total)s member", "%(country)s, %(total)s members", total)
        text = _("%(country)s · %(total)s") % shown
        links.append(Link(_url(code, query), label % shown, text, *places[code]))
    return links


def _url(code: str, query: str) -> str:
    """The country's page; with a query, those of the directory's results that lie there."""
    if query:
        return f"{reverse('members:list')}?{query}&country={code}"
    return address("members:country", code)


def _table(totals: dict[str, int], query: str) -> list[dict]:
    names = sorted((countries.sort_key(name := countries.name(c)), name, c) for c in totals)
    return [{"name": n, "url": _url(c, query), "total": totals[c]} for _key, n, c in names]


@lru_cache(maxsize=64)
def _spread(places: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    """The places moved apart to ``GAP``, each drawn back a little to where it belongs."""
    points = [list(place) for place in places]
    for _round in range(60):
        for i, one in enumerate(points):
            for other in points[i + 1 :]:
                dx, dy = other[0] - one[0], other[1] - one[1]
                distance = hypot(dx, dy) or 0.01
                if distance < GAP:
                    push = (GAP - distance) / 2 / distance
                    one[0], one[1] = one[0] - dx * push, one[1] - dy * push
                    other[0], other[1] = other[0] + dx * push, other[1] + dy * push
        for point, (x, y) in zip(points, places, strict=True):
            point[0] += (x - point[0]) * 0.02
            point[1] += (y - point[1]) * 0.02
    return [(round(x, 1), round(y, 1)) for x, y in points]
