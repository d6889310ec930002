"""A copy of the whole database, put back before each test: quicker than loading data anew."""

import sqlite3
from collections.abc import Callable

from django.contrib.contenttypes.models import ContentType
from django.db import connection

KEEP = """
CREATE SCHEMA copied;
CREATE TABLE copied.sequences AS
  SELECT format('public.%I', sequencename)::regclass AS name, last_value FROM pg_sequences
  WHERE schemaname = 'public' AND last_value IS NOT NULL;
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('CREATE TABLE copied.%1$I AS TABLE public.%1$I', name);
  END LOOP;
END $$
"""
# What follows from the rows is copied, too: no trigger has anything to add.
PUT_BACK = """
DO $$ DECLARE name text; names text[]; BEGIN
  names := ARRAY(SELECT tablename FROM pg_tables WHERE schemaname = 'public');
  FOREACH name IN ARRAY names LOOP
    EXECUTE format('ALTER TABLE public.%I DISABLE TRIGGER USER', name);
  END LOOP;
  EXECUTE (SELECT 'TRUNCATE ' || string_agg(format('public.%I', n), ', ') FROM unnest(names) AS n);
  FOREACH name IN ARRAY names LOOP
    EXECUTE format(
      'INSERT INTO public.%1$I OVERRIDING SYSTEM VALUE SELECT * FROM copied.%1$I', name);
  END LOOP;
  PERFORM setval(sequences.name, last_value) FROM copied.sequences;
  SET CONSTRAINTS ALL IMMEDIATE;
  FOREACH name IN ARRAY names LOOP
    EXECUTE format('ALTER TABLE public.%I ENABLE TRIGGER USER', name);
  END LOOP;
END $$
"""


def keep() -> Callable[[], None]:
    """Copies the database as it is now; what it gives makes it so again."""
    put_back = _in_memory() if connection.vendor == "sqlite" else _in_a_schema()

    def made_so() -> None:
        put_back()
        # Known by their keys, which are others after each `flush`.
        ContentType.objects.clear_cache()

    return made_so


def _in_memory() -> Callable[[], None]:
    copy = sqlite3.connect(":memory:")
    connection.ensure_connection()
    connection.connection.backup(copy)

    def put_back() -> None:
        connection.ensure_connection()
        copy.backup(connection.connection)

    return put_back


def _in_a_schema() -> Callable[[], None]:
    with connection.cursor() as cursor:
        cursor.execute(KEEP)

    def put_back() -> None:
        with connection.cursor() as cursor:
            cursor.execute(PUT_BACK)

    return put_back
