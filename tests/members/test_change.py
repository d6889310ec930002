"""The note of each change is a few rows at any time, and makes no writer wait for another."""

import psycopg
import pytest
from django.db import connection, transaction

from members.models import Change
from tests.factories import PageFactory

A_CHANGE = "UPDATE members_page SET slug = slug"
MOST = 200

only_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one writer at a time."
)


def change(times: int) -> None:
    with connection.cursor() as cursor:
        for _time in range(times):
            cursor.execute(A_CHANGE)


@pytest.mark.django_db
def test_however_many_changes_there_were_a_visit_reads_a_few_rows():
    PageFactory()
    change(450)

    assert Change.objects.count() <= MOST


@pytest.mark.django_db
def test_each_change_has_a_stamp_that_no_other_had():
    PageFactory()  # as SQLite notes a change of rows, not of none
    stamps = []
    for _time in range(300):
        change(1)
        stamps.append(Change.objects.stamp())

    assert len(set(stamps)) == 300


@pytest.fixture
def other():
    """A writer on another connection, who waits for nobody."""
    parameters = {**connection.get_connection_params(), "cursor_factory": psycopg.Cursor}
    with psycopg.connect(**parameters) as found:
        found.execute("SET lock_timeout = '100ms'")
        found.commit()
        yield found


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_what_is_committed_out_of_turn_is_noticed(other):
    other.execute(A_CHANGE)
    change(1)
    before = Change.objects.stamp()

    other.commit()

    assert Change.objects.stamp() != before


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_one_who_is_taking_old_notes_away(other):
    change(150)

    with transaction.atomic():
        change(600)
        for _time in range(600):
            other.execute(A_CHANGE)
        other.commit()

    change(100)
    assert Change.objects.count() <= MOST
