"""The engines' own indexes behind the search, made and kept by ``migrate``.

Django knows no full-text index that both engines have, and drops SQLite's triggers whenever it
rebuilds a table; so this runs after every ``migrate``, and finds most of its work done. From then
on the engines keep the indexes themselves, in the transaction that changes a row.
"""

from django.db import connections

POSTGRESQL = """
CREATE INDEX IF NOT EXISTS members_organisation_words
    ON members_organisation USING gin (to_tsvector('simple', search_text));
CREATE INDEX IF NOT EXISTS members_searchword_triples
    ON members_searchword USING gist (squeezed gist_trgm_ops);
"""

SQLITE = """
CREATE VIRTUAL TABLE IF NOT EXISTS members_organisation_fts USING fts5(
    search_text, content='members_organisation', content_rowid='id',
    tokenize='unicode61 remove_diacritics 0', prefix='3 4');
CREATE TRIGGER IF NOT EXISTS members_organisation_fts_add
AFTER INSERT ON members_organisation BEGIN
    INSERT INTO members_organisation_fts(rowid, search_text) VALUES (new.id, new.search_text);
END;
CREATE TRIGGER IF NOT EXISTS members_organisation_fts_drop
AFTER DELETE ON members_organisation BEGIN
    INSERT INTO members_organisation_fts(members_organisation_fts, rowid, search_text)
    VALUES ('delete', old.id, old.search_text);
END;
CREATE TRIGGER IF NOT EXISTS members_organisation_fts_change
AFTER UPDATE OF search_text ON members_organisation WHEN old.search_text <> new.search_text BEGIN
    INSERT INTO members_organisation_fts(members_organisation_fts, rowid, search_text)
    VALUES ('delete', old.id, old.search_text);
    INSERT INTO members_organisation_fts(rowid, search_text) VALUES (new.id, new.search_text);
END;
CREATE VIRTUAL TABLE IF NOT EXISTS members_searchword_fts USING fts5(
    padded, word UNINDEXED, tokenize='trigram');
CREATE TRIGGER IF NOT EXISTS members_searchword_fts_add
AFTER INSERT ON members_searchword BEGIN
    INSERT INTO members_searchword_fts(padded, word) VALUES (' ' || new.squeezed || ' ', new.word);
END;
CREATE TRIGGER IF NOT EXISTS members_searchword_fts_drop
AFTER DELETE ON members_searchword BEGIN
    DELETE FROM members_searchword_fts WHERE word = old.word;
END;
"""
TRIGGERS = SQLITE.count("CREATE TRIGGER")


def ensure(using: str = "default", **kwargs) -> None:
    """Receiver of ``post_migrate``: makes what is missing, and fills it from the tables."""
    connection = connections[using]
    tables = {"members_organisation", "members_searchword"}
    if not tables <= set(connection.introspection.table_names()):
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL)
        elif _triggers(cursor) < TRIGGERS:
            for statement in SQLITE.split(";\nCREATE "):
                cursor.execute(f"CREATE {statement.strip().removeprefix('CREATE ')}")
            fill(cursor)


def _triggers(cursor) -> int:
    cursor.execute(
        "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'members%_fts_%'"
    )
    return cursor.fetchone()[0]


def fill(cursor) -> None:
    """Fills SQLite's indexes anew from the tables they index."""
    cursor.execute(
        "INSERT INTO members_organisation_fts(members_organisation_fts) VALUES ('rebuild')"
    )
    cursor.execute("DELETE FROM members_searchword_fts")
    cursor.execute(
        "INSERT INTO members_searchword_fts(padded, word) "
        "SELECT ' ' || squeezed || ' ', word FROM members_searchword"
    )
