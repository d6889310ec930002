"""The home page, the site's own texts, and what machines ask of a site."""

import datetime

import pytest

from members.models import Kind
from tests.factories import (
    CountryFactory,
    EditionFactory,
    NewsletterFactory,
    OrganisationFactory,
    PageFactory,
    RegionFactory,
)
from tests.reading import read

pytestmark = pytest.mark.django_db


def show(client, address="/"):
    response = client.get(address)
    assert response.status_code == 200
    return read(response)


# Home


def test_the_home_page_gives_the_figures_of_the_public_network(client):
    OrganisationFactory()
    OrganisationFactory(kind=Kind.MFI)
    OrganisationFactory(country=None, region=RegionFactory(slug="asia"))
    OrganisationFactory(draft=True, country=CountryFactory(code="FR", region__slug="europe"))
    OrganisationFactory(archived=True, country=CountryFactory(code="MG"))

    figures = show(client).one("dl", class_="figures").all("div")

    assert [figure.text for figure in figures] == ["organisations 3", "country 1", "regions 2"]


def test_the_home_page_leads_to_the_regions_and_says_how_many_members_they_have(client):
    OrganisationFactory()
    OrganisationFactory()
    RegionFactory(slug="oceania")

    tiles = show(client).one("ul", class_="tiles")

    assert tiles.text == "Africa 2 members"
    assert tiles.links == {"Africa": "/regions/africa/"}


@pytest.mark.parametrize("prefix", ["", "/fr", "/es"])
def test_the_home_page_searches_the_directory_in_the_same_language(client, prefix):
    form = show(client, f"{prefix}/").one("main").one("search").one("form")

    assert (form["action"], form["method"]) == (f"{prefix}/members/", "get")
    assert form.one("input")["name"] == "q"


def test_the_home_page_shows_the_latest_published_newsletter(client):
    for month in (1, 2, 3):
        NewsletterFactory(month=datetime.date(2008, month, 1), draft=month == 3)

    latest = show(client).one("article", class_="latest")

    assert latest.one("h2").text == "February 2008"
    assert latest.links["February 2008"] == "/newsletters/2008-02/"


def test_the_home_page_says_what_staff_wrote(client):
    PageFactory(slug="home", title_en="Social performance", lead_en="A network.", body_en="*Why*")

    page = show(client)

    assert page.one("h1").text == "Social performance"
    assert page.one("title").text == "ProsperA – Social performance"
    assert page.one("meta", name="description")["content"] == "A network."
    assert page.one(class_="prose").one("em").text == "Why"


def test_the_home_page_works_before_anything_is_loaded(client):
    page = show(client)

    assert page.one("h1").text
    assert page.one("dl", class_="figures").text == "organisations 0 countries 0 regions 0"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_home_page_asks_the_same_few_questions_however_large_the_network(
    client, rows, django_assert_num_queries
):
    for n in range(rows):
        OrganisationFactory(country=None, region=RegionFactory(slug=f"region-{n}"))
        OrganisationFactory(country=CountryFactory(code=["BJ", "MG", "CM"][n]))
        EditionFactory()

    with django_assert_num_queries(7):
        show(client)


def test_the_home_page_asks_again_only_for_what_is_its_own(client, django_assert_num_queries):
    OrganisationFactory()
    EditionFactory()
    show(client)

    # Of the state of the database, and which issue is the newest by now.
    with django_assert_num_queries(2):
        show(client, "/?again")


# The site's own texts


@pytest.mark.parametrize("slug", ["about", "accessibility", "privacy"])
def test_a_text_is_shown_in_the_readers_language(client, slug):
    PageFactory(slug=slug, title_en="Title", title_es="Título", body_en="Text", body_es="## Texto")

    page = show(client, f"/es/{slug}/")

    assert page.one("h1").text == "Título"
    assert page.one("title").text == "Título – ProsperA"
    assert page.one(class_="prose").one("h2").text == "Texto"
    assert page.one(class_="prose")["lang"] is None


def test_a_text_that_is_not_translated_is_shown_in_its_own_language_and_says_so(client):
    PageFactory(slug="about", title_en="About us", lead_en="A network", body_en="Text")

    page = show(client, "/fr/about/")

    assert (page.one("h1").text, page.one("h1")["lang"]) == ("About us", "en")
    assert page.one(class_="prose")["lang"] == "en"
    assert "anglais" in page.one("p", class_="hint").text


def test_a_text_that_staff_have_not_written_is_not_found(client):
    assert client.get("/about/").status_code == 404


def test_a_text_asks_for_little(client, django_assert_num_queries):
    PageFactory(slug="about")

    with django_assert_num_queries(3):
        show(client, "/about/")


# What machines ask


def test_health_is_said_without_asking_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response["Content-Type"] == "text/plain"


def test_robots_are_kept_out_of_the_admin_and_shown_the_sitemap(client):
    response = client.get("/robots.txt")

    assert response["Content-Type"].startswith("text/plain")
    assert response.content.decode().split("\n") == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /fr/admin/",
        "Disallow: /es/admin/",
        "",
        "Sitemap: http://testserver/sitemap.xml",
        "",
    ]


@pytest.mark.parametrize("address", ["/", "/about/", "/contact/", "/regions/", "/healthz"])
def test_pages_are_only_read(client, address):
    assert client.post(address).status_code == 405
