"""All the names that organisations go by, folded as the search folds them, held in memory.

A file may have a row for each of ten thousand names. They are held against all that are known here
rather than in the database, which would be asked as many times. Memory grows with the directory,
some 300 bytes for each name, and not with the file.
"""

import re
from collections import defaultdict

from rapidfuzz import fuzz, process

from members import search
from members.models import Organisation

# A letter wrong in a name of ten.
ALIKE = 90
SHORTEST = 5
MOST = 3
NUMBERS = re.compile(r"\d+")


class Names:
    """Which organisations a name may mean."""

    def __init__(self):
        self.by_name: dict[str, list[int]] = defaultdict(list)
        self.countries: dict[int, str | None] = {}
        columns = ("pk", "country_id", "titles_folded", "names_folded")
        for pk, country, titles, others in (
            Organisation.objects.order_by().values_list(*columns).iterator(chunk_size=2000)
        ):
            self.countries[pk] = country
            for name in {line.strip() for line in (titles + others).split("\n")} - {""}:
                self.by_name[name].append(pk)
        self.sorted = {name: " ".join(sorted(name.split())) for name in self.by_name}

    def exact(self, name: str) -> list[int]:
        """Those that have the very name, as the search sees it."""
        return sorted(self.by_name.get(search.fold(name), []))

    def near(self, name: str, country: str | None) -> list[int]:
        """Those, not known to be of another country, whose name may be the same mistyped.

        Names that differ in a number ("Bank 1", "Bank 2") are different names.
        """
        folded = search.fold(name)
        if len(folded) < SHORTEST:
            return []
        numbers = NUMBERS.findall(folded)
        in_order = " ".join(sorted(folded.split()))
        found = process.extract(
            in_order, self.sorted, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=2 * MOST
        )
        keys = [
            pk
            for _sorted, _score, other in found
            if NUMBERS.findall(other) == numbers
            for pk in self.by_name[other]
            if not country or self.countries[pk] in (None, country)
        ]
        return list(dict.fromkeys(keys))[:MOST]
