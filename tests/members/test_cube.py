"""Counts by facet: of everything, of a day, of what words find."""

import datetime
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from members.cube import FACETS, Cube
from members.filters import OrganisationFilter
from members.models import Kind, Organisation
from tests.factories import CountryFactory, MembershipFactory, OrganisationFactory, RegionFactory

pytestmark = pytest.mark.django_db

COLUMNS = {"region": "region__slug", "joined": "year_joined"}


def ask(query: str) -> OrganisationFilter:
    return OrganisationFilter.of(query, Organisation.objects.public())


def one_by_one(query: str, facet: str) -> Counter:
    """What counting the organisations gives, with the filters of the other facets."""
    filterset = ask(query)
    found = ask(filterset.as_query(**{facet: []})).qs.order_by()
    values = found.values_list(COLUMNS.get(facet, facet), flat=True)
    return Counter(str(value) for value in values if value)


def make(codes: str, **values):
    for code in codes.split():
        region = RegionFactory(slug="asia" if code in ("KH", "PH") else "africa")
        OrganisationFactory(country=CountryFactory(code=code, region=region), **values)


def test_a_total_is_of_what_is_chosen():
    make("BJ BJ KH KH KH KH")
    make("BJ", kind=Kind.MFI)
    OrganisationFactory(country=None, region=RegionFactory(slug="africa"))

    assert ask("").total == 8
    assert ask("kind=network&region=africa").total == 3
    assert ask("country=BJ&country=KH").total == 7
    assert ask("country=FR").total == 0


def test_a_facet_is_counted_under_all_the_filters_but_its_own():
    make("BJ BJ KH KH KH KH")
    make("BJ", kind=Kind.MFI)

    cube = ask("kind=network&country=BJ").cube

    assert cube.counts("kind") == {"network": 2, "mfi": 1}
    assert cube.counts("country") == {"BJ": 2, "KH": 4}
    assert cube.counts("region") == {"africa": 2}


def test_languages_and_years_of_joining_are_counted_where_they_are_known():
    make("BJ", language="fr")
    make("BJ KH", language="en")
    make("KH")
    MembershipFactory(organisation=Organisation.objects.filter(language="fr").get())

    cube = ask("").cube

    assert cube.counts("language") == {"fr": 1, "en": 2}
    assert cube.counts("joined") == {"2007": 1}
    assert ask("language=fr&joined=2007").total == 1
    assert ask("language=en&joined=2007").cube.counts("language") == {"fr": 1}


def test_what_another_choice_in_one_facet_would_give_is_known():
    make("BJ BJ KH")
    OrganisationFactory(country=None, region=RegionFactory(slug="asia"))

    cube = ask("country=BJ&country=KH").cube

    assert cube.total_with("country", ["KH"]) == 1
    assert cube.total_with("country", []) == 4


def test_those_of_a_whole_region_count_in_no_country_and_have_a_place_of_their_own():
    make("BJ BJ KH")
    OrganisationFactory(country=None, region=RegionFactory(slug="africa"))

    cube = ask("region=africa").cube

    assert cube.counts("country") == {"BJ": 2}
    assert cube.by_place() == {("africa", "BJ"): 2, ("africa", ""): 1}
    assert ask("country=KH").cube.by_place() == {("asia", "KH"): 1}


def test_what_is_not_public_counts_nowhere():
    OrganisationFactory(draft=True, language="fr")
    MembershipFactory(organisation__archived=True)

    for query in ("", "on=2012-12-31", "on=2007-05-01", "q=organisation"):
        assert [ask(query).cube.counts(facet) for facet in FACETS] == [{}] * len(FACETS)


DAYS = [datetime.date(year, month, day) for year in (2007, 2008, 2009) for month in (1, 6, 12)
        for day in (1, 2, 30, 31) if (month, day) != (6, 31)]  # fmt: skip
organisations = st.tuples(
    st.sampled_from(Kind.values),
    st.sampled_from(["BJ", "MG", "KH"]),
    st.sampled_from(["", "fr", "en"]),
    st.lists(st.sampled_from(DAYS), unique=True, max_size=4).map(sorted),
)
QUERIES = [
    ("kind", ["mfi", "network"]),
    ("region", ["asia", "africa"]),
    ("country", ["BJ", "KH"]),
    ("language", ["fr", "en"]),
    ("joined", ["2007", "2008"]),
    ("q", ["organisation"]),
    ("on", [str(day) for day in [*DAYS, datetime.date(2008, 3, 3), datetime.date(2011, 1, 1)]]),
]
queries = st.tuples(
    *(st.none() | st.sampled_from(values).map(f"{name}={{}}".format) for name, values in QUERIES)
).map(lambda parts: "&".join(filter(None, parts)))


@settings(max_examples=25)
@given(members=st.lists(organisations, max_size=8), asked=st.lists(queries, max_size=6))
def test_sums_are_what_counting_one_by_one_gives(members, asked):
    for number, (kind, code, language, days) in enumerate(members):
        make(code, kind=kind, language=language, name=f"Organisation {number}")
        for start, end in zip(days[::2], [*days[1::2], None], strict=False):
            organisation = Organisation.objects.get(name=f"Organisation {number}")
            MembershipFactory(organisation=organisation, start=start, end=end)

    for query in ["", *asked]:
        filterset = ask(query)
        for facet in FACETS:
            assert filterset.cube.counts(facet) == one_by_one(query, facet), (query, facet)
        assert filterset.total == filterset.qs.count(), query
    Organisation.objects.all().delete()


@pytest.mark.parametrize("query", ["", "kind=mfi&country=BJ", "on=2007-06-30", "q=organisation"])
def test_all_counts_are_one_query(query, django_assert_num_queries):
    make("BJ KH")
    filterset = ask(query)
    filterset.values  # noqa: B018  (reads the query)

    with django_assert_num_queries(1):
        assert filterset.cube.counts("kind") is not None


def test_the_first_day_of_the_calendar_has_nobody():
    MembershipFactory(end=datetime.date(2010, 1, 1))

    assert ask("on=0001-01-01").total == 0


def test_places_that_are_empty_again_are_left_out():
    OrganisationFactory().delete()

    assert Cube.of_all({}, dict).by_place() == {}
