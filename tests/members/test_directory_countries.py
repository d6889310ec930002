"""The filter by country where there are more of them than anybody wants to read."""

import pytest
from django.urls import reverse

from members import countries
from members.facets import MOST_BOXES, SHOWN
from members.filters import OrganisationFilter
from members.models import Country, Organisation
from tests.factories import CountryFactory, OrganisationFactory, RegionFactory
from tests.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def many():
    """Organisations in more countries than have boxes: two in Benin, France, Peru."""
    region = RegionFactory(slug="africa")
    codes = ["BJ", "FR", "PE", *countries.codes()][: MOST_BOXES + 10]
    for code in dict.fromkeys(codes):
        CountryFactory(code=code, region=region)
        OrganisationFactory(country_id=code, region=region)
    for code in ("BJ", "FR", "PE"):
        OrganisationFactory(country_id=code, region=region)
    return Country.objects.order_by("code")


def show(client, address="/members/"):
    response = client.get(address)
    assert response.status_code == 200
    return read(response)


def boxes(page) -> list[str]:
    return [box["value"] for box in page.all("input", name="country", type="checkbox")]


@pytest.mark.parametrize("prefix", ["", "/fr", "/es"])
def test_a_few_countries_have_boxes_and_the_others_are_proposed_by_name(client, many, prefix):
    page = show(client, f"{prefix}/members/")

    ticked = boxes(page)
    field = page.one("input", name="country", type="text")
    names = [option["value"] for option in page.one("datalist", id=field["list"]).all("option")]
    assert len(ticked) == SHOWN
    assert set(ticked) > {"BJ", "FR", "PE"}
    assert len(names) == len(many)
    assert "Peru" in names or "Pérou" in names or "Perú" in names


def test_every_country_stands_in_the_table_with_its_count(client, many):
    links = show(client).one(class_="map-table").links

    assert len(links) == len(many)
    assert links["Benin"] == "/countries/BJ/"


@pytest.mark.parametrize("name", ["Peru", "pérou", "PERÚ", "perou"])
def test_a_typed_name_becomes_a_code_in_the_address(client, many, name):
    response = client.get("/fr/members/", {"country": ["BJ", name], "q": "", "on": ""})

    assert (response.status_code, response["Location"]) == (
        302,
        "/fr/members/?country=BJ&country=PE",
    )
    page = show(client, response["Location"])
    assert {"BJ", "PE"} <= set(boxes(page))
    assert len(page.one(id="results").slugs) == 4


def test_an_unknown_name_is_an_error_at_its_field_and_stays_to_be_put_right(client, many):
    page = show(client, "/members/?country=BJ&country=Perou&country=Atlantis")

    field = page.one("input", name="country", type="text")
    error = page.one(id=field["aria-describedby"])
    assert (field["value"], field["aria-invalid"]) == ("Atlantis", "true")
    assert error.text == "Error: There is no such choice: Atlantis. It was left out."
    assert {"BJ", "PE"} <= set(boxes(page))


def test_a_name_of_several_countries_asks_which(client, many):
    page = show(client, "/fr/members/?country=BJ&country=korea&kind=network")

    error = page.one(id="country_error")
    assert error.text.startswith("Erreur : choix inconnu (korea). Il n’en a pas été tenu compte.")
    assert error.links == {
        "Corée du Nord": "?kind=network&country=BJ&country=KP",
        "Corée du Sud": "?kind=network&country=BJ&country=KR",
    }


def test_a_code_in_small_letters_sends_nobody_on(client, many):
    assert len(show(client, "/members/?country=bj").one(id="results").slugs) == 2


def test_the_field_costs_no_query(client, many, django_assert_num_queries):
    with django_assert_num_queries(5):
        show(client)


# Orders, and more than are counted


def test_an_unknown_order_is_an_error_by_the_orders(client):
    OrganisationFactory()

    orders = show(client, "/members/?sort=zz").one("nav", class_="orders")

    assert orders.one(class_="err").text == "Error: There is no such choice: zz. It was left out."


@pytest.mark.parametrize(
    "prefix, heading, last",
    [
        ("", "10,000+ members", "Members 1 to 20 of 10,000+"),
        ("/fr", "Plus de 10 000 membres", "Membres 1 à 20 sur plus de 10 000"),
        ("/es", "Más de 10.000 miembros", "Miembros 1 a 20 de más de 10.000"),
    ],
)
def test_more_than_are_counted_are_said_to_be_more(client, monkeypatch, prefix, heading, last):
    for n in range(21):
        OrganisationFactory(name=f"Credit {n}")
    monkeypatch.setattr("members.cube.MOST", 10)
    monkeypatch.setattr("members.filters.MOST", 10_000)

    page = show(client, f"{prefix}/members/?q=credit")

    spaced = page.one(id="r-h").text.replace("\u202f", " ").replace("\u00a0", " ")
    assert spaced == heading
    pages = page.one("nav", class_="pages")
    assert pages.one("p").text.replace("\u202f", " ").replace("\u00a0", " ") == last
    assert f"{prefix}/members/?q=credit&page=500" in pages.links.values()
    assert page.all(class_="n") == []


def test_a_country_on_the_map_keeps_what_is_chosen(client):
    OrganisationFactory(name="Alafia", kind="mfi", country__code="BJ")

    assert "/countries/BJ/" in show(client, "/members/").links.values()
    links = show(client, "/fr/members/?kind=mfi&sort=newest").links.values()
    assert "/fr/members/?kind=mfi&country=BJ" in links
    assert "/fr/countries/BJ/" not in links


def test_a_day_that_cannot_be_read_is_told_of_above_the_results_as_well(client):
    page = show(client, "/members/?on=garbage")

    assert page.one("p", class_="small-only").text == "As it was on: Enter a valid date."


def test_the_address_of_the_directory_stays_short():
    filterset = OrganisationFilter.of("q=&on=&country=BJ&sort=", Organisation.objects.public())

    assert (filterset.as_query(), reverse("members:list")) == ("country=BJ", "/members/")
