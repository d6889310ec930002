"""The pages of a region and of a country, as their visitor sees them."""

from urllib.parse import quote

import pytest

from members.models import Kind
from tests.factories import (
    ContactFactory,
    CountryFactory,
    OrganisationFactory,
    RegionFactory,
)
from tests.reading import read

pytestmark = pytest.mark.django_db


def show(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return read(response)


def groups(page):
    """The organisations below each heading."""
    sections = [section for section in page.all("section") if section.slugs]
    return {section.one("h2").text: section.slugs for section in sections}


# One region


def test_a_region_lists_its_organisations_by_kind(client):
    OrganisationFactory(name="Alafia")
    OrganisationFactory(name="Crg", kind=Kind.MFI)
    OrganisationFactory(name="Fidev", kind=Kind.SUPPORT, country=None)
    OrganisationFactory(name="Hidden", draft=True)
    OrganisationFactory(name="Gone", archived=True)
    OrganisationFactory(name="Far", country=None, region=RegionFactory(slug="asia"))

    page = show(client, "/regions/africa/")

    assert groups(page) == {
        "Local networks": ["alafia"],
        "Microfinance institutions": ["crg"],
        "Support organisations": ["fidev"],
    }
    assert page.one("h1").text == "Africa"
    assert page.one(class_="lead").text == (
        "3 members · 1 country Local networks: 1 "
        "Microfinance institutions: 1 Support organisations: 1"
    )


def test_a_region_is_named_in_the_readers_language(client):
    OrganisationFactory(country=None, region=RegionFactory(name_fr="Afrique"))

    assert show(client, "/fr/regions/africa/").one("h1").text == "Afrique"


def test_a_region_shows_the_text_of_its_network(client):
    region = RegionFactory(slug="asia", text_en="**ProsperA Asia** was launched.")
    OrganisationFactory(country=None, region=region)

    page = show(client, "/regions/asia/")

    assert page.one(class_="prose").text == "ProsperA Asia was launched."


def test_a_region_leads_to_its_own_contact(client):
    ContactFactory(organisation__name="Fidev")
    ContactFactory(steering=True, organisation__name="Cerise")

    card = show(client, "/regions/africa/").one(class_="card")

    assert card.links == {
        "Fidev": "/members/fidev/",
        "Send a message to Fidev": "/contact/africa/",
    }


def test_a_region_without_a_contact_leads_to_the_committee_and_says_so(client):
    OrganisationFactory()
    ContactFactory(steering=True, organisation__name="Cerise")

    card = show(client, "/regions/africa/").one(class_="card")

    assert card.links["Send a message to Cerise"] == "/contact/steering-committee/"
    assert card.one("p", class_="hint").text == (
        "This region has no contact of its own: the steering committee answers."
    )


def test_where_nobody_answers_no_card_is_shown(client):
    OrganisationFactory()

    assert show(client, "/regions/africa/").all(class_="card") == []


def test_a_region_without_public_organisations_is_not_found(client):
    OrganisationFactory(draft=True)

    assert client.get("/regions/africa/").status_code == 404
    assert client.get("/regions/atlantis/").status_code == 404


# One country


@pytest.mark.parametrize(
    "prefix, name", [("", "Cambodia"), ("/fr", "Cambodge"), ("/es", "Camboya")]
)
def test_a_country_is_named_in_the_readers_language(client, prefix, name):
    OrganisationFactory(country__code="KH")

    page = show(client, f"{prefix}/countries/KH/")

    assert page.one("h1").text == name
    assert page.one("title").text == f"{name} – ProsperA"


def test_a_country_lists_its_public_organisations_only(client):
    OrganisationFactory(name="Alafia")
    OrganisationFactory(name="Hidden", draft=True)
    OrganisationFactory(name="Gone", archived=True)
    OrganisationFactory(name="Far", country=CountryFactory(code="MG"))

    page = show(client, "/countries/BJ/")

    assert groups(page) == {"Local networks": ["alafia"]}


def test_a_country_leads_to_the_contact_of_its_region(client):
    OrganisationFactory()
    ContactFactory(organisation__name="Fidev", organisation__country=CountryFactory(code="MG"))

    card = show(client, "/countries/BJ/").one(class_="card")

    assert card.links["Send a message to Fidev"] == "/contact/africa/"


def test_a_country_code_in_small_letters_shows_the_page_and_names_its_one_address(client):
    OrganisationFactory()

    page = show(client, "/countries/bj/")

    assert page.one("link", rel="canonical")["href"] == "http://testserver/countries/BJ/"


@pytest.mark.parametrize("code", ["MG", "KH", "ZZ", "Benin", "B", "ß", "%00", "ıı", "ŉ"])
def test_a_country_without_public_organisations_is_not_found(client, code):
    OrganisationFactory()
    OrganisationFactory(draft=True, country=CountryFactory(code="MG"))

    assert client.get(f"/countries/{quote(code)}/").status_code == 404


# Questions to the database


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    "address, queries", [("/regions/", 5), ("/regions/africa/", 5), ("/countries/BJ/", 5)]
)
def test_pages_of_places_ask_the_same_few_questions_however_many_organisations(
    client, rows, address, queries, django_assert_num_queries
):
    for n in range(rows):
        region = RegionFactory(slug=f"region-{n}")
        OrganisationFactory(country=CountryFactory(code=["CL", "PE", "EC"][n], region=region))
        OrganisationFactory()
        OrganisationFactory(country=CountryFactory(code=["MG", "CM", "ML"][n]))
        OrganisationFactory(country=None, region=region)
        ContactFactory(organisation__region=region, organisation__country=None)

    with django_assert_num_queries(queries):
        show(client, address)


def test_a_long_list_is_cut_and_leads_to_the_rest(client, monkeypatch):
    monkeypatch.setattr("members.views.place.MOST_OF_A_KIND", 2)
    for name in ("Cira", "Abe", "Baobab"):
        OrganisationFactory(name=name, kind="mfi")
    OrganisationFactory(name="Zongo", kind="support")

    page = read(client.get("/regions/africa/"))

    assert [row["data-slug"] for row in page.all("li") if "data-slug" in row] == [
        "abe",
        "baobab",
        "zongo",
    ]
    assert page.links["All 3 in the directory: Microfinance institutions"] == (
        "/members/?kind=mfi&region=africa"
    )
