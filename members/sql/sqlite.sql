-- What SQLite keeps right by itself (see members/derived.py). May be run again at any time.

-- Words, whole or begun, in an organisation's search text.
CREATE VIRTUAL TABLE IF NOT EXISTS members_organisation_fts USING fts5(
    search_text, content='members_organisation', content_rowid='id',
    tokenize="unicode61 remove_diacritics 0 tokenchars '#'", prefix='3 4');

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

-- The nearest of the known words by their letter triples.
CREATE VIRTUAL TABLE IF NOT EXISTS members_searchword_fts USING fts5(
    padded, word UNINDEXED, tokenize='trigram');

CREATE TRIGGER IF NOT EXISTS members_searchword_fts_add
AFTER INSERT ON members_searchword BEGIN
    INSERT INTO members_searchword_fts(padded, word) VALUES ('  ' || new.squeezed || '  ', new.word);
END;

CREATE TRIGGER IF NOT EXISTS members_searchword_fts_drop
AFTER DELETE ON members_searchword BEGIN
    DELETE FROM members_searchword_fts WHERE word = old.word;
END;
