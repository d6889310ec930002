"""What is kept beside whole pages, where pages are kept, and how little it takes to know."""

import datetime

import pytest
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from members.filters import PARTS
from members.freshness import CACHES, KeptPages, kept_fact, kept_fresh
from members.models import Change, Region
from tests.factories import ContactFactory, MembershipFactory, OrganisationFactory, PageFactory
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


@pytest.mark.parametrize("path", ["/", "/regions/", "/fr/regions/", "/network/"])
def test_what_a_page_draws_is_right_the_moment_a_region_is_renamed(client, path):
    region = MembershipFactory(start=datetime.date(2007, 1, 1)).organisation.region
    client.get(path)
    region.name_en = region.name_fr = "The whole of Africa"
    region.save()

    assert "The whole of Africa" in read(client.get(path)).one("main").text


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


def kept() -> dict:
    """What is kept now, in each place for it."""
    return {name: dict(caches[name]._cache) for name in CACHES}


@pytest.mark.parametrize(
    "path", ["/", "/members/", "/print/members/", "/embed/members/", "/regions/", "/about/"]
)
def test_parameters_that_are_made_up_are_answered_and_keep_nothing(client, path):
    PageFactory(slug="about")
    before = kept()

    answers = [client.get(path, {"x": number}) for number in range(3)]
    answers.append(client.get(path, {"kind": "mfi", "utm_source": "mail"}))

    assert {answer.status_code for answer in answers} == {200}
    assert kept() == before


@pytest.mark.parametrize("part", sorted(PARTS))
def test_every_part_of_a_query_may_be_kept(client, part, django_assert_num_queries):
    client.get("/members/", {part: ""})

    with django_assert_num_queries(1):
        client.get("/members/", {part: ""})


def test_searches_displace_no_page_that_has_no_query(client):
    client.get("/members/")
    pages = kept()["pages"]

    for number in range(3):
        client.get("/members/", {"joined": 2000 + number})
        client.get("/print/members/", {"joined": 2000 + number})

    assert kept()["pages"] == pages
    assert len(kept()["searches"]) == 6


@pytest.mark.parametrize("host", ["localhost:1", "localhost:443", "LOCALHOST", "localhost."])
def test_a_host_that_is_written_oddly_is_answered_and_keeps_nothing(client, host):
    before = kept()

    assert client.get("/members/", headers={"host": host}).status_code == 200

    assert kept() == before


def test_a_host_below_a_domain_keeps_nothing(client, settings):
    settings.ALLOWED_HOSTS = [".example.org"]
    before = kept()

    assert client.get("/members/", headers={"host": "a1.example.org"}).status_code == 200

    assert kept() == before


def test_the_port_that_is_listened_on_is_no_odd_one(client, django_assert_num_queries):
    asked = {"headers": {"host": "localhost:8000"}, "SERVER_PORT": "8000"}
    client.get("/members/", **asked)

    with django_assert_num_queries(1):
        client.get("/members/", **asked)


def test_a_page_that_prints_the_day_is_made_anew_at_midnight(client, monkeypatch):
    days = []
    for moment in ("2026-11-23T23:59:59", "2026-11-24T00:00:00"):
        now = datetime.datetime.fromisoformat(f"{moment}+00:00")
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        days.append(read(client.get("/members/")).one(class_="print-only").text[-10:])

    assert days == ["2026-11-23", "2026-11-24"]


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
