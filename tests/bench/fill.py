"""Fills the configured database with invented organisations, up to a total.

    python -m tests.bench.fill 100000

Goes through ``bulk_create``, so that triggers and search columns are the site's own. Prints one
line of JSON: how long it took, and what the cases to measure need to know of the data.
"""

import json
import sys
import time
from collections import Counter

import django
from django.db import connection, models, transaction

BATCH = 2000
SAMPLE = 500


def main(total: int) -> None:
    from members.models import Country, Organisation

    before, began = Organisation.objects.count(), time.perf_counter()
    countries = {country.code: country for country in Country.objects.select_related("region")}
    first = (Organisation.objects.aggregate(models.Max("pk"))["pk__max"] or 0) + 1
    for start in range(first, first + total - before, BATCH):
        stop = min(start + BATCH, first + total - before)
        add(countries, range(start, stop), number=before + start - first)
    seconds = time.perf_counter() - began
    settle()
    check()
    print(json.dumps(facts(total - before, seconds)))


def add(countries: dict, keys: range, number: int) -> None:
    """One batch: organisations, their other names and their memberships, in one transaction."""
    from members.models import AlternateName, Membership, Organisation
    from tests.bench.invented import Invented

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
        organisations.append(organisation)
        names += others
        periods += [Membership(organisation_id=key, **period) for period in joined]
    with transaction.atomic():
        Organisation.objects.bulk_create(organisations)
        # Their organisations know them already, so neither they nor the search are told again.
        models.QuerySet.bulk_create(AlternateName.objects.all(), names)
        models.QuerySet.bulk_create(Membership.objects.all(), periods)


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
    from members.models import Organisation, Tally

    sample = Organisation.objects.order_by("-pk").values_list("pk", flat=True)[:SAMPLE]
    changed = Organisation.objects.filter(pk__in=list(sample)).refresh_search()
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
