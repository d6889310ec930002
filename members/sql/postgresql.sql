-- What PostgreSQL keeps right by itself (see members/derived.py). May be run again at any time.

-- Words, whole or begun, in an organisation's search text, which holds them one by one. A function
-- of our own says what the planner would not believe: that making them again costs more than asking
-- the index, even where most organisations match.
CREATE OR REPLACE FUNCTION members_words(folded text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 200 AS $$
BEGIN
    RETURN array_to_tsvector(string_to_array(ltrim(folded), ' '));
END $$;

CREATE INDEX IF NOT EXISTS members_organisation_found_by
    ON members_organisation USING gin (members_words(search_text));

-- Where words of a search stand: asked where very many organisations have them (search.best).
CREATE INDEX IF NOT EXISTS members_organisation_stands_in ON members_organisation USING gin (
    titles_folded gin_trgm_ops, names_folded gin_trgm_ops, place_folded gin_trgm_ops);

-- Letter triples of the known words.
CREATE INDEX IF NOT EXISTS members_searchword_triples
    ON members_searchword USING gin (squeezed gin_trgm_ops);

-- The nearest of the known words to each of some others, by their letter triples; none to a word that
-- is known itself, whole or begun. A slip in the middle of a short word leaves a tenth of the triples.
CREATE OR REPLACE FUNCTION members_nearest(typed text[], squeezed_typed text[], most int)
RETURNS TABLE (given text, word text, squeezed text)
LANGUAGE plpgsql SET pg_trgm.similarity_threshold = 0.1 AS $$
BEGIN
    FOR i IN 1 .. cardinality(typed) LOOP
        IF NOT EXISTS (
            SELECT FROM members_searchword AS known
            WHERE known.word ~>=~ typed[i] AND known.word ~<~ (typed[i] || chr(1114111))
        ) THEN
            PERFORM set_config('pg_trgm.similarity_threshold',
                CASE WHEN length(squeezed_typed[i]) < 6 THEN '0.1' ELSE '0.15' END, true);
            RETURN QUERY
            SELECT typed[i], near.word::text, near.squeezed::text
            FROM members_searchword AS near WHERE near.squeezed % squeezed_typed[i]
                AND abs(length(near.squeezed) - length(squeezed_typed[i])) <= 2
            ORDER BY near.squeezed <-> squeezed_typed[i] LIMIT most;
        END IF;
    END LOOP;
END $$;

-- That something changed; the triggers that call this are made for each table. Every visit reads
-- all the notes, so that of old ones a hundred are kept. What another writer is taking away at this
-- moment is left to it: nobody waits here.
CREATE OR REPLACE FUNCTION members_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    note bigint;
BEGIN
    INSERT INTO members_change (version) VALUES (random() * 9e15) RETURNING id INTO note;
    IF note % 100 = 0 THEN
        DELETE FROM members_change WHERE id IN
            (SELECT id FROM members_change WHERE id < note - 100 FOR UPDATE SKIP LOCKED);
    END IF;
    RETURN NULL;
END $$;
