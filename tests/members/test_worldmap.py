"""The stitched map."""

import itertools
from math import hypot

import pytest
from django.utils.translation import override

from members import worldmap
from members.loading import read_csv
from members.prospera import DATA


def cells(path):
    """The cells that SVG path data draws."""
    drawn = set()
    for stroke in filter(None, path.split("M")):
        place, length = stroke.split("h")
        column, row = map(int, place.split())
        drawn |= {(column + n, row) for n in range(int(length))}
    return drawn


@pytest.fixture(scope="module")
def network():
    """The countries of the real network."""
    return {
        row["country"]: 2
        for row in read_csv(DATA / "organisations.csv")
        if row["country"] and row["status"] == "published"
    }


def test_a_world_without_members_is_all_land():
    world = worldmap.world({})

    assert cells(world.land) == worldmap.land_cells()
    assert (world.layers, world.rings, world.links) == ([], [], [])


def test_the_country_of_a_member_is_drawn_once_in_its_layer():
    world = worldmap.world({"BJ": 1})

    (layer,) = world.layers
    assert cells(layer.d) == set(worldmap.country_cells("BJ"))
    assert cells(world.land) == worldmap.land_cells() - cells(layer.d)


@pytest.mark.parametrize("total, css", [(1, "q1"), (2, "q3"), (3, "q3"), (4, "q5"), (900, "q5")])
def test_the_layer_tells_how_many_members_a_country_has(total, css):
    assert [layer.css for layer in worldmap.world({"FR": total}).layers] == [css]


def test_a_link_leads_to_the_country_and_says_how_many_members_it_has():
    with override("es"):
        (link,) = worldmap.world({"KH": 12}).links

    assert link.url == "/es/countries/KH/"
    assert (link.label.startswith("Camboya, 12 "), link.text) == (True, "Camboya · 12")


def test_links_come_in_the_order_in_which_the_reader_reads():
    totals = {"DE": 1, "ES": 1, "FR": 1}

    orders = {}
    for language in ("en", "es"):
        with override(language):
            orders[language] = [link.url[-3:-1] for link in worldmap.world(totals).links]

    assert orders == {"en": ["FR", "DE", "ES"], "es": ["DE", "ES", "FR"]}


def test_every_country_of_the_network_is_on_the_map(network):
    assert {link.url[-3:-1] for link in worldmap.world(network).links} == set(network)


def test_links_are_far_enough_apart_for_a_finger(network):
    points = [(link.x, link.y) for link in worldmap.world(network).links]

    pairs = itertools.combinations(points, 2)
    assert min(hypot(a[0] - b[0], a[1] - b[1]) for a, b in pairs) > 4


def test_links_stay_near_their_countries(network):
    for link in worldmap.world(network).links:
        country = worldmap.country_cells(link.url[-3:-1])
        assert min(hypot(x + 0.5 - link.x, y + 0.5 - link.y) for x, y in country) < 8


def test_overseas_parts_of_a_country_are_not_drawn():
    rows = [row for _column, row in worldmap.country_cells("FR")]

    assert max(rows) - min(rows) < 10


@pytest.mark.parametrize("code", ["ZZ", "TV"])
def test_a_country_that_is_not_on_the_map_is_left_out(code):
    world = worldmap.world({code: 3})

    assert (world.layers, world.links) == ([], [])
    assert worldmap.locate([code], "Somewhere") is None


def test_a_country_of_a_single_cell_has_a_ring_around_it(network):
    small = {code for code in network if len(worldmap.country_cells(code)) == 1}

    assert len(worldmap.world(network).rings) == len(small)


@pytest.mark.parametrize(
    "codes, box",
    [
        (["BJ", "FR"], (9, 116)),
        (["WS"], (9, 122)),
        (["PF", "CK"], (4, 121)),
        (["AX", "FK", "GS", "PN"], (9, 116)),
        (["KI", "AS"], (3, 129)),
    ],
)
def test_the_map_is_widened_where_a_ring_at_its_edge_would_be_cut(codes, box):
    world = worldmap.world(dict.fromkeys(codes, 1))

    left, top, width, height = map(float, world.view_box.split())
    assert (left, width) == box
    reach = worldmap.RING + 0.11
    for x, y in world.rings:
        assert left <= x - reach < x + reach <= left + width
        assert top <= y - reach < y + reach <= top + height


def test_a_locator_shows_the_place_lit_among_the_land_around_it():
    locator = worldmap.locate(["BJ"], "Benin")

    left, top, width, height = map(int, locator.view_box.split())
    assert cells(locator.lit) == set(worldmap.country_cells("BJ"))
    assert cells(locator.lit) & cells(locator.land) == set()
    for column, row in cells(locator.lit) | cells(locator.land):
        assert left <= column < left + width
        assert top <= row < top + height


def test_a_locator_of_a_region_lights_all_its_countries():
    locator = worldmap.locate(["BJ", "MG", "ZZ"], "Africa")

    assert cells(locator.lit) == {*worldmap.country_cells("BJ"), *worldmap.country_cells("MG")}
    assert locator.label == "Africa"
