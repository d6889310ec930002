"""The member directory, as its visitor sees it."""

import pytest

from members.models import Kind
from tests.factories import (
    AlternateNameFactory,
    ContactFactory,
    CountryFactory,
    OrganisationFactory,
    RegionFactory,
)
from tests.reading import read

pytestmark = pytest.mark.django_db

LANGUAGES = pytest.mark.parametrize("prefix", ["", "/fr", "/es"])


def show(client, query="", prefix=""):
    response = client.get(f"{prefix}/members/{query}")
    assert response.status_code == 200
    return read(response)


def results(page):
    return page.one(id="results").slugs


def count(page):
    return page.one(id="result-count").text


# What is listed


@LANGUAGES
def test_the_directory_lists_public_organisations_from_a_to_z(client, prefix):
    OrganisationFactory(name="Finca")
    OrganisationFactory(name="ásia", slug="asia")
    OrganisationFactory(name="Secret", draft=True)
    OrganisationFactory(name="Gone", archived=True)

    page = show(client, prefix=prefix)

    assert results(page) == ["asia", "finca"]
    assert count(page) == "2"
    assert not [word for word in ("Secret", "Gone") if word in page.text]


def test_a_row_tells_name_kind_place_and_role(client):
    ContactFactory(organisation=OrganisationFactory(name="Alafia"), region__slug="africa")

    row = show(client).one(data_slug="alafia")

    assert row.text == "Alafia Local network Benin Regional contact, Africa"
    assert row.links == {"Alafia": "/members/alafia/"}


def test_an_empty_directory_says_so(client):
    page = show(client)

    assert count(page) == "0"
    assert page.one("p", class_="said").text == "No member has been published yet."


# Search


@LANGUAGES
@pytest.mark.parametrize(
    "query", ["Côte d’Ivoire", "cote d'ivoire", "COTE IVOIRE", "ivory", "cotedivoire"]
)
def test_a_country_is_found_in_any_language_with_or_without_accents(client, prefix, query):
    CountryFactory(code="CI")
    OrganisationFactory(name="Sought", country__code="CI", description_en="Ivory")
    OrganisationFactory(name="Other", country__code="KH", country__region__slug="asia")

    page = show(client, f"?q={query}", prefix)

    assert results(page) == ["sought"]


@LANGUAGES
@pytest.mark.parametrize("query", ["Cambodia", "cambodge", "CAMBOYA", "camb"])
def test_a_country_is_found_by_its_name_in_english_french_and_spanish(client, prefix, query):
    OrganisationFactory(name="CCSF", country__code="KH")
    OrganisationFactory(name="Other")

    page = show(client, f"?q={query}", prefix)

    assert results(page) == ["ccsf"]


def test_an_organisation_is_found_by_another_name(client):
    AlternateNameFactory(organisation=OrganisationFactory(name="CSR-SME"), name="CRS SME")
    OrganisationFactory(name="Other")

    assert results(show(client, "?q=crs")) == ["csr-sme"]


def test_what_was_searched_stands_in_the_box_and_in_the_title(client):
    OrganisationFactory(name="Crédit b", slug="credit")

    page = show(client, "?q=%20cr%C3%A9dit%20%3Cb%3E")

    assert page.one("input", name="q")["value"] == "crédit <b>"
    assert page.one("title").text == "1 member: “crédit <b>” – ProsperA"


def test_drafts_and_archived_organisations_are_found_by_nothing(client):
    values = {"acronym": "XYZ", "description_en": "Savings", "kind": Kind.MFI}
    OrganisationFactory(name="Secret", draft=True, **values)
    OrganisationFactory(name="Gone", archived=True, **values)

    for query in ("q=secret", "q=gone", "q=xyz", "q=savings", "kind=mfi", "country=BJ"):
        page = show(client, f"?{query}")
        assert (results(page), count(page)) == ([], "0")


def test_nothing_found_says_how_to_go_on(client):
    OrganisationFactory(name="Finca")

    page = show(client, "?q=finca&kind=mfi").one(class_="empty")

    assert page.one(class_="said").text == "No member matches “finca” together with these filters."
    assert page.links["Remove the filter “Microfinance institution”"] == "/members/?q=finca"
    assert page.links["See all members"] == "/members/"


# Facets and chips


def boxes(page, name):
    """Value, whether ticked, and the words of each of a filter's boxes."""
    labels = [label for label in page.all("label") if label.all("input", name=name)]
    return [
        ((box := label.one("input"))["value"], "checked" in box.attributes, label.text)
        for label in labels
    ]


