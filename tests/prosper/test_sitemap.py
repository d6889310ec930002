"""The sitemap: every public page in each of its languages, and no other."""

import datetime
from xml.etree import ElementTree

import pytest
from django.conf import settings

from prosper.sitemaps import LocalisedSitemap
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


def parts(client):
    """The addresses of the index, with when what they list was last changed."""
    response = client.get("/sitemap.xml")
    assert response["Content-Type"] == "application/xml"
    return {
        part.findtext(f"{SITEMAP}loc").removeprefix(HOST): part.findtext(f"{SITEMAP}lastmod")
        for part in ElementTree.fromstring(response.content)  # noqa: S314 (our own)
    }


def urls_of(client, part):
    response = client.get(part)
    assert response["Content-Type"] == "application/xml"
    return ElementTree.fromstring(response.content)  # noqa: S314


def entries(client):
    """The languages of each address that is listed."""
    return {
        url.findtext(f"{SITEMAP}loc").removeprefix(HOST): {
            link.get("hreflang"): link.get("href").removeprefix(HOST)
            for link in url.findall(f"{XHTML}link")
        }
        for part in parts(client)
        for url in urls_of(client, part)
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


def test_many_organisations_are_listed_in_parts_each_once(client, monkeypatch):
    monkeypatch.setattr(LocalisedSitemap, "limit", 2)
    made = OrganisationFactory.create_batch(5)

    found = [part for part in parts(client) if "organisations" in part]
    listed = [url.findtext(f"{SITEMAP}loc") for part in found for url in urls_of(client, part)]

    assert found == [f"/sitemap-organisations.xml{page}" for page in ("", "?p=2", "?p=3")]
    assert [len(urls_of(client, part)) for part in found] == [6, 6, 3]
    assert len(set(listed)) == len(listed)
    assert {f"{HOST}{organisation.get_absolute_url()}" for organisation in made} <= set(listed)


def test_each_address_and_each_part_says_when_it_was_last_changed(client):
    changed = OrganisationFactory().updated_at
    published = NewsletterFactory().published_at
    PageFactory(slug="about")

    dates = parts(client)
    [dated, *_others] = urls_of(client, "/sitemap-organisations.xml")

    assert dates["/sitemap-organisations.xml"] == changed.isoformat()
    assert dates["/sitemap-newsletters.xml"] == published.isoformat()
    assert dates["/sitemap-pages.xml"]
    assert dates["/sitemap-countries.xml"] is None
    assert dated.findtext(f"{SITEMAP}lastmod") == changed.date().isoformat()


def test_the_largest_part_stays_below_what_search_engines_read():
    addresses = LocalisedSitemap.limit * len(settings.LANGUAGES)
    longest = 4 * 250 + 200  # with its alternates: the longest slug has 200 letters

    assert addresses <= 50_000
    assert addresses * longest < 50_000_000


@pytest.mark.parametrize("headers", [{}, {"If-None-Match": "*"}])
@pytest.mark.parametrize(
    "path",
    ["/sitemap-nothing.xml", *(f"/sitemap-pages.xml?p={number}" for number in ("9", "0", "x"))],
)
def test_a_part_that_is_none_is_not_found(client, path, headers):
    assert client.get(path, headers=headers).status_code == 404


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-organisations.xml"])
def test_who_has_it_already_gets_304_until_something_is_saved(client, path):
    organisation = OrganisationFactory()
    known = {"If-None-Match": client.get(path)["ETag"]}

    again = client.get(path, headers=known)
    organisation.save()
    changed = client.get(path, headers=known)

    assert (again.status_code, changed.status_code) == (304, 200)


@pytest.mark.parametrize("rows", [1, 3])
def test_index_and_parts_ask_the_same_few_questions_however_many_pages(
    client, rows, django_assert_num_queries
):
    for code in ["BJ", "MG", "CM"][:rows]:
        OrganisationFactory(country=CountryFactory(code=code))
        NewsletterFactory()

    with django_assert_num_queries(10):
        client.get("/sitemap.xml")
    with django_assert_num_queries(4):
        client.get("/sitemap-organisations.xml")
