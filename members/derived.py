"""What the database itself keeps right: full-text indexes, tallies, the note of each change.

Django knows no full-text index that both engines have, and SQLite loses a table's triggers
whenever Django rebuilds it; so this runs at the end of every ``migrate``. From then on the engines
keep all of it, in the transaction that changes a row, whoever changes it.
"""

from pathlib import Path

from django.db import connections, transaction
from simple_history.models import HistoricalChanges

from members import tallying

SQL = Path(__file__).parent / "sql"
TABLES = {f"members_{name}" for name in ("organisation", "membership", "searchword", "tally")}
# Tables that no public page shows, or that follow another of which a change is noted.
UNSEEN = {
    "members_change",
    "members_changedfield",
    "members_changerequest",
    "members_duplicatepair",
    "members_importbatch",
    "members_importrow",
    "members_loadedrecord",
    "members_merge",
    "members_message",
    "members_question",
    "members_region_editors",
    "members_searchword",
    "members_tally",
    "members_websitecheck",
    "newsletters_downloadcount",
    "newsletters_donotmail",
    "newsletters_subscriber",
    "newsletters_subscriptionrequest",
}
NOTE_CHANGE = {
    "postgresql": (
        "CREATE OR REPLACE TRIGGER {table}_note AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE "
        "ON {table} FOR EACH STATEMENT EXECUTE FUNCTION members_note_change()",
    ),
    "sqlite": tuple(
        f"CREATE TRIGGER IF NOT EXISTS {{table}}_note_{event} AFTER {event} ON {{table}} BEGIN "  # noqa: S608
        # Not "OR REPLACE": a statement that says "OR IGNORE" would make this do so, too.
        "INSERT INTO members_change (id, version) VALUES (1, random()) "
        "ON CONFLICT (id) DO UPDATE SET version = excluded.version; END"
        for event in ("insert", "update", "delete")
    ),
}

FILL_SQLITE = (
    "INSERT INTO members_organisation_fts(members_organisation_fts) VALUES ('rebuild')",
    "DELETE FROM members_searchword_fts",
    "INSERT INTO members_searchword_fts(padded, word) "
    "SELECT '  ' || squeezed || '  ', word FROM members_searchword",
)


def let_go(using: str = "default", plan=(), **kwargs) -> None:
    """Receiver of ``pre_migrate``: drops SQLite's triggers where something is to be migrated.

    While Django rebuilds a table it is gone for a moment, and SQLite then refuses every trigger of
    another table that names it.
    """
    connection = connections[using]
    if connection.vendor == "sqlite" and plan:
        with connection.cursor() as cursor:
            for name in triggers(cursor):
                cursor.execute(f'DROP TRIGGER "{name}"')


def ensure(app_config, using: str = "default", **kwargs) -> None:
    """Receiver of ``post_migrate``: makes what is missing, and fills it from the tables."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        if app_config.label == "members" and present >= TABLES:
            wanted = {tallying.name(table, e) for table in tallying.TABLES for e in tallying.EVENTS}
            is_new = not wanted <= triggers(cursor, connection.vendor) or lacks_a_grain(cursor)
            for statement in statements(connection.vendor):
                cursor.execute(statement)
            if is_new:
                fill(cursor, connection.vendor)
            # What SQLite's triggers count while `flush` empties one table after the other.
            cursor.execute(
                "DELETE FROM members_tally WHERE NOT EXISTS (SELECT 1 FROM members_organisation)"
            )
        if "members_change" in present:
            for table in watched(app_config) & present:
                for statement in NOTE_CHANGE[connection.vendor]:
                    cursor.execute(statement.format(table=table))


def triggers(cursor, vendor: str = "sqlite") -> set[str]:
    """The names of the triggers on the applications' tables."""
    if vendor == "postgresql":
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
    else:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    return {name for (name,) in cursor.fetchall()}


def lacks_a_grain(cursor) -> bool:
    """Whether the tallies were counted before the newest of their grains was thought of."""
    cursor.execute("SELECT count(DISTINCT grain) FROM members_tally")
    return 0 < cursor.fetchone()[0] < len(tallying.TOLD)


def watched(app_config) -> set[str]:
    """The application's tables that public pages are made of."""
    if app_config.label not in ("members", "newsletters"):
        return set()
    models = app_config.get_models(include_auto_created=True)
    seen = (model for model in models if not issubclass(model, HistoricalChanges))
    return {model._meta.db_table for model in seen} - UNSEEN


def statements(vendor: str) -> list[str]:
    """The file's statements, and those that keep the tallies.

    A blank line ends one of the file's, as a semicolon does not in a trigger.
    """
    parts = (SQL / f"{vendor}.sql").read_text(encoding="utf-8").split("\n\n")
    parts = parts if vendor == "sqlite" else ["\n\n".join(parts)]
    return parts + tallying.triggers(vendor)


def fill(cursor, vendor: str) -> None:
    """Counts and indexes everything anew."""
    if vendor == "postgresql":
        # Nobody may add an organisation between the counting and the triggers' first look.
        tables = "members_organisation, members_membership"
        cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")
    for statement in tallying.recount(vendor):
        cursor.execute(statement)
    if vendor == "sqlite":
        for statement in FILL_SQLITE:
            cursor.execute(statement)
