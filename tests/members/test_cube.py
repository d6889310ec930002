"""Counts by kind, region and country, from one query."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.cube import FACETS, Cube
from members.models import Kind, Organisation
from tests.factories import OrganisationFactory, RegionFactory

ROWS = [
    ("network", "africa", "BJ", 2),
    ("mfi", "africa", "BJ", 1),
    ("network", "africa", None, 1),
    ("network", "asia", "KH", 4),
]


@pytest.fixture
def cube():
    return Cube(ROWS)


def test_a_total_is_of_what_is_chosen(cube):
    assert cube.total({}) == 8
    assert cube.total({"kind": ["network"], "country": []}) == 7
    assert cube.total({"kind": ["network"], "region": ["africa"]}) == 3
    assert cube.total({"country": ["BJ", "KH"]}) == 7
    assert cube.total({"country": ["FR"]}) == 0


def test_a_facet_is_counted_under_all_the_filters_but_its_own(cube):
    chosen = {"kind": ["network"], "country": ["BJ"]}

    assert cube.counts("kind", chosen) == {"network": 2, "mfi": 1}
    assert cube.counts("country", chosen) == {"BJ": 2, "KH": 4}
    assert cube.counts("region", chosen) == {"africa": 2}


def test_those_of_a_whole_region_count_in_no_country_and_have_a_place_of_their_own(cube):
    assert cube.counts("country", {"region": ["africa"]}) == {"BJ": 3}
    assert cube.by_place({"kind": ["network"]}) == {
        ("africa", "BJ"): 2,
        ("africa", ""): 1,
        ("asia", "KH"): 4,
    }


values = {
    "kind": st.sampled_from(Kind.values),
    "region": st.sampled_from(["africa", "asia"]),
    "country": st.sampled_from(["BJ", "KH", None]),
}
single = st.tuples(*values.values())
chosen = st.fixed_dictionaries(
    {name: st.lists(value.filter(bool), max_size=2) for name, value in values.items()}
)


@given(members=st.lists(single, max_size=30), chosen=chosen)
def test_sums_are_what_counting_one_by_one_gives(members, chosen):
    cube = Cube((*row, n) for row, n in Counter(members).items())

    def among(facets):
        wanted = [(FACETS.index(name), chosen[name]) for name in facets if chosen[name]]
        return [m for m in members if all(m[position] in values for position, values in wanted)]

    assert cube.total(chosen) == len(among(FACETS))
    for position, name in enumerate(FACETS):
        others = among(other for other in FACETS if other != name)
        assert cube.counts(name, chosen) == Counter(m[position] for m in others if m[position])


@pytest.mark.django_db
def test_counted_now_and_kept_by_the_database_are_the_same(django_assert_num_queries):
    OrganisationFactory()
    OrganisationFactory(kind=Kind.MFI)
    OrganisationFactory(country=None, region=RegionFactory(slug="asia"))
    OrganisationFactory(draft=True)
    OrganisationFactory(archived=True)

    with django_assert_num_queries(2):
        counted, kept = Cube.of(Organisation.objects.public()), Cube.of_all()

    assert kept.total({}) == 3
    assert set(kept.rows) == set(counted.rows)


@pytest.mark.django_db
def test_places_that_are_empty_again_are_left_out():
    OrganisationFactory().delete()

    assert Cube.of_all().rows == []
