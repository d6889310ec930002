"""Shapes, axes and labels of the charts of years."""

from itertools import pairwise

import pytest

from members import chart


def test_bars_stand_side_by_side_each_of_the_series_on_the_other():
    series = {"network": [2, 2], "mfi": [0, 1], "support": [0, 1]}

    assert chart.bars(series, highest=4) == {
        "network": "M0 20h37.5v20h-37.5zM50 20h37.5v20h-37.5z",
        "mfi": "M50 10h37.5v10h-37.5z",
        "support": "M50 0h37.5v10h-37.5z",
    }


def test_without_numbers_there_are_no_bars():
    assert chart.bars({"network": [0, 0]}, 0) == chart.bars({"network": []}, 0) == {}


@pytest.mark.parametrize(
    "highest, values",
    [
        (1, [0, 1]),
        (4, [0, 1, 2, 3, 4]),
        (5, [0, 2, 4, 6]),
        (9, [0, 5, 10]),
        (0, [0]),
        (86237, [0, 50000, 100000]),
    ],
)
def test_the_axis_is_labelled_with_few_round_values(highest, values):
    assert chart.scale(highest) == values


def test_the_labels_stand_at_their_heights_from_the_top():
    ticks = [(tick["value"], tick["y"]) for tick in chart.ticks(4)]

    assert ticks == [(1, 75), (2, 50), (3, 25), (4, 0)]


@pytest.mark.parametrize("count", [1, 2, 7, 30])
def test_the_middle_of_a_bar_is_the_middle_of_its_shape(count):
    shapes = chart.bars({"all": [1] * count}, 1)["all"].split("z")[:-1]

    for position, shape in enumerate(shapes):
        left, width = (float(shape[1:].split(" ")[0]), float(shape.split("h")[1].split("v")[0]))
        assert chart.middle(position, count) == pytest.approx(left + width / 2, abs=0.02)


@pytest.mark.parametrize(
    "first, last, named",
    [
        (2026, 2026, [2026]),
        (2021, 2026, [2021, 2022, 2023, 2024, 2025, 2026]),
        (2017, 2026, [2017, 2018, 2020, 2022, 2024, 2026]),
        (2007, 2026, [2007, 2010, 2015, 2020, 2026]),
        (1997, 2026, [1997, 2000, 2005, 2010, 2015, 2020, 2026]),
    ],
)
def test_of_a_run_of_years_the_ends_and_round_ones_are_named(first, last, named):
    assert chart.labelled(list(range(first, last + 1))) == named


def test_of_no_years_none_is_named():
    assert chart.labelled([]) == []


@pytest.mark.parametrize("count", range(1, 31))
def test_named_years_keep_clear_of_each_other(count):
    for first in range(1990, 2000):
        named = chart.labelled(list(range(first, first + count)))
        apart = [(b - a) / count for a, b in pairwise(named)]
        assert min(apart, default=1) >= 1 / 12
