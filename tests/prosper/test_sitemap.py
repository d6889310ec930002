"""The sitemap: every public page in each of its languages, and no other."""

import datetime
from xml.etree import ElementTree

import pytest

from tests.factories import (
    CountryFactory,
    NewsletterFactory,
    OrganisationFactory,
    PageFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db

HOST = "http://testserver"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def entries(client):
    """The languages of each address that is listed."""
    response = client.get("/sitemap.xml")
    assert response["Content-Type"] == "application/xml"
    return {
        url.findtext(f"{SITEMAP}loc").removeprefix(HOST): {
            link.get("hreflang"): link.get("href").removeprefix(HOST)
            for link in url.findall(f"{XHTML}link")
        }
        for url in ElementTree.fromstring(response.content)  # noqa: S314 (our own)
    }


def english(client):
    return {address for address in entries(client) if not address.startswith(("/fr/", "/es/"))}


PAGES = {"/", "/members/", "/network/", "/regions/", "/newsletters/", "/contact/"}


def test_a_new_site_lists_its_own_pages(client):
    assert english(client) == PAGES


def test_public_organisations_places_newsletters_and_texts_are_listed(client):
    OrganisationFactory(name="Alafia")
    NewsletterFactory(month=datetime.date(2008, 1, 1))
    PageFactory(slug="about")
    PageFactory(slug="home")

    assert english(client) == PAGES | {
        "/members/alafia/",
        "/regions/africa/",
        "/countries/BJ/",
        "/newsletters/2008-01/",
        "/about/",
    }


def test_drafts_and_archived_records_are_not_listed(client):
    OrganisationFactory(draft=True)
    OrganisationFactory(archived=True, country=CountryFactory(code="FR", region__slug="europe"))
    RegionFactory(slug="oceania")
    NewsletterFactory(draft=True)
    NewsletterFactory(archived=True)

    assert english(client) == PAGES


def test_every_page_is_listed_in_every_language_with_its_alternates(client):
    OrganisationFactory(name="Alafia")

    found = entries(client)

    alternates = {
        "en": "/members/alafia/",
        "fr": "/fr/members/alafia/",
        "es": "/es/members/alafia/",
        "x-default": "/members/alafia/",
    }
    assert [found[address] for address in set(alternates.values())] == [alternates] * 3
    assert len(found) == 3 * len(PAGES | {"alafia", "africa", "BJ"})


def test_all_that_is_listed_is_there(client):
    OrganisationFactory()
    NewsletterFactory()
    PageFactory(slug="privacy")

    found = entries(client)

    assert {client.get(address).status_code for address in found} == {200}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_sitemap_asks_the_same_few_questions_however_many_pages(
    client, rows, django_assert_num_queries
):
    for code in ["BJ", "MG", "CM"][:rows]:
        OrganisationFactory(country=CountryFactory(code=code))
        NewsletterFactory()

    with django_assert_num_queries(5):
        client.get("/sitemap.xml")