def test_each_box_has_its_count_and_the_chosen_are_ticked(client):
    OrganisationFactory()
    OrganisationFactory(kind=Kind.MFI)
    OrganisationFactory(kind=Kind.MFI, country=None, region=RegionFactory(slug="asia"))

    page = show(client, "?kind=mfi&region=asia")

    assert boxes(page, "kind") == [
        ("mfi", True, "Microfinance institution 1 member"),
    ]
    assert boxes(page, "region") == [
        ("africa", False, "Africa 1 member"),
        ("asia", True, "Asia 1 member"),
    ]
    assert boxes(page, "country") == []


def test_countries_are_named_in_the_readers_language(client):
    OrganisationFactory(country__code="KH")

    (box,) = boxes(show(client, prefix="/es"), "country")

    assert (box[0], box[2].split()[0]) == ("KH", "Camboya")


def test_a_chip_takes_its_filter_away_and_one_link_all(client):
    OrganisationFactory()

    chips = show(client, "?kind=network&country=BJ&q=org").one(class_="chips").links

    assert chips == {
        "Remove filter: Search: org": "/members/?kind=network&country=BJ",
        "Remove filter: Type of organisation: Local network": "/members/?q=org&country=BJ",
        "Remove filter: Country: Benin": "/members/?q=org&kind=network",
        "Clear all": "/members/",
    }


def test_an_unknown_value_is_an_error_beside_its_filter_and_the_page_works(client):
    OrganisationFactory(name="Finca")

    page = show(client, "?kind=bank&country=BJ")

    (fieldset,) = page.all("fieldset", class_="bad")
    error = fieldset.one(id="kind_error")
    assert fieldset["aria-describedby"] == "kind_error"
    assert error.text == "Error: There is no such choice: bank. It was left out."
    assert results(page) == ["finca"]


def test_a_search_that_is_too_long_is_an_error_beside_its_box(client):
    OrganisationFactory(name="Finca")

    page = show(client, "?q=" + "finca " * 50)

    assert page.one("input", name="q")["aria-describedby"] == "q_error"
    assert page.one(id="q_error").text.startswith("Ensure this value has at most 200 characters")
    assert results(page) == []


def test_a_filtered_list_is_not_for_search_engines(client):
    OrganisationFactory()

    robots = [show(client, query).all("meta", name="robots") for query in ("", "?kind=network")]

    assert [[meta["content"] for meta in found] for found in robots] == [[], ["noindex,follow"]]


# Pages


@pytest.fixture
def forty_one():
    for n in range(41):
        OrganisationFactory(name=f"Member {n:02}")


def test_a_page_has_twenty_and_the_last_the_rest(client, forty_one):
    first, last = show(client), show(client, "?page=3")

    assert results(first) == [f"member-{n:02}" for n in range(20)]
    assert results(last) == ["member-40"]
    assert (count(first), count(last)) == ("41", "41")
    assert last.one("nav", class_="pages").one("p").text == "Members 41 to 41 of 41"


def test_links_to_other_pages_keep_the_query(client, forty_one):
    page = show(client, "?kind=network&page=2").one("nav", class_="pages")

    assert page.one("a", rel="prev")["href"] == "/members/?kind=network"
    assert page.one("a", rel="next")["href"] == "/members/?kind=network&page=3"


@LANGUAGES
@pytest.mark.parametrize("number", ["0", "-1", "2", "99999999999999999999", "x", "1.5", "9" * 5000])
def test_a_page_out_of_range_is_not_found_and_leads_back(client, prefix, number):
    OrganisationFactory()

    response = client.get(f"{prefix}/members/?kind=network&page={number}")

    page = read(response)
    assert response.status_code == 404
    assert f"{prefix}/members/?kind=network" in page.links.values()


def test_the_page_of_an_empty_result_is_its_first_only(client):
    assert client.get("/members/?q=none&page=1").status_code == 200
    assert client.get("/members/?q=none&page=2").status_code == 404


def test_an_empty_page_number_is_the_first_page(client, forty_one):
    assert client.get("/members/?page=")["Location"] == "/members/"


# Questions to the database


@pytest.mark.parametrize("rows", [1, 3])
def test_the_directory_asks_the_same_few_questions_however_many_organisations(
    client, rows, django_assert_num_queries
):
    for n in range(rows):
        region = RegionFactory(slug=f"region-{n}")
        ContactFactory(organisation__name=f"Member {n}", region=region)

    with django_assert_num_queries(5):
        page = show(client)

    assert len(results(page)) == rows


def test_the_directory_is_only_read(client):
    assert client.post("/members/").status_code == 405
