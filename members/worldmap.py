"""The stitched map: land as a grid of cells, each country's drawn in the class of its count.

The grid (``data/world-grid.json``) was made once from Natural Earth's public-domain borders, in
the Equal Earth projection. A run ``[column, row, length]`` is one row of a country's cells.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from math import hypot
from pathlib import Path

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from members import countries
from members.formats import format_number

GRID = Path(__file__).parent / "data" / "world-grid.json"
LEFT, WIDTH, HEIGHT = 9, 116, 57
# Cells farther than this from a country's main part lie overseas, where its member does not work.
NEAR = 14
# A link on the map keeps this far from its neighbours, so that a finger hits the right one.
GAP = 4.3

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
class WorldMap:
    """What the template draws; paths are SVG path data in cells of the grid."""

    land: str
    layers: list[Layer] = field(default_factory=list)
    rings: list[dict] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    view_box: str = f"{LEFT} 0 {WIDTH} {HEIGHT}"


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


def world(totals: dict[str, int]) -> WorldMap:
    """The world with the countries of ``totals`` (code: how many) lit and linked."""
    return _world(tuple(sorted(totals.items())), get_language())


# Visitors see the same few sets of countries again and again: all of them, above all.
@lru_cache(maxsize=64)
def _world(sorted_totals: tuple[tuple[str, int], ...], language: str | None) -> WorldMap:
    totals = dict(sorted_totals)
    lit = [code for code in totals if country_cells(code)]
    classes = {css: [] for css in ("q1", "q2", "q3")}
    for code in lit:
        classes[_class(totals[code])].append(code)
    return WorldMap(
        land=_land_without(tuple(lit)),
        layers=[Layer(css, _shape(tuple(codes))) for css, codes in classes.items() if codes],
        rings=[{"x": cell[0] + 0.5, "y": cell[1] + 0.5} for cell in _single_cells(lit)],
        links=_links(totals, lit),
    )


def locate(codes, label: str) -> Locator | None:
    """The part of the world around ``codes``, with their cells lit."""
    lit = {cell for code in codes for cell in country_cells(code)}
    if not lit:
        return None
    columns, rows = [c for c, _r in lit], [r for _c, r in lit]
    left, top = max(LEFT, min(columns) - 12), max(0, min(rows) - 6)
    right, bottom = max(columns) + 13, min(HEIGHT, max(rows) + 7)
    around = {c for c in land_cells() if left <= c[0] < right and top <= c[1] < bottom}
    box = f"{left} {top} {right - left} {bottom - top}"
    return Locator(box, _path(around - lit), _path(lit), label)


def _class(total: int) -> str:
    return "q1" if total == 1 else "q2" if total < 4 else "q3"


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


@lru_cache(maxsize=256)
def _shape(codes: tuple[str, ...]) -> str:
    return _path(cell for code in codes for cell in country_cells(code))


@lru_cache(maxsize=256)
def _land_without(codes: tuple[str, ...]) -> str:
    return _path(land_cells().difference(*map(country_cells, codes)))


@cache
def _centre(code: str) -> tuple[float, float]:
    cells = country_cells(code)
    return (
        round(sum(column + 0.5 for column, _row in cells) / len(cells), 1),
        round(sum(row + 0.5 for _column, row in cells) / len(cells), 1),
    )


def _single_cells(lit: list[str]) -> list[Cell]:
    """The countries too small to be seen without a ring around them."""
    return [country_cells(code)[0] for code in lit if len(country_cells(code)) == 1]


def _links(totals: dict[str, int], lit: list[str]) -> list[Link]:
    places = dict(zip(lit, _spread(tuple(map(_centre, lit))), strict=True))
    links = []
    for code in sorted(lit, key=lambda code: countries.sort_key(countries.name(code))):
        x, y = places[code]
        name, total = countries.name(code), totals[code]
        words = ngettext("%(country)s, %(total)s member", "%(country)s, %(total)s members", total)
        label = words % {"country": name, "total": format_number(total)}
        text = _("%(country)s · %(total)s") % {"country": name, "total": format_number(total)}
        links.append(Link(reverse("members:country", args=[code]), label, text, x, y))
    return links


@lru_cache(maxsize=256)
def _spread(places: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    """The places moved apart to ``GAP``, each drawn back a little to where it belongs."""
    points = [list(place) for place in places]
    for _round in range(60):
        for one, other in _near(points):
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


def _near(points: list[list[float]]) -> Iterator[tuple[list[float], list[float]]]:
    """Each pair of points that may be closer than ``GAP``, once: those of neighbouring squares."""
    squares = {}
    for position, (x, y) in enumerate(points):
        squares.setdefault((x // GAP, y // GAP), []).append(position)
    for position, (x, y) in enumerate(points):
        column, row = x // GAP, y // GAP
        around = [(column + dx, row + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        found = [other for square in around for other in squares.get(square, ())]
        for other in sorted(found):
            if other > position:
                yield points[position], points[other]
