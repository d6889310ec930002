"""Fills the configured database with invented organisations, up to a total.

    python -m tests.bench.fill 100000

Their columns are made by the site's own code, in as many processes as there are cores, and written
at once (see ``bulk``). Prints one line of JSON: how long it took, and what the cases to measure
need to know of the data.
"""

import json
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Iterable

import django
from django.db import connection, models, transaction

BATCH = 2000
SAMPLE = 500
# The network's own are there; whoever has more has a site.
MOST_OTHERS = 100


def main(total: int) -> None:
    from members.models import Organisation

    others = Organisation.objects.exclude(slug__startswith="bench-").count()
    if others > MOST_OTHERS:
        sys.exit(f"This is no database for the bench: it has {others} organisations of its own.")
    before, began = Organisation.objects.count(), time.perf_counter()
    first = (Organisation.objects.aggregate(models.Max("pk"))["pk__max"] or 0) + 1
    batches = [
        (range(start, min(start + BATCH, first + total - before)), before + start - first)
        for start in range(first, first + total - before, BATCH)
    ]
    if batches:
        add(batches)
    seconds = time.perf_counter() - began
    settle()
    check()
    print(json.dumps(facts(max(total - before, 0), seconds)))


def add(batches: list[tuple[range, int]]) -> None:
    """Writes the batches, which other processes make meanwhile."""
    connection.close()  # so that no process begins with a copy of it
    with multiprocessing.get_context("spawn").Pool(initializer=django.setup) as pool:
        write(pool.imap(make, batches))


def write(made: Iterable[tuple[list, list, list, set]]) -> None:
    """What ``make`` made, and the words that are new with it."""
    from members import spelling
    from members.models import AlternateName, Membership, Organisation, SearchWord
    from tests.bench import bulk

    words = set()
    with bulk.unwatched(Organisation, AlternateName, Membership, SearchWord):
        for organisations, names, periods, their_words in made:
            bulk.write(Organisation, organisations)
            bulk.write(AlternateName, names)
            bulk.write(Membership, periods)
            words |= their_words
        known = sorted(words)
        for start in range(0, len(known), BATCH):
            spelling.learn(known[start : start + BATCH])


def make(batch: tuple[range, int]) -> tuple[list, list, list, set]:
    """Rows of organisations, of their other names and memberships; the words of the first."""
    from members import search
    from members.models import AlternateName, Country, Membership, Organisation
    from tests.bench import bulk
    from tests.bench.invented import Invented

    keys, number = batch
    countries = {country.code: country for country in Country.objects.select_related("region")}
    invented = Invented(list(countries), number)
    organisations, names, periods = [], [], []
    for position, key in enumerate(keys):
        values = invented.institution(number + position)
        country = countries[values.pop("country")]
        slug = f"bench-{number + position}"
        joined = invented.memberships()
        organisation = Organisation(
            pk=key, slug=slug, country=country, region=country.region, **values
        )
        # The database would find it out by itself, with one more change of every row.
        organisation.year_joined = min(map(first_year, joined))
        others = [
            AlternateName(organisation_id=key, **values)
            for values in invented.alternate_names(organisation.name)
        ]
        know(organisation, others)
        vars(organisation).update(search.columns(organisation))
        organisations.append(organisation)
        names += others
        periods += [Membership(organisation_id=key, **period) for period in joined]
    words = {word for o in organisations for text in o.found_under for word in text.split()}
    return (*map(bulk.as_rows, (organisations, names, periods)), words)


def first_year(period: dict) -> int:
    return (period.get("start") or period["attested_on"]).year


def know(organisation, names: list) -> None:
    """Lets an organisation that is not stored yet have its other names, as if prefetched."""
    from members.models import AlternateName

    known = AlternateName.objects.none()
    known._result_cache = names
    organisation._prefetched_objects_cache = {"alternate_names": known}


def settle() -> None:
    """What a database that was loaded at once needs before it is asked anything."""
    from members.models import Organisation

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            from django.core.management.color import no_style

            for statement in connection.ops.sequence_reset_sql(no_style(), [Organisation]):
                cursor.execute(statement)
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("PRAGMA optimize")


def check() -> None:
    """That what was written at once is what one by one would have written."""
    from members import tallying
    from members.models import Organisation, SearchWord, Tally

    sample = Organisation.objects.order_by("-pk").values_list("pk", flat=True)[:SAMPLE]
    found = Organisation.objects.filter(pk__in=list(sample))
    changed = found.refresh_search()
    columns = ("grain", "year", "kind", "region", "country", "language", "joined", "total")
    kept = set(Tally.objects.exclude(total=0).values_list(*columns))
    joined = set(Organisation.objects.values_list("pk", "year_joined"))
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in tallying.recount(connection.vendor):
            cursor.execute(statement)
    wrong = kept ^ set(Tally.objects.exclude(total=0).values_list(*columns))
    wrong |= joined ^ set(Organisation.objects.values_list("pk", "year_joined"))
    if changed or wrong:
        sys.exit(f"Search columns or tallies are wrong: {changed} of {SAMPLE}, {len(wrong)}.")
    last = found.first()
    words = set(" ".join(last.found_under).split())
    if not Organisation.objects.search(last.name).filter(pk=last.pk).exists():
        sys.exit(f"The search does not find {last.name}.")
    if SearchWord.objects.filter(word__in=words).count() < len(words):
        sys.exit(f"Not all words of {last.name} are known.")


def facts(added: int, seconds: float) -> dict:
    """Of the data: what cases need to know, and how fast it was made."""
    from members.models import Organisation, Tally

    public = Organisation.objects.public()
    countries = Counter(Tally.objects.by_country())
    return {
        "organisations": Organisation.objects.count(),
        "published": public.count(),
        "added": added,
        "seconds": round(seconds, 2),
        "profile": public.exclude(country=None).order_by("-pk").values_list("slug", flat=True)[0],
        "country": countries.most_common(1)[0][0],
        "small_country": min(countries, key=lambda code: (abs(countries[code] - 5), code)),
        "bytes": size(),
    }


def size() -> int:
    """What the database takes on disk."""
    ask = (
        "SELECT pg_database_size(current_database())"
        if connection.vendor == "postgresql"
        else "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    )
    with connection.cursor() as cursor:
        cursor.execute(ask)
        return cursor.fetchone()[0]


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
