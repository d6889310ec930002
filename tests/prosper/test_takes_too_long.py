"""What PostgreSQL gives up is told to the visitor as that, and not as a failure of the site's."""

from contextlib import contextmanager

import psycopg
import pytest
from django.db import OperationalError, connection

from tests.factories import OrganisationFactory, PageFactory, UserFactory
from tests.forms import fields
from tests.reading import read

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite gives no question up."),
]

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
