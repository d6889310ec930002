"""How the network grew: members at the end of each year, by kind and by region."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import dropwhile

from members.models import Membership, Tally
from members.models.tally import NOW, Grain

# A chart of more years than this shows the latest.
MOST_YEARS = 30


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
