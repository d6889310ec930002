"""Charts of years: shapes, axes and labels, of numbers that stand side by side."""

from itertools import count

# The shapes' own measures; a chart is stretched to the place it has.
WIDTH, HEIGHT, GAP = 100, 40, 0.25
# The axis has at most this many labelled values above nought.
MOST_TICKS = 4
# As many years as stand side by side on a telephone.
MOST_LABELS = 6


def bars(series: dict[str, list[int]], highest: int) -> dict[str, str]:
    """For each of the series its bars, as one shape: at each place one stands on the other."""
    shapes = dict.fromkeys(series, "")
    for position, values in enumerate(zip(*series.values(), strict=True)):
        top = HEIGHT
        step = WIDTH / len(next(iter(series.values())))
        for name, value in zip(series, values, strict=True):
            height = round(value / highest * HEIGHT, 2) if value else 0
            top = round(top - height, 2)
            if height:
                x, width = round(position * step, 2), round(step * (1 - GAP), 2)
                shapes[name] += f"M{x:g} {top:g}h{width:g}v{height:g}h{-width:g}z"
    return {name: shape for name, shape in shapes.items() if shape}


def scale(highest: int) -> list[int]:
    """Values to label the axis with, evenly apart from nought to at least the highest.

    They lie 1, 2 or 5 apart, or ten, a hundred … times that.
    """
    if not highest:
        return [0]
    steps = (digit * 10**power for power in count() for digit in (1, 2, 5))
    step = next(step for step in steps if highest <= step * MOST_TICKS)
    return list(range(0, highest + step, step))


def ticks(highest: int) -> list[dict]:
    """The labelled values of the axis, each with its height in the chart, in hundredths."""
    values = scale(highest)
    return [{"value": value, "y": height(value, values[-1])} for value in values[1:]]


def height(value: int, highest: int) -> float:
    """How far from the top a value stands, in hundredths."""
    return round(100 - 100 * value / highest, 2) if highest else 100


def middle(position: int, places: int) -> float:
    """Where the middle of a bar stands, in hundredths from the left."""
    return round(100 * (position + (1 - GAP) / 2) / places, 2)


def labelled(years: list[int]) -> list[int]:
    """The years of a run to be named: its ends, and round ones that keep clear of them."""
    if not years:
        return []
    steps = (digit * 10**power for power in count() for digit in (1, 2, 5))
    step = next(step for step in steps if len(years) <= step * MOST_LABELS)
    first, last = years[0], years[-1]
    clear = step / 2
    between = (y for y in years if y % step == 0 and first + clear <= y <= last - clear)
    return sorted({first, *between, last})
