"""JSON and GeoJSON as programs and maps read them, and the links that lead to every format."""

import datetime
import json

import pytest

from members import countries
from members.exports import documents, links
from members.filters import OrganisationFilter
from tests.factories import CountryFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

PATHS = ["/members.csv", "/members.xlsx", "/members.json", "/members.geojson"]


def fetch(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return json.loads(response.getvalue())


def test_json_begins_with_the_query_as_it_was_understood(client, prospera):
    document = fetch(client, "/members.json?q=mfi+boliva&country=bo&on=2007-12-31&sort=name&utm=x")

    assert document["query"] == {
        "q": "mfi boliva",
        "meant": "mfi bolivia",
        "country": ["BO"],
        "on": "2007-12-31",
        "sort": "name",
    }
    assert document["total"] == len(document["members"]) == 2
    assert datetime.datetime.fromisoformat(document["generated"]).tzinfo


def test_geojson_is_a_collection_of_points_in_their_countries(client):
    bolivia = CountryFactory(code="BO", region__slug="latin-america")
    there = OrganisationFactory(country=bolivia, name="B")
    nowhere = OrganisationFactory(country=None, region=bolivia.region, name="C")

    collection = fetch(client, "/members.geojson")

    assert collection["type"] == "FeatureCollection"
    assert [(f["type"], f["id"]) for f in collection["features"]] == [
        ("Feature", there.pk),
        ("Feature", nowhere.pk),
    ]
    point, nothing = (feature["geometry"] for feature in collection["features"])
    assert point["type"] == "Point"
    longitude, latitude = point["coordinates"]
    assert -70 < longitude < -57
    assert -23 < latitude < -9
    assert nothing is None


def test_every_country_has_its_place_on_the_map():
    found = documents.centroids()

    assert set(found) == set(countries.codes())
    assert all(-180 <= east <= 180 and -90 <= north <= 90 for east, north in found.values())


# Links


def test_links_lead_to_the_present_query_in_every_format(client):
    OrganisationFactory()
    filterset = OrganisationFilter.of("q=cr%C3%A9dit&kind=mfi&country=zz")

    found = links(filterset)

    assert [link["label"] for link in found] == [
        *("CSV", "XLSX", "JSON", "GeoJSON", "Atom", "Printable list")
    ]
    assert [link["url"] for link in found] == [
        f"{path}?q=cr%C3%A9dit&kind=mfi"
        for path in [*PATHS, "/feeds/members.atom", "/print/members/"]
    ]
    assert all(link["detail"] for link in found)
    for link in found:
        assert client.head(link["url"]).status_code == 200


def test_links_without_a_query_are_bare():
    assert links(OrganisationFilter.of(""))[0]["url"] == "/members.csv"
