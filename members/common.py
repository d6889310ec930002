"""Words that very many organisations have: nobody needs to know how many, and counting takes long.

PostgreSQL's own statistics say which ones these are. They are read now and then, so they are
believed only of single words, and where they leave no doubt; all else is counted, up to a bound.
"""

import math
import time

from django.db import connections, models

from members import search
from members.cube import MOST
from members.models import Organisation

# The statistics have to promise so many times as many, as some of these may be no longer there.
MARGIN = 1.25
SECONDS = 300
# So many are simply sorted; of more, what is wanted first is looked for in order (search.best).
FEW = 2_000
STATISTICS = """
SELECT word, frequency * index.reltuples, index.reltuples
FROM pg_class AS index
JOIN pg_stats AS known ON known.schemaname = current_schema() AND known.tablename = index.relname,
LATERAL unnest(known.most_common_elems::text::text[], known.most_common_elem_freqs)
    AS listed (word, frequency)
WHERE index.oid = to_regclass('members_organisation_found_by')
    AND word IS NOT NULL AND frequency * index.reltuples > %s
"""


class Statistics:
    """The words that organisations have most, as PostgreSQL last told."""

    def __init__(self):
        self.numbers, self.everyone, self.until = {}, 1.0, 0.0

    def number(self, word: str) -> float:
        """How many organisations surely had the word, whole or begun; 0 where that is unknown."""
        if time.monotonic() > self.until:
            with connections[Organisation.objects.db].cursor() as cursor:
                cursor.execute(STATISTICS, [FEW])
                rows = cursor.fetchall()
            self.numbers = {word: number for word, number, _everyone in rows}
            self.everyone = max((everyone for *_word, everyone in rows), default=1.0)
            self.until = time.monotonic() + SECONDS
        return max((n for known, n in self.numbers.items() if known.startswith(word)), default=0)


statistics = Statistics()


def has_statistics() -> bool:
    return connections[Organisation.objects.db].vendor == "postgresql"


def is_sure(query: str) -> bool:
    """Whether it needs no counting that more than ``MOST`` organisations have the query's word."""
    words = search.words(query)
    return len(words) == 1 and has_statistics() and statistics.number(words[0]) > MOST * MARGIN


def are_many(organisations, query: str) -> bool:
    """Whether more than a ``FEW`` match, as far as can be told at once: of no effect but speed."""
    if not has_statistics():
        return organisations.search(query).values("pk")[FEW : FEW + 1].exists()
    shares = [statistics.number(word) / statistics.everyone for word in search.words(query)]
    return math.prod(shares) * statistics.everyone > FEW


def first(organisations, query: str, number: int) -> models.QuerySet:
    """The best matches among organisations of which the words find few or many."""
    many = are_many(organisations, query)
    found = search.best(organisations, query, number) if many else organisations.search(query)
    return found.for_listing().ranked(query)[:number]
