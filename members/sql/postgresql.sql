-- What PostgreSQL keeps right by itself (see members/derived.py). May be run again at any time.

-- Words, whole or begun, in an organisation's search text. A function of our own says what the
-- planner would not believe of to_tsvector: that it costs more than asking the index, even where
-- most organisations match.
CREATE OR REPLACE FUNCTION members_words(folded text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 200 AS $$
BEGIN
    RETURN to_tsvector('simple', folded);
END $$;

CREATE INDEX IF NOT EXISTS members_organisation_found_by
    ON members_organisation USING gin (members_words(search_text));

-- The nearest of the known words by their letter triples.
CREATE INDEX IF NOT EXISTS members_searchword_triples
    ON members_searchword USING gist (squeezed gist_trgm_ops);

-- That something changed; the triggers that call this are made for each table. Of old notes, some
-- hundred are enough.
CREATE OR REPLACE FUNCTION members_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    note bigint;
BEGIN
    INSERT INTO members_change (version) VALUES (0) RETURNING id INTO note;
    IF note % 500 = 0 THEN
        DELETE FROM members_change WHERE id < note - 500;
    END IF;
    RETURN NULL;
END $$;
