"""Lists of the desk that grow to a hundred thousand rows: what they ask the database."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.admin import paging
from members.admin.organisation import OrganisationAdmin
from members.models import Organisation
from tests.factories import (
    AlternateNameFactory,
    ContactFactory,
    CountryFactory,
    EditionFactory,
    MembershipFactory,
    MessageFactory,
    OrganisationFactory,
)
from tests.reading import read

pytestmark = pytest.mark.django_db

LIST = "/admin/members/organisation/"
LISTS = [
    *(f"members/{name}" for name in ("organisation", "memberinstitution", "supportorganisation")),
    *("members/membership", "members/alternatename", "members/contact", "members/message"),
    *("members/region", "members/country", "members/page", "members/importbatch"),
    *("members/organisation/deleted", "members/membership/deleted"),
    *("newsletters/newsletter", "newsletters/edition"),
]
MOST_QUERIES = 10


@pytest.fixture
def full(db):
    """More rows than a page of two, of each kind."""
    for _n in range(3):
        organisation = OrganisationFactory()
        MembershipFactory(organisation=organisation, attested_on=datetime.date(2008, 1, 31))
        AlternateNameFactory(organisation=organisation)
        EditionFactory()
        MessageFactory(contact=None)
    ContactFactory(organisation=organisation)


def asked(client, address: str) -> list[str]:
    """What a page asks the database, once the session has been noted."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in queries]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_little_and_counts_nothing_to_its_end(ana, full, name, monkeypatch):
    monkeypatch.setattr("members.admin.base.Desk.list_per_page", 2, raising=False)

    queries = asked(ana, f"/admin/{name}/")

    assert len(queries) <= MOST_QUERIES
    assert [sql for sql in queries if "COUNT(*)" in sql and "LIMIT" not in sql] == []


@pytest.mark.parametrize("query", ["?q=organisation", "?p=2", "?country__code__exact=BJ", "?o=-7"])
def test_so_does_one_that_is_searched_turned_filtered_or_sorted(ana, full, query, monkeypatch):
    monkeypatch.setattr(OrganisationAdmin, "list_per_page", 2)

    queries = asked(ana, LIST + query)

    assert len(queries) <= MOST_QUERIES
    assert [sql for sql in queries if "COUNT(*)" in sql and "LIMIT" not in sql] == []
    assert [sql for sql in queries if "DISTINCT" in sql and "organisation" in sql] == []


def test_choosing_an_organisation_counts_nothing_to_its_end(ana, full):
    asking = "app_label=members&model_name=membership&field_name=organisation&term=organisation"

    queries = asked(ana, f"/admin/autocomplete/?{asking}")

    assert len(queries) <= MOST_QUERIES
    assert [sql for sql in queries if "COUNT(*)" in sql and "LIMIT" not in sql] == []


@pytest.fixture
def many(monkeypatch):
    """Seven of them, where three are counted and two are a page."""
    monkeypatch.setattr(paging, "MOST", 3)
    monkeypatch.setattr(OrganisationAdmin, "list_per_page", 2)
    return [OrganisationFactory(name=f"Wend {n}") for n in range(7)]


def names(response) -> list[str]:
    return [row.one("th").text for row in read(response).one("tbody").all("tr")]


def pages(response) -> list[str]:
    """The other pages that the list leads to."""
    links = read(response).one(class_="paginator").all("a")
    return [link.text for link in links if link.text.isdecimal()]


def test_of_very_many_the_list_says_that_there_are_more(ana, many):
    assert "3+ organisations" in read(ana.get(LIST)).text


def test_one_goes_on_from_page_to_page_to_the_end(ana, many):
    assert (names(ana.get(LIST)), pages(ana.get(LIST))) == (["Wend 0", "Wend 1"], ["2"])
    third = ana.get(LIST, {"p": "3"})
    assert (names(third), pages(third)) == (["Wend 4", "Wend 5"], ["1", "2", "4"])
    last = ana.get(LIST, {"p": "4"})
    assert (names(last), pages(last)) == (["Wend 6"], ["1", "2", "3"])


