"""Writing very many rows: without indexes and triggers, which are made anew at the end.

What is written is what ``bulk_create`` would have written; ``fill.check`` looks whether it is.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection, models, transaction

from members import derived

LABELS = ("members", "newsletters")
INDEXES = {
    # Those that stand for a constraint stay.
    "postgresql": """
        SELECT indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index
        WHERE indrelid = %s::regclass
            AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
    """,
    "sqlite": """
        SELECT name, sql FROM sqlite_master
        WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL
    """,
}


def fields(model: type[models.Model]) -> list[models.Field]:
    """The fields that are written: keys that the database gives are left to it."""
    found = model._meta.concrete_fields
    own_key = model._meta.label == "members.Organisation"
    return [f for f in found if not f.generated and (own_key or not f.primary_key)]


def as_rows(objects: list[models.Model]) -> list[tuple]:
    """Values as the engine takes them, in the order of ``fields``."""
    if not objects:
        return []
    written = fields(type(objects[0]))
    return [
        tuple(f.get_db_prep_save(f.pre_save(o, add=True), connection) for f in written)
        for o in objects
    ]


def write(model: type[models.Model], rows: Iterable[tuple]) -> None:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(f.column) for f in fields(model))
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(fields(model)))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)  # noqa: S608


@contextmanager
def unwatched(*written: type[models.Model]) -> Iterator[None]:
    """Meanwhile these tables have no indexes and no triggers; afterwards all follows from them."""
    tables = [model._meta.db_table for model in written]
    with transaction.atomic(), connection.cursor() as cursor:
        indexes = [index for table in tables for index in drop_indexes(cursor, table)]
        stop_triggers(cursor, tables)
        yield
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = on")
        for statement in indexes:
            cursor.execute(statement)
        start_triggers(cursor, tables)


def drop_indexes(cursor, table: str) -> list[str]:
    """The statements that make the table's indexes again."""
    cursor.execute(INDEXES[connection.vendor], [table])
    found = cursor.fetchall()
    for name, _statement in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [statement for _name, statement in found]


def stop_triggers(cursor, tables: list[str]) -> None:
    if connection.vendor == "postgresql":
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        # A table is not altered while checks of its foreign keys are still to be made.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        # The checks are planned once, while the tables are small, and would not use their keys.
        cursor.execute("SET LOCAL enable_seqscan = off")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    else:
        derived.let_go(plan=tables)


def start_triggers(cursor, tables: list[str]) -> None:
    if connection.vendor == "postgresql":
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        derived.fill(cursor, connection.vendor)
    for label in LABELS:
        # On SQLite this makes the triggers, and fills what they keep.
        derived.ensure(apps.get_app_config(label))
