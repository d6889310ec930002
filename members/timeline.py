"""How the network grew: members at the end of each year, by kind and by region."""

import datetime
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Case, Count, F, When
from django.db.models.functions import ExtractYear

from members.models import Kind, Membership, Status
from members.models.membership import FIRST_DAY

# A chart of more years than this shows the latest.
MOST_YEARS = 30


@dataclass
class Year:
    """Members on 31 December (of the present year: today's)."""

    year: int
    kinds: Counter = field(default_factory=Counter)
    regions: Counter = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.kinds.total()

    @property
    def last_day(self) -> datetime.date:
        return min(datetime.date(self.year, 12, 31), datetime.date.today())  # noqa: DTZ011


def years(today: datetime.date) -> list[Year]:
    """From the first year of which a member is known to the present one; two queries."""
    joined = _changes(FIRST_DAY)
    left = _changes("end", exclude_open=True)
    known = [year for year, _kind, _region in joined]
    if not known:
        return []
    found, kinds, regions = [], Counter(), Counter()
    for year in range(min(known), today.year + 1):
        for changes, sign in ((joined, 1), (left, -1)):
            for (changed, kind, region), total in changes.items():
                if changed == year:
                    kinds[kind] += sign * total
                    regions[region] += sign * total
        found.append(Year(year, Counter(kinds), Counter(regions)))
    return found[-MOST_YEARS:]


def _changes(day, exclude_open: bool = False) -> dict[tuple[int, str, int], int]:
    """How many periods of each kind and region begin, or have ended, in each year.

    A period that ends on the last day of a year counts as ended in the next: on that day its
    organisation was still a member.
    """
    periods = Membership.objects.filter(organisation__status=Status.PUBLISHED)
    year = ExtractYear(day)
    if exclude_open:
        periods = periods.filter(end__isnull=False)
        year = Case(
            When(end__month=12, end__day=31, then=ExtractYear("end") + 1),
            default=ExtractYear("end"),
        )
    columns = {
        "changed": year,
        "kind": F("organisation__kind"),
        "region": F("organisation__region"),
    }
    rows = periods.order_by().values(**columns).annotate(n=Count("pk"))
    return {(row["changed"], row["kind"], row["region"]): row["n"] for row in rows}


@dataclass
class Bar:
    """One kind in one year's bar: where it stands in the chart, in units of its view box."""

    css: str
    x: float
    y: float
    width: float
    height: float


WIDTH, HEIGHT, GAP = 100, 40, 0.25


def bars(found: list[Year]) -> list[Bar]:
    """The years side by side, each with its kinds one on the other."""
    highest = max((year.total for year in found), default=0)
    if not highest:
        return []
    step = WIDTH / len(found)
    drawn = []
    for position, year in enumerate(found):
        top = HEIGHT
        for kind in Kind:
            height = round(year.kinds[kind.value] / highest * HEIGHT, 2)
            top = round(top - height, 2)
            if height:
                x, width = round(position * step, 2), round(step * (1 - GAP), 2)
                drawn.append(Bar(f"bar-{kind.value}", x, top, width, height))
    return drawn
