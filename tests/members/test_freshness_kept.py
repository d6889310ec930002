"""What is kept beside whole pages, where pages are kept, and how little it takes to know."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from members.freshness import KeptPages, kept_fact, kept_fresh
from members.models import Change, Region
from tests.factories import ContactFactory, OrganisationFactory
from tests.reading import read

pytestmark = pytest.mark.django_db


@kept_fact
def region_names() -> list[str]:
    return [region.name for region in Region.objects.all()]


@pytest.fixture
def ask():
    """Asks a page that names the regions, by an address of its own each time."""
    numbers = iter(range(100))

    @kept_fresh
    def view(request):
        return HttpResponse(", ".join(region_names()))

    return lambda: KeptPages(view)(RequestFactory().get(f"/{next(numbers)}/")).content.decode()


def test_pages_ask_once_for_what_they_share(ask, django_assert_num_queries):
    OrganisationFactory()
    ask()

    with django_assert_num_queries(1):
        assert ask() == "Africa"


def test_what_pages_share_is_right_the_moment_it_is_saved(ask):
    region = OrganisationFactory().region
    before = ask()
    region.name = "The whole of Africa"
    region.save()

    assert (before, ask()) == ("Africa", "The whole of Africa")


def test_nothing_is_kept_where_no_page_is(django_assert_num_queries):
    region_names()

    with django_assert_num_queries(1):
        region_names()


@pytest.mark.parametrize("path", ["/members/", "/", "/newsletters/", "/contact/"])
def test_the_foot_of_every_page_follows_a_change_of_contact(client, path):
    contact = ContactFactory(organisation__name="Alafia")
    assert "Alafia" in read(client.get(path)).one("footer").text

    contact.is_public = False
    contact.save()

    assert "Alafia" not in read(client.get(path)).one("footer").text


def test_suggestions_displace_no_page(client):
    OrganisationFactory()
    client.get("/members/")
    kept = dict(caches["pages"]._cache)

    for letter in "abcdef":
        client.get(f"/suggest/?q=cred{letter}")

    assert caches["pages"]._cache == kept
    assert len(caches["suggestions"]._cache) == 6


def test_a_kept_page_has_the_headers_of_the_first(client):
    OrganisationFactory()

    first, again = client.get("/fr/members/"), client.get("/fr/members/")

    assert dict(again.headers) == dict(first.headers)
    assert again["X-Frame-Options"] == "DENY"
    assert again["Content-Language"] == "fr"


@pytest.mark.parametrize("path", ["/members/", "/fr/", "/about/", "/healthz", "/nowhere/"])
def test_a_page_varies_by_nothing_that_it_does_not_heed(client, path):
    assert "Accept-Language" not in client.get(path).get("Vary", "")


def test_the_home_page_varies_by_the_language_that_it_offers(client):
    answers = [client.get("/", headers={"Accept-Language": code}) for code in ("fr", "es", "fr")]

    assert all("Accept-Language" in answer["Vary"] for answer in answers)
    assert [bool(read(answer).all(class_="offer")) for answer in answers] == [True] * 3
    assert answers[0].content == answers[2].content != answers[1].content


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server to restart.")
def test_a_connection_that_the_server_has_closed_is_opened_anew():
    stamp = Change.objects.stamp()
    connection.connection.close()

    assert Change.objects.stamp() == stamp


def test_an_address_that_is_none_is_not_answered_with_a_page_that_is_kept(client):
    assert client.get("/members/").status_code == 200

    assert client.get("/x/../members/").status_code == 404


def test_no_page_is_kept_for_good(client):
    client.get("/members/")

    assert all(until is not None for until in caches["pages"]._expire_info.values())
