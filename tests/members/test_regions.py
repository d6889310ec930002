"""The page of all regions, as its visitor sees it."""

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


def test_regions_are_listed_in_order_with_their_countries_from_a_to_z(client):
    for code, region in (("DE", "europe"), ("FR", "europe"), ("AL", "europe"), ("BJ", "africa")):
        OrganisationFactory(country=CountryFactory(code=code, region__slug=region))

    rows = show(client, "/regions/").one("ol", class_="atlas")

    assert [row.one("h2").text for row in rows.all("li") if row.all("h2")] == ["Africa", "Europe"]
    assert list(rows.links) == ["Africa", "Benin", "Europe", "Albania", "France", "Germany"]


@pytest.mark.parametrize(
    "prefix, names",
    [
        ("/fr", ["Albanie", "Allemagne", "France"]),
        ("/es", ["Albania", "Alemania", "Francia"]),
    ],
)
def test_countries_of_a_region_sort_as_the_reader_reads_them(client, prefix, names):
    for code in ("DE", "FR", "AL"):
        OrganisationFactory(country=CountryFactory(code=code, region__slug="europe"))

    rows = show(client, f"{prefix}/regions/").one("ol", class_="atlas")

    assert list(rows.links)[1:] == names


def test_regions_without_public_organisations_are_not_listed(client):
    OrganisationFactory()
    OrganisationFactory(draft=True, country=CountryFactory(code="KH", region__slug="asia"))
    RegionFactory(slug="oceania")

    rows = show(client, "/regions/").one("ol", class_="atlas")

    assert list(rows.links) == ["Africa", "Benin"]


def test_no_regions_at_all_are_said_in_words(client):
    rows = show(client, "/regions/").one("ol", class_="atlas")

    assert rows.text == "No member has been published yet."


def atlas(client, address="/regions/"):
    """What is said beside each region."""
    rows = show(client, address).one("ol", class_="atlas")
    return {row.one("h2").text: row for row in rows.all("li") if row.all("h2")}


def test_each_region_names_its_contact_and_leads_to_the_form(client):
    OrganisationFactory(country=CountryFactory(code="KH", region__slug="asia"))
    ContactFactory(organisation__name="Fidev")
    ContactFactory(steering=True, organisation__name="Cerise")

    regions = atlas(client)

    africa = regions["Africa"].one(class_="atlas-contact")
    assert africa.links == {
        "Fidev": "/members/fidev/",
        "Send a message to Fidev (Africa)": "/contact/africa/",
    }
    asia = regions["Asia"].one(class_="atlas-contact")
    assert asia.links["Send a message to Cerise (Asia)"] == "/contact/steering-committee/"
    assert "the steering committee answers" in asia.one(class_="hint").text


def test_where_nobody_answers_a_region_names_no_contact(client):
    OrganisationFactory()

    assert atlas(client)["Africa"].all(class_="atlas-contact") == []


@pytest.mark.parametrize(
    "prefix, text",
    [
        ("", "For the whole region Fidev Support organisation Zoé Local network"),
        ("/fr", "Pour toute la région Fidev Organisation d’appui Zoé Réseau local"),
        ("/es", "Para toda la región Fidev Organización de apoyo Zoé Red local"),
    ],
)
def test_organisations_that_work_for_a_whole_region_are_named_there(client, prefix, text):
    OrganisationFactory(name="Zoé", slug="zoe", country=None)
    OrganisationFactory(name="Fidev", kind=Kind.SUPPORT, country=None)
    OrganisationFactory(name="Hidden", country=None, draft=True)
    OrganisationFactory(name="Alafia")

    regional = atlas(client, f"{prefix}/regions/")["Africa"].one(class_="regional")

    assert regional.text == text
    assert regional.links == {
        "Fidev": f"{prefix}/members/fidev/",
        "Zoé": f"{prefix}/members/zoe/",
    }


def test_many_of_a_whole_region_are_counted_and_those_of_another_are_still_named(
    client, monkeypatch
):
    monkeypatch.setattr("members.views.place.MOST_REGIONAL", 2)
    for _ in range(3):
        OrganisationFactory(country=None)
    OrganisationFactory(name="Seep", country=None, region=RegionFactory(slug="asia"))

    regions = atlas(client)

    assert regions["Africa"].one(class_="regional").links == {"3 members": "/regions/africa/"}
    assert regions["Asia"].one(class_="regional").links == {"Seep": "/members/seep/"}
