"""How the network grew: members at the end of each year, by kind and by region."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count, dropwhile

from members.models import Kind, Membership, Tally
from members.models.tally import NOW, Grain

# A chart of more years than this shows the latest.
MOST_YEARS = 30
# The axis has at most this many labelled values above nought.
MOST_TICKS = 4


@dataclass
class Year:
    """Members on the last day of a year that is known: 31 December, of the present year today."""

    last_day: datetime.date
    kinds: Counter = field(default_factory=Counter)
    regions: Counter = field(default_factory=Counter)

    @property
    def year(self) -> int:
        return self.last_day.year

    @property
    def total(self) -> int:
        return self.kinds.total()

    def follow(self, before: "Year", changes: Iterable) -> None:
        """Has the members of the year before, and what has changed since."""
        self.kinds, self.regions = before.kinds.copy(), before.regions.copy()
        self.add(changes)

    def add(self, changes: Iterable[tuple[str, int, int]]) -> None:
        """Adds how many more there are of a kind in a region."""
        for kind, region, total in changes:
            self.kinds[kind] += total
            self.regions[region] += total


def years(today: datetime.date) -> list[Year]:
    """From the first year at whose end there was a member to the present one; two queries."""
    kept = Tally.objects.filter(grain=Grain.REGION, year__gt=NOW).exclude(total=0)
    changes = defaultdict(list)
    for number, *change in kept.order_by("year").values_list("year", "kind", "region", "total"):
        changes[number].append(change)
    if not changes:
        return []
    found = [Year(datetime.date(number, 12, 31)) for number in range(min(changes), today.year)]
    before = Year(datetime.date.min)
    for year in found:
        year.follow(before, changes[year.year])
        before = year
    until, events = Membership.objects.beside(today)
    present = Year(today)
    present.follow(before, changes[until] if until == today.year else [])
    present.add((kind, region, n) for kind, region, *_rest, n in events or ())
    return list(dropwhile(lambda year: not year.total, [*found, present]))[-MOST_YEARS:]


WIDTH, HEIGHT, GAP = 100, 40, 0.25


def bars(found: list[Year]) -> list[dict]:
    """The years side by side, each with its kinds one on the other: a shape for each kind."""
    highest = scale(found)[-1]
    if not highest:
        return []
    step = WIDTH / len(found)
    shapes = dict.fromkeys(Kind, "")
    for position, year in enumerate(found):
        top = HEIGHT
        for kind in Kind:
            height = round(year.kinds[kind.value] / highest * HEIGHT, 2)
            top = round(top - height, 2)
            if height:
                x, width = round(position * step, 2), round(step * (1 - GAP), 2)
                shapes[kind] += f"M{x:g} {top:g}h{width:g}v{height:g}h{-width:g}z"
    return [{"css": f"bar-{kind.value}", "shape": shape} for kind, shape in shapes.items() if shape]


def scale(found: list[Year]) -> list[int]:
    """Values to label the axis with, evenly apart from nought to at least the largest total.

    They lie 1, 2 or 5 apart, or ten, a hundred … times that.
    """
    highest = max((year.total for year in found), default=0)
    if not highest:
        return [0]
    steps = (digit * 10**power for power in count() for digit in (1, 2, 5))
    step = next(step for step in steps if highest <= step * MOST_TICKS)
    return list(range(0, highest + step, step))


def ticks(found: list[Year]) -> list[dict]:
    """The labelled values of the axis, each with its height in the chart, in hundredths."""
    values = scale(found)
    return [{"value": value, "y": 100 - 100 * value / values[-1]} for value in values[1:]]
