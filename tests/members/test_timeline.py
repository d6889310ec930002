"""How the network grew: a chart of years, and its table."""

import datetime
import re

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from members import timeline
from members.models import Kind, Organisation
from tests.factories import MembershipFactory, OrganisationFactory, RegionFactory
from tests.reading import read

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2012, 6, 15)


def day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def member(start="", end="", attested_on="", **values):
    organisation = values.pop("organisation", None) or OrganisationFactory(**values)
    dates = {"start": day(start), "end": day(end), "attested_on": day(attested_on)}
    return MembershipFactory(organisation=organisation, **dates)


def totals(today=TODAY) -> dict[int, int]:
    return {year.year: year.total for year in timeline.years(today)}


def test_members_are_counted_at_the_end_of_each_year_up_to_the_present():
    member("2009-03-01")
    member("2010-12-31")
    member("2009-01-01", "2011-05-01")

    assert totals() == {2009: 2, 2010: 3, 2011: 2, 2012: 2}


def test_a_member_until_the_last_day_of_a_year_still_counts_in_it():
    member("2009-01-01", "2010-12-31")
    member("2009-01-01", "2010-12-30")

    assert totals() == {2009: 2, 2010: 1, 2011: 0, 2012: 0}


def test_where_the_start_is_unknown_the_document_counts():
    member(attested_on="2010-12-01")

    assert totals() == {2010: 1, 2011: 1, 2012: 1}


def test_who_comes_and_goes_within_a_year_counts_at_the_end_of_none():
    member("2010-02-01", "2010-05-01")

    assert totals() == {}


def test_the_present_year_is_counted_as_of_today():
    member("2012-06-16")
    member("2012-06-15")
    member("2011-01-01", "2012-06-15")
    member("2011-01-01", "2012-06-14")
    member("2013-01-01")

    assert totals() == {2011: 2, 2012: 2}


def test_drafts_and_archived_organisations_count_in_no_year():
    member("2010-01-01", draft=True)
    member("2010-01-01", archived=True)

    assert totals() == {}


def test_kinds_and_regions_add_up():
    asia = RegionFactory(slug="asia")
    member("2011-01-01", kind=Kind.MFI, country=None, region=asia)
    member("2011-01-01", kind=Kind.MFI)
    member("2012-01-01")

    last = timeline.years(TODAY)[-1]

    assert last.kinds == {"mfi": 2, "network": 1}
    assert (last.regions[asia.pk], last.total, sum(last.regions.values())) == (1, 3, 3)


def test_of_many_years_the_latest_are_shown():
    member("1950-01-01")

    years = timeline.years(TODAY)

    assert [year.year for year in years] == list(range(2012 - timeline.MOST_YEARS + 1, 2013))
    assert {year.total for year in years} == {1}


days = st.dates(datetime.date(2009, 11, 1), datetime.date(2012, 12, 31))


@settings(max_examples=30)
@given(periods=st.lists(st.tuples(days, st.none() | days), max_size=8))
def test_each_year_has_the_members_of_its_last_day(periods):
    for number, (start, end) in enumerate(periods):
        end = end if end and end > start else None
        organisation = OrganisationFactory(kind=Kind.values[number % 3])
        MembershipFactory(organisation=organisation, start=start, end=end)

    for year in timeline.years(TODAY):
        last = min(datetime.date(year.year, 12, 31), TODAY)
        assert year.total == Organisation.objects.public().members_on(last).count()
    Organisation.objects.all().delete()


def test_it_costs_two_queries_however_many_members(django_assert_num_queries):
    for year in range(2000, 2010):
        member(f"{year}-01-01")

    with django_assert_num_queries(2):
        timeline.years(TODAY)


# The page


