"""What PostgreSQL gives up is told to the visitor as that, and not as a failure of the site's."""

import time
from contextlib import contextmanager
from threading import Thread

import psycopg
import pytest
from django.db import OperationalError, connection

from tests.factories import OrganisationFactory, PageFactory, UserFactory
from tests.forms import ask, chosen, fields
from tests.reading import read

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite gives no question up."),
]

WAITING = """
    SELECT 1 FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND datname = current_database()
"""
TITLES = {
    "": "This search takes too long",
    "/fr": "Cette recherche prend trop de temps",
    "/es": "Esta búsqueda tarda demasiado",
}


@pytest.fixture(autouse=True)
def impatient():
    """As the settings have it for what is served, but in a fraction of the time."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '300ms'")
    yield
    connection.close()


@contextmanager
def nothing_answers(table: str):
    """Whoever reads the table waits for as long as this lasts."""
    parameters = {**connection.get_connection_params(), "cursor_factory": psycopg.Cursor}
    with psycopg.connect(**parameters) as other:
        other.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield


@pytest.mark.parametrize("prefix, title", TITLES.items())
def test_a_search_that_takes_too_long_is_told_so_in_the_readers_language(client, prefix, title):
    OrganisationFactory()

    with nothing_answers("members_organisation"):
        response = client.get(f"{prefix}/members/?q=credit")
    page = read(response)

    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert page.one("h1").text == title
    assert page.one("html")["lang"] == (prefix.strip("/") or "en")
    assert page.one("meta", name="robots")["content"] == "noindex,follow"
    assert page.one("main").one("form")["action"] == f"{prefix}/members/"
    assert "ETag" not in response


def test_the_next_one_is_answered(client):
    OrganisationFactory(name="Finca")
    with nothing_answers("members_organisation"):
        client.get("/members/?q=finca")

    assert read(client.get("/members/?q=finca")).slugs == ["finca"]


@contextmanager
def nobody_writes(table: str):
    """Whoever writes into the table waits for as long as this lasts; readers do not."""
    parameters = {**connection.get_connection_params(), "cursor_factory": psycopg.Cursor}
    with psycopg.connect(**parameters) as other:
        other.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        yield


def test_what_a_form_has_sent_can_be_sent_again(client):
    organisation = OrganisationFactory(acronym="WN")
    client.force_login(UserFactory(groups=["Steering committee"]))
    address = f"/admin/members/organisation/{organisation.pk}/change/"
    typed = fields(client.get(address)) | {"acronym": "TYPED"}

    with nobody_writes("members_organisation"):
        response = client.post(address, typed)
    connection.close()
    client.post(address, fields(response))

    assert (response.status_code, read(response).one("h1").text) == (503, "The site is busy")
    organisation.refresh_from_db()
    assert organisation.acronym == "TYPED"


@pytest.mark.parametrize("address", ["organisations/?q=credit", "organisations/1/"])
def test_a_program_is_told_in_json(client, address):
    with nothing_answers("members_organisation"):
        response = client.get(f"/api/v1/{address}")

    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert response.json() == {"detail": "This takes too long. Please ask for less."}


def test_another_failure_of_the_database_is_one_of_ours(client):
    PageFactory(slug="about")
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")

    with nothing_answers("members_page"), pytest.raises(OperationalError, match="lock timeout"):
        client.get("/about/")


def test_of_two_who_wait_for_each_other_one_is_told_and_loses_nothing(client):
    first, second = OrganisationFactory(), OrganisationFactory()
    client.force_login(UserFactory(groups=["Steering committee"]))
    address = "/admin/members/organisation/"
    question = ask(client, address, "archive", [first, second])
    typed = fields(question) | chosen("archive", [first, second]) | {"confirmed": "Yes"}
    with connection.cursor() as cursor:
        # Here it is found out at once, so that it is this one that is given up.
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET deadlock_timeout = '1s'")

    with waits_for(second, then=first):
        response = client.post(address, typed)

    sent = fields(response)
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert read(response).one("h1").text == "The site is busy"
    assert (sent["action"], sent["confirmed"], sent["put"]) == ("archive", "Yes", typed["put"])
    client.post(address, typed)
    first.refresh_from_db()
    assert first.status == "archived"


@contextmanager
def waits_for(held, *, then):
    """Another holds the one record, and wants the other as soon as somebody waits for it."""
    parameters = {**connection.get_connection_params(), "cursor_factory": psycopg.Cursor}
    lock = "SELECT 1 FROM members_organisation WHERE id = %s FOR UPDATE"
    with psycopg.connect(**parameters) as other:
        other.execute("SET deadlock_timeout = '30s'")
        other.execute(lock, [held.pk])

        def want():
            until = time.monotonic() + 10
            while not other.execute(WAITING).fetchone() and time.monotonic() < until:
                time.sleep(0.02)
                other.execute("SELECT pg_stat_clear_snapshot()")
            other.execute(lock, [then.pk])

        thread = Thread(target=want)
        thread.start()
        yield
        thread.join(timeout=30)
