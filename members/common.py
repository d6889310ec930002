"""Words that very many organisations have: nobody needs to know how many, and counting takes long.

PostgreSQL's own statistics say which ones these are. They are read now and then, so they are
believed only of single words, and where they leave no doubt; all else is counted, up to a bound.
"""

import time

from django.db import connections

from members import search
from members.cube import MOST
from members.models import Organisation

# The statistics have to promise so many times as many, as some of these may be no longer there.
MARGIN = 1.5
SECONDS = 300
STATISTICS = """
SELECT word, frequency * index.reltuples
FROM pg_class AS index
JOIN pg_stats AS known ON known.schemaname = current_schema() AND known.tablename = index.relname,
LATERAL unnest(known.most_common_elems::text::text[], known.most_common_elem_freqs)
    AS listed (word, frequency)
WHERE index.oid = to_regclass('members_organisation_found_by')
    AND word IS NOT NULL AND frequency * index.reltuples > %s
"""


class Statistics:
    """The words that organisations have most, as the database last told."""

    def __init__(self):
        self.words, self.until = [], 0.0

    def read(self) -> list[str]:
        if time.monotonic() > self.until:
            with connections[Organisation.objects.db].cursor() as cursor:
                cursor.execute(STATISTICS, [MOST * MARGIN])
                self.words = [word for word, _number in cursor.fetchall()]
            self.until = time.monotonic() + SECONDS
        return self.words


statistics = Statistics()


def is_sure(query: str) -> bool:
    """Whether it needs no counting that more than ``MOST`` organisations have the query's word."""
    words = search.words(query)
    if len(words) != 1 or connections[Organisation.objects.db].vendor != "postgresql":
        return False
    return any(word.startswith(words[0]) for word in statistics.read())
