"""Error pages: in the site's design and the reader's language, with ways on."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection
from django.test import Client, RequestFactory
from django.utils.translation import gettext, override

from prosper import errors
from tests.factories import OrganisationFactory, UserFactory
from tests.reading import read

pytestmark = pytest.mark.django_db

LANGUAGES = pytest.mark.parametrize("language, prefix", [("en", ""), ("fr", "/fr"), ("es", "/es")])
WAYS = ["members/", "newsletters/", "contact/", ""]


def in_language(language, text):
    """A text of the site as its readers see it."""
    with override(language):
        return " ".join(gettext(text).split())


@LANGUAGES
def test_a_page_that_is_not_there_says_so_and_leads_on(client, language, prefix):
    page = read(response := client.get(f"{prefix}/nothing/here/"))

    assert response.status_code == 404
    assert page.one("html")["lang"] == language
    assert page.one("h1").text == in_language(language, "Page not found")
    assert list(page.one("ul", class_="ways").links.values()) == [f"{prefix}/{w}" for w in WAYS]
    assert page.one("main").one("form")["action"] == f"{prefix}/members/"
    assert page.one("meta", name="robots")["content"] == "noindex,follow"


@LANGUAGES
def test_a_page_that_was_removed_says_so(client, language, prefix):
    OrganisationFactory(name="Finca", archived=True)

    page = read(response := client.get(f"{prefix}/members/finca/"))

    assert response.status_code == 410
    assert page.one("html")["lang"] == language
    assert page.one("h1").text == in_language(language, "This page has been removed")


@LANGUAGES
def test_a_request_that_cannot_be_understood_is_told_so(client, language, prefix):
    page = read(response := client.get(f"{prefix}/members/?{'q=a&' * 1100}"))

    assert response.status_code == 400
    assert page.one("html")["lang"] == language
    assert page.one("h1").text == in_language(language, "We could not understand that request")


@LANGUAGES
def test_a_page_for_people_with_more_rights_says_so(client, language, prefix):
    client.force_login(UserFactory())

    page = read(response := client.get(f"{prefix}/admin/members/region/"))

    assert response.status_code == 403
    assert page.one("html")["lang"] == language
    assert page.one("h1").text == in_language(language, "You may not see this page")


@LANGUAGES
def test_a_form_that_has_expired_says_so(language, prefix):
    client = Client(enforce_csrf_checks=True)

    page = read(response := client.post(f"{prefix}/admin/login/", {"username": "a"}))

    assert response.status_code == 403
    assert page.one("html")["lang"] == language
    assert page.one("h1").text == in_language(language, "The form has expired")


@pytest.mark.parametrize("prefix", ["", "/fr", "/es"])
def test_a_failure_of_ours_is_told_in_all_languages(client, prefix):
    client.raise_request_exception = False
    # On PostgreSQL the failed query leaves no other possible: the page must not need one.
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE members_page")

    page = read(response := client.get(f"{prefix}/about/"))

    assert response.status_code == 500
    assert [section["lang"] for section in page.all("section")] == [None, "fr", "es"]
    assert list(page.one("main").links.values()) == ["/", "/fr/", "/es/"]


def test_error_pages_are_translated(client):
    OrganisationFactory(name="Finca", archived=True)

    titles = {
        read(client.get(f"{prefix}/members/finca/")).one("h1").text for prefix in ("", "/fr", "/es")
    }

    assert len(titles) == 3, titles


@pytest.mark.parametrize(
    "handler, error, status",
    [
        (errors.bad_request, SuspiciousOperation("secret"), 400),
        (errors.permission_denied, PermissionDenied("secret"), 403),
        (errors.page_not_found, ValueError("secret"), 404),
    ],
)
def test_an_error_page_tells_nothing_of_the_error(handler, error, status):
    response = handler(RequestFactory().get("/"), error)

    assert response.status_code == status
    assert b"secret" not in response.content


def test_an_unknown_host_gets_a_page_too(client):
    response = client.get("/members/", HTTP_HOST="evil.example")

    assert response.status_code == 400
    assert b"evil.example" not in response.content
