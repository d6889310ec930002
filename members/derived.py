"""What the database itself keeps right: its full-text indexes, and its tallies.

Django knows no full-text index that both engines have, and SQLite loses a table's triggers
whenever Django rebuilds it; so this runs at the end of every ``migrate``. From then on the engines
keep all of it, in the transaction that changes a row, whoever changes it.
"""

from pathlib import Path

from django.db import connections, transaction

SQL = Path(__file__).parent / "sql"
TABLES = {"members_organisation", "members_searchword", "members_tally"}

FILL_TALLY = """
INSERT INTO members_tally (kind, region_id, country, total)
SELECT kind, region_id, coalesce(country_id, ''), count(*)
FROM members_organisation WHERE status = 'published' GROUP BY 1, 2, 3
"""
FILL_SQLITE = (
    "INSERT INTO members_organisation_fts(members_organisation_fts) VALUES ('rebuild')",
    "DELETE FROM members_searchword_fts",
    "INSERT INTO members_searchword_fts(padded, word) "
    "SELECT ' ' || squeezed || ' ', word FROM members_searchword",
)


def ensure(using: str = "default", **kwargs) -> None:
    """Receiver of ``post_migrate``: makes what is missing, and fills it from the tables."""
    connection = connections[using]
    if not set(connection.introspection.table_names()) >= TABLES:
        return
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for statement in statements(connection.vendor):
            cursor.execute(statement)
        fill(cursor, connection.vendor)


def statements(vendor: str) -> list[str]:
    """The file's statements. A blank line ends one, as a semicolon does not in a trigger."""
    parts = (SQL / f"{vendor}.sql").read_text(encoding="utf-8").split("\n\n")
    return parts if vendor == "sqlite" else ["\n\n".join(parts)]


def fill(cursor, vendor: str) -> None:
    """Counts and indexes everything anew."""
    cursor.execute("DELETE FROM members_tally")
    cursor.execute(FILL_TALLY)
    if vendor == "sqlite":
        for statement in FILL_SQLITE:
            cursor.execute(statement)