@pytest.mark.parametrize("prefix", ["", "/fr", "/es"])
def test_each_year_of_the_table_leads_to_the_network_of_its_last_day(client, prefix):
    this_year = timezone.localdate().year
    member(f"{this_year - 2}-05-01", kind=Kind.MFI)
    member(f"{this_year - 1}-05-01")

    page = read(client.get(f"{prefix}/network/"))

    rows = [
        [cell.text for cell in row.all() if cell.tag in ("th", "td")]
        for row in page.one("tbody").all("tr")
    ]
    assert [row[:4] for row in rows] == [
        [str(this_year), "2", "1", "1"],
        [str(this_year - 1), "2", "1", "1"],
        [str(this_year - 2), "1", "0", "1"],
    ]
    links = page.one("tbody").links
    assert links[str(this_year - 1)] == f"{prefix}/members/?on={this_year - 1}-12-31"
    assert links[str(this_year)] == f"{prefix}/members/?on={timezone.localdate():%Y-%m-%d}"


def drawing(page, number=0):
    """One of the page's charts: what it is called, its sentence, and what is written in it."""
    svg = page.all("svg", role="img")[number]
    ids = svg["aria-labelledby"].split()
    named = {element["id"]: element.text for element in page.all() if element["id"] in ids}
    return [named[name] for name in ids], [text.text for text in svg.all("text")]


def test_the_chart_says_what_it_shows_and_names_years_and_their_totals(client):
    last = timezone.localdate().year
    member(f"{last - 2}-05-01", kind=Kind.MFI)
    member(f"{last - 1}-05-01")

    page = read(client.get("/network/"))

    names, texts = drawing(page)
    assert names == [
        "Members by year and type",
        f"1 member in {last - 2}, 2 in {last}.",
    ]
    assert texts == ["1", "2", "1", str(last - 2), "2", str(last - 1), "2", str(last)]
    bars = page.all("svg", role="img")[0].all("path")
    assert [path["class"] for path in bars] == ["bar-network", "bar-mfi"]


@pytest.mark.parametrize(
    "prefix, sentence",
    [
        ("", "2 members in {}, 1 in {}."),
        ("/fr", "2 membres en {}, 1 en {}."),
        ("/es", "2 miembros en {}, 1 en {}."),
    ],
)
def test_each_region_has_a_chart_of_its_own_on_the_scale_of_all(client, prefix, sentence):
    last = timezone.localdate().year
    asia = RegionFactory(slug="asia", name_fr="Asia", name_es="Asia")
    for _ in range(4):
        member(f"{last - 1}-01-01")
    member(f"{last - 1}-01-01", country=None, region=asia)
    member(f"{last - 1}-01-01", f"{last - 1}-06-01", country=None, region=asia)
    member(f"{last - 1}-01-01", f"{last}-01-01", country=None, region=asia)
    RegionFactory(slug="oceania")

    page = read(client.get(f"{prefix}/network/"))

    charts = page.one("ul", class_="multiples").all("li")
    assert [chart.one("p").text for chart in charts] == ["Africa", "Asia"]
    names, texts = drawing(page, 2)
    assert names == ["Asia", sentence.format(last - 1, last)]
    assert texts == ["2", str(last - 1), "1", str(last)]
    heights = [chart.one("path")["d"].split("v")[1].partition("h")[0] for chart in charts]
    assert heights == ["40", "20"]


def test_numbers_in_the_drawing_are_written_as_svg_wants_them(client):
    for year in ("2001", "2002", "2003"):
        member(f"{year}-01-01")

    svg = read(client.get("/fr/network/")).all("svg", role="img")[0]

    (path,) = svg.all("path")
    assert re.fullmatch(r"(M[\d.]+ [\d.]+h[\d.]+v[\d.]+h-[\d.]+z)+", path["d"])
    for label in svg.all("text"):
        assert re.fullmatch(r"[\d.]+%", label["y"])
        assert re.fullmatch(r"-8|[\d.]+%", label["x"])


def test_without_a_membership_the_page_says_so(client):
    OrganisationFactory()

    page = read(client.get("/network/"))

    assert "No membership has been recorded yet." in page.one("main").text
    assert page.all("figure") == []