@pytest.mark.parametrize("number", ["5", "999999999", "9" * 30, "9" * 5000, "-1", "0", "x"])
def test_a_page_behind_the_end_leads_back_to_the_list(ana, many, number):
    assert ana.get(LIST, {"p": number}, follow=True).status_code == 200


def test_a_few_are_counted(ana):
    OrganisationFactory.create_batch(2)

    assert "2 organisations" in read(ana.get(LIST)).text


def test_only_countries_with_organisations_are_offered_to_narrow_the_list(ana):
    OrganisationFactory(country=CountryFactory(code="BJ"))
    CountryFactory(code="IN")

    filters = read(ana.get(LIST)).one(id="changelist-filter").text

    assert ("Benin" in filters, "India" in filters) == (True, False)


def test_countries_and_regions_say_how_many_published_organisations_they_have(ana):
    OrganisationFactory(country=CountryFactory(code="BJ"))
    OrganisationFactory(country=CountryFactory(code="BJ"), draft=True)

    for name in ("country", "region"):
        (row,) = read(ana.get(f"/admin/members/{name}/")).one("tbody").all("tr")
        assert row.all("td", class_="field-organisation_count")[0].text == "1"


def test_memberships_are_narrowed_to_the_year_of_their_document(ana):
    for year in (2007, 2009):
        MembershipFactory(start=None, attested_on=datetime.date(year, 1, 31))

    page = read(ana.get("/admin/members/membership/", {"attested": "2009"}))

    assert len(page.one("tbody").all("tr")) == 1
    assert {"2007", "2008", "2009"} <= page.links.keys()


@pytest.mark.parametrize("year", ["soon", "99999", ""])
def test_a_year_of_no_sense_narrows_nothing_and_breaks_nothing(ana, year):
    MembershipFactory()

    found = ana.get("/admin/members/membership/", {"attested": year}, follow=True)

    assert found.status_code == 200


def facets(client, query: str) -> tuple[list[str], list[str]]:
    """The numbers beside the filters, and the statements that counted them."""
    address = LIST + query
    queries = [sql for sql in asked(client, address) if "__c" in sql]
    links = read(client.get(address)).links
    return [name for name in links if name.endswith(")")], queries


@pytest.mark.parametrize("query", ["", "kind__exact=network&", "q=organisation&", "p=2&"])
def test_numbers_beside_filters_are_offered_where_they_are_soon_counted(
    ana, full, query, monkeypatch
):
    page = read(ana.get(f"{LIST}?{query}"))
    assert "Show counts" in page.links
    numbers, queries = facets(ana, f"?{query}_facets=True")
    assert len(numbers) > 20
    assert len(queries) > 5

    monkeypatch.setattr(paging, "MOST", 2)
    assert "Show counts" not in read(ana.get(f"{LIST}?{query}")).links
    assert facets(ana, f"?{query}_facets=True") == ([], [])


def test_nor_are_they_of_a_list_that_is_short_by_its_filter_alone(ana, full, monkeypatch):
    OrganisationFactory(kind="mfi")
    monkeypatch.setattr(paging, "MOST", 2)

    page = read(ana.get(f"{LIST}?kind__exact=mfi&_facets=True"))

    assert "1 organisation" in page.text
    assert facets(ana, "?kind__exact=mfi&_facets=True") == ([], [])


def plan(queryset) -> str:
    """How the database would find these rows, had it many."""
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort") if connection.vendor == "postgresql" else ():
            cursor.execute(f"SET LOCAL enable_{way} = off")
    return queryset.explain()


@pytest.mark.parametrize(
    "query", ["", "?kind__exact=mfi", "?region__id__exact={}", "?website=unchecked"]
)
def test_a_list_is_walked_in_one_index_that_tells_what_it_is_narrowed_by(ana, full, query):
    query = query.format(Organisation.objects.first().region_id)
    listed = ana.get(LIST + query).context_data["cl"].queryset

    told = plan(listed.values("pk")[:3])

    assert "organisation_at_the_desk" in told
    assert "TEMP B-TREE" not in told


def test_what_was_merged_is_found_by_the_index_of_it_alone(ana, full):
    listed = ana.get(f"{LIST}?merged=only").context_data["cl"].queryset

    assert "organisation_merged" in plan(listed.values("pk")[:3])
