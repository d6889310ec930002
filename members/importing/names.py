"""All the names that organisations go by, folded as the search folds them, held in memory.

A file may have a row for each of ten thousand names. They are held against all that are known here
rather than in the database, which would be asked as many times. Memory grows with the directory,
some 300 bytes for each name, and not with the file.
"""

from collections import defaultdict

from members import search
from members.duplicates.likeness import SHORTEST, in_order, lines, near
from members.models import Organisation

MOST = 3


class Names:
    """Which organisations a name may mean."""

    def __init__(self):
        self.by_name: dict[str, list[int]] = defaultdict(list)
        self.countries: dict[int, str | None] = {}
        columns = ("pk", "country_id", "titles_folded", "names_folded")
        for pk, country, titles, others in (
            Organisation.objects.standing()
            .order_by()
            .values_list(*columns)
            .iterator(chunk_size=2000)
        ):
            self.countries[pk] = country
            for name in lines(titles, others):
                self.by_name[name].append(pk)
        self.sorted = {name: in_order(name) for name in self.by_name}

    def exact(self, name: str) -> list[int]:
        """Those that have the very name, as the search sees it."""
        return sorted(self.by_name.get(search.fold(name), []))

    def near(self, name: str, country: str | None) -> list[int]:
        """Those, not known to be of another country, whose name may be the same mistyped."""
        folded = search.fold(name)
        if len(folded) < SHORTEST:
            return []
        keys = [
            pk
            for other, _score in near(folded, self.sorted, limit=2 * MOST)
            for pk in self.by_name[other]
            if not country or self.countries[pk] in (None, country)
        ]
        return list(dict.fromkeys(keys))[:MOST]
