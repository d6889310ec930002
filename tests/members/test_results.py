"""A page of results, in the order asked for."""

import datetime

import pytest
from django.core.paginator import EmptyPage
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from members import countries, search
from members.filters import OrganisationFilter
from members.models import Kind, Organisation, Region
from members.results import CountedPaginator, groups, rows
from tests.factories import CountryFactory, OrganisationFactory, RegionFactory

pytestmark = pytest.mark.django_db


def ask(query: str) -> OrganisationFilter:
    return OrganisationFilter.of(query, Organisation.objects.public())


def names(query: str, per_page: int = 100) -> list[str]:
    """The names on all the pages, one page after the other."""
    pages = CountedPaginator(ask(query), per_page)
    return [organisation.name for page in pages for organisation in page.object_list]


PLACES = {"BJ": "africa", "CI": "africa", "ZA": "africa", "KH": "asia", "FR": "europe"}
places = st.sampled_from([*PLACES, *sorted(set(PLACES.values()))])
members = st.lists(
    st.tuples(st.text("abcéÉ -", min_size=1, max_size=4).filter(search.fold), places), max_size=14
)


@settings(max_examples=30)
@given(members=members, per_page=st.integers(1, 6), language=st.sampled_from(["en", "fr", "es"]))
def test_an_order_by_place_is_the_same_across_pages_as_a_plain_sort(members, per_page, language):
    for position, slug in enumerate(["asia", "europe", "africa"]):
        RegionFactory(slug=slug, position=position)
    for number, (name, place) in enumerate(members):
        values = {"name": name, "slug": f"slug-{number}", "kind": Kind.values[number % 2]}
        country = place in PLACES and CountryFactory(code=place, region__slug=PLACES[place])
        region = country.region if country else Region.objects.get(slug=place)
        OrganisationFactory(country=country or None, region=region, **values)

    def by_place(o):
        name = countries.sort_key(o.country.name) if o.country else ("", "")
        return o.region.position, name, o.titles_folded.encode(), o.pk

    with override(language):
        for query in ("sort=country", "sort=country&kind=mfi", "sort=country&region=africa"):
            wanted = sorted(ask(query).qs, key=by_place)
            assert names(query, per_page) == [organisation.name for organisation in wanted]
    Organisation.objects.all().delete()


def test_by_name_accents_and_case_make_no_difference():
    for name in ("ásia", "ASHI", "Crecer", "église", "Finca"):
        OrganisationFactory(name=name, slug=name.encode().hex())

    wanted = ["ASHI", "ásia", "Crecer", "église", "Finca"]
    assert names("", 2) == names("sort=name", 2) == wanted


def test_the_newest_come_first_and_those_of_one_moment_by_name():
    day = datetime.datetime(2008, 1, 1, tzinfo=datetime.UTC)
    for name, days in (("Old", 0), ("New", 2), ("B", 1), ("A", 1)):
        made = OrganisationFactory(name=name)
        Organisation.objects.filter(pk=made.pk).update(
            created_at=day + datetime.timedelta(days=days)
        )

    assert names("sort=newest", 3) == ["New", "A", "B", "Old"]


def test_words_bring_the_best_matches_first_unless_another_order_is_asked_for():
    OrganisationFactory(name="A Finca")
    OrganisationFactory(name="Finca")

    assert names("q=finca", 1) == ["Finca", "A Finca"]
    assert names("q=finca&sort=name", 1) == ["A Finca", "Finca"]


def test_results_stand_under_their_regions_and_countries():
    RegionFactory(slug="asia", position=1)
    RegionFactory(slug="africa", position=2)
    OrganisationFactory(name="Dahomey", country__code="BJ")
    OrganisationFactory(name="All of it", country=None)
    OrganisationFactory(name="Alafia", country__code="BJ")
    OrganisationFactory(name="Angkor", country=CountryFactory(code="KH", region__slug="asia"))

    filterset = ask("sort=country")
    found = [
        (group["region"], group["country"], [o.name for o in group["organisations"]])
        for group in groups(filterset, rows(filterset, 0, 20))
    ]

    assert found == [
        ("Asia", "Cambodia", ["Angkor"]),
        ("Africa", "", ["All of it"]),
        ("", "Benin", ["Alafia", "Dahomey"]),
    ]


def test_in_any_other_order_there_is_one_group_without_headings():
    OrganisationFactory(name="Alafia")

    filterset = ask("")
    (group,) = groups(filterset, rows(filterset, 0, 20))

    assert (group["region"], group["country"], len(group["organisations"])) == ("", "", 1)


@pytest.mark.parametrize("sort", ["name", "newest", "country"])
@pytest.mark.parametrize("number", [1, 3])
def test_a_page_costs_its_rows_and_the_counts(sort, number, django_assert_num_queries):
    for n in range(7):
        OrganisationFactory(name=f"Name {n}", country=None, region=RegionFactory(slug=f"r-{n}"))

    with django_assert_num_queries(3):
        page = CountedPaginator(ask(f"sort={sort}"), 2).page(number)
        assert len(page.object_list) == 2
        assert all(organisation.region.name for organisation in page.object_list)


def test_a_page_beyond_the_last_is_refused():
    OrganisationFactory()

    with pytest.raises(EmptyPage):
        CountedPaginator(ask("sort=country"), 20).page(2)


def test_the_first_page_of_nothing_is_empty():
    assert names("sort=country") == names("q=nothing&sort=country") == []
