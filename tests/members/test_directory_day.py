"""The directory as it was on a day."""

import datetime

import pytest
from django.utils import timezone

from members.models import Kind
from tests.factories import CountryFactory, MembershipFactory, OrganisationFactory
from tests.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def network():
    """One until the end of June 2008, one from 2009 on, one of whom nothing is known."""
    until = {"start": datetime.date(2007, 4, 1), "end": datetime.date(2008, 6, 30)}
    MembershipFactory(organisation__name="Early", organisation__kind=Kind.MFI, **until)
    late = OrganisationFactory(name="Late", country=CountryFactory(code="MG"))
    MembershipFactory(organisation=late, start=datetime.date(2009, 1, 1))
    OrganisationFactory(name="Unknown")
    MembershipFactory(organisation=OrganisationFactory(name="Secret", draft=True))


def show(client, query, prefix=""):
    response = client.get(f"{prefix}/members/?{query}")
    assert response.status_code == 200
    return read(response)


@pytest.mark.parametrize(
    "day, members",
    [
        ("2007-12-31", ["early"]),
        ("2008-06-30", ["early"]),
        ("2008-07-01", []),
        ("2009-01-01", ["late"]),
    ],
)
def test_those_are_listed_who_were_members_on_the_day(client, day, members):
    page = show(client, f"on={day}")

    assert page.slugs == members
    assert page.one(id="result-count").text == str(len(members))


def test_without_a_day_all_are_listed(client):
    assert show(client, "").slugs == ["early", "late", "unknown"]


def test_the_page_says_which_day_it_shows_and_leads_back_to_today(client):
    page = show(client, "on=2007-12-31&kind=mfi")

    notice = page.one("p", class_="notice")
    assert notice.text.startswith("The network as it was on 31 December 2007.")
    assert notice.links == {"Back to today": "/members/?kind=mfi"}
    assert page.one("input", id="on")["value"] == "2007-12-31"
    assert page.one("title").text == (
        "1 member: Microfinance institution, 31 December 2007 – ProsperA"
    )


@pytest.mark.parametrize(
    "prefix, day",
    [("", "31 December 2007"), ("/fr", "31 décembre 2007"), ("/es", "31 de diciembre")],
)
def test_the_day_is_written_as_the_reader_writes_it(client, prefix, day):
    assert day in show(client, "on=2007-12-31", prefix).one("p", class_="notice").text


def test_counts_map_and_chips_are_of_the_day(client):
    page = show(client, "on=2007-12-31&kind=mfi")

    boxes = [label.text for label in page.all("label", class_="opt")]
    assert boxes == [
        "Microfinance institution 1 member",
        "Africa 1 member",
        "Benin 1 member",
        "2007 1 member",
    ]
    assert page.one(class_="chips").links == {
        "Remove filter: Type of organisation: Microfinance institution": (
            "/members/?on=2007-12-31"
        ),
        "Remove filter: On the day: 31 December 2007": "/members/?kind=mfi",
        "Clear all": "/members/",
    }


def test_other_orders_keep_the_day(client):
    until = {"start": datetime.date(2009, 1, 1)}
    MembershipFactory(organisation__name="Late too", **until)

    page = show(client, "on=2009-01-01&q=late")

    assert [order["href"] for order in page.one("nav", class_="orders").all("a")] == [
        f"/members/?q=late&on=2009-01-01&sort={sort}"
        for sort in ("relevance", "name", "country", "newest")
    ]


@pytest.mark.parametrize(
    "day",
    [
        *("yesterday", "31/12/2007", "2007-02-30", "2007-13-01", "0", "20071231", "2007-12"),
        *("%00", "x" * 150, "%F0%9F%8C%8D", "10000-01-01", "0000-00-00"),
    ],
)
@pytest.mark.parametrize("prefix", ["", "/fr", "/es"])
def test_a_day_that_is_none_is_an_error_beside_its_field_and_narrows_nothing(client, prefix, day):
    page = show(client, f"on={day}", prefix)

    field = page.one("input", id="on")
    assert (field["aria-invalid"], field["aria-describedby"]) == ("true", "on_error")
    assert page.one(id="on_error").text
    assert page.slugs == ["early", "late", "unknown"]
    # On a telephone the field is out of sight.
    (notice,) = page.all("p", class_="notice")
    assert notice["class"] == "notice small-only"
    assert page.one(id="on_error").text in notice.text


@pytest.mark.parametrize("day", ["0001-01-01", "1900-02-28"])
def test_any_day_of_the_past_is_answered(client, day):
    assert show(client, f"on={day}").slugs == []


@pytest.mark.parametrize("days", [0, 1])
def test_today_is_a_day_wherever_it_has_begun(client, days):
    day = timezone.now().date() + datetime.timedelta(days)

    page = show(client, f"on={day}")

    assert (page.slugs, page.all(id="on_error")) == (["late"], [])


@pytest.mark.parametrize(
    "prefix, error",
    [
        ("", "The day lies in the future."),
        ("/fr", "Ce jour est à venir."),
        ("/es", "Ese día aún no ha llegado."),
    ],
)
@pytest.mark.parametrize("day", ["", "2099-01-01", "9999-12-31"])
def test_a_day_to_come_is_an_error_beside_its_field(client, prefix, error, day):
    day = day or timezone.now().date() + datetime.timedelta(2)

    page = show(client, f"on={day}", prefix)

    assert page.one(id="on_error").text == error
    assert page.one("input", id="on")["aria-describedby"] == "on_error"
    assert page.slugs == ["early", "late", "unknown"]
    assert error in page.one("p", class_="notice").text


def test_files_and_programs_are_refused_a_day_to_come(client):
    for address in ("/members.csv", "/members.json", "/feeds/members.atom"):
        response = client.get(f"{address}?on=2099-01-01")
        assert (response.status_code, response.content.decode()) == (
            400,
            "“on” cannot be “2099-01-01”. The day lies in the future.\n",
        )
    response = client.get("/api/v1/organisations/?on=2099-01-01")
    assert response.status_code == 400
    assert response.json() == {"on": ["The day lies in the future."]}


def test_the_page_of_a_day_is_not_for_search_engines(client):
    page = show(client, "on=2007-12-31")

    assert [meta["content"] for meta in page.all("meta", name="robots")] == ["noindex,follow"]


def test_nothing_on_that_day_says_so_and_offers_today(client):
    page = show(client, "on=2000-01-01").one(class_="empty")

    assert page.links["Remove the filter “1 January 2000”"] == "/members/"


def test_words_and_a_day_are_searched_together(client):
    assert show(client, "q=africa&on=2009-01-01").slugs == ["late"]
    assert show(client, "q=earlly&on=2007-12-31").slugs == ["early"]
