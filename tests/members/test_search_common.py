"""Words that very many have: not counted to the end, and still the best matches first."""

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from members import common, cube, facets, search
from members.filters import OrganisationFilter
from members.models import Kind, Organisation
from members.results import CountedPaginator, rows
from tests.factories import AlternateNameFactory, OrganisationFactory, RegionFactory
from tests.reading import read

pytestmark = pytest.mark.django_db


def ask(query: str) -> OrganisationFilter:
    return OrganisationFilter.of(query, Organisation.objects.public())


def names(query: str, per_page: int = 3) -> list[str]:
    pages = CountedPaginator(ask(query), per_page)
    return [organisation.name for page in pages for organisation in page.object_list]


@pytest.fixture
def few(monkeypatch):
    """More than one are many, more than three are not counted."""
    monkeypatch.setattr(common, "FEW", 1)
    monkeypatch.setattr(cube, "MOST", 3)
    monkeypatch.setattr("members.filters.MOST", 3)


@pytest.fixture
def credit(few):
    for name in ("Credit A", "Rural credit", "Credit B", "Union de credit", "Credit C"):
        OrganisationFactory(name=name, kind=Kind.MFI)


def test_a_page_says_that_there_are_more_and_shows_no_number_that_it_does_not_know(credit, client):
    page = read(client.get("/members/", {"q": "credit"}))

    assert page.one(id="result-count").text == "3+"
    boxes = page.all("label", class_="opt")
    assert boxes
    assert [box.text for box in boxes if box.all("span", class_="n")] == []


def test_what_is_counted_no_further_has_values_without_counts(credit):
    found = {facet.name: facet for facet in facets.build(ask("q=credit"))}

    assert [(o.value, o.count) for o in found["kind"].options] == [("mfi", None)]
    assert facets.title(list(found.values()), ask("q=credit")) == "3+ members: “credit”"


def test_what_is_chosen_besides_is_counted_where_it_is_few_enough(credit):
    OrganisationFactory(name="Other credit", kind=Kind.SUPPORT)

    filterset = ask("q=credit&kind=support")
    found = {facet.name: facet for facet in facets.build(filterset)}

    assert filterset.total == 1
    assert [(o.value, o.count) for o in found["kind"].options] == [("mfi", None), ("support", 1)]
    assert [(o.value, o.count) for o in found["country"].options] == [("BJ", 1)]


def test_up_to_the_bound_everything_is_counted(few):
    for name in ("Credit A", "Credit B", "Credit C"):
        OrganisationFactory(name=name)

    filterset = ask("q=credit")

    assert (filterset.total, filterset.cube.bounded) == (3, False)


def test_the_best_of_very_many_come_first(credit):
    AlternateNameFactory(organisation=OrganisationFactory(name="D"), name="Credit")
    OrganisationFactory(name="Z", acronym="CREDIT")
    OrganisationFactory(name="Credit")

    assert names("q=credit") == ["Credit", "Z", "Credit A"]
    assert names("q=credit&sort=name") == ["Credit", "Credit A", "Credit B"]


@pytest.mark.parametrize("sort", ["country", "newest", "name"])
def test_very_many_can_be_had_in_every_order(credit, sort):
    assert len(names(f"q=credit&sort={sort}")) == 3


def test_a_reading_that_very_many_have_is_not_counted_further(credit):
    filterset = ask("q=credti")

    assert (filterset.meant, str(filterset.total), filterset.cube.bounded) == ("credit", "3", True)


def test_a_program_is_told_how_many_there_are(credit, client):
    answer = client.get("/api/v1/organisations/", {"q": "credit"}).json()

    assert answer["count"] == 5


def test_page_and_suggestions_ask_few_questions(credit, client, django_assert_num_queries):
    with django_assert_num_queries(6):
        client.get("/members/", {"q": "credit"})
    with django_assert_num_queries(4 if connection.vendor == "postgresql" else 5):
        found = client.get("/suggest/", {"q": "cred"}).json()["suggestions"]

    assert [suggestion["label"] for suggestion in found] == [
        "Credit A", "Credit B", "Credit C", "Rural credit", "Union de credit",
    ]  # fmt: skip


text = st.lists(
    st.sampled_from(["credit", "cre", "rural", "a", "b", "asia"]), min_size=1, max_size=3
)
made = st.lists(st.tuples(text, text, text, st.booleans()), min_size=1, max_size=12)


@settings(max_examples=40)
@given(made=made, query=text, stop=st.integers(1, 6))
def test_walked_and_sorted_are_the_same(made, query, stop):
    region = RegionFactory(slug="asia")
    for number, (name, other, description, acronym) in enumerate(made):
        organisation = OrganisationFactory(
            name=" ".join(name),
            acronym=" ".join(other) if acronym else "",
            slug=f"slug-{number}",
            country=None,
            region=region,
            description_en=" ".join(description),
        )
        AlternateNameFactory(organisation=organisation, name=" ".join(other))
    public, words = Organisation.objects.public(), " ".join(query)

    walked = search.best(public, words, stop).ranked(words)[:stop]
    wanted = public.search(words).ranked(words)[:stop]

    assert list(walked) == list(wanted)
    Organisation.objects.all().delete()
    region.delete()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="its statistics are meant")
def test_where_statistics_leave_no_doubt_nothing_is_counted(credit, monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE members_organisation")
    known = common.Statistics()
    monkeypatch.setattr(common, "statistics", known)
    monkeypatch.setattr(common, "MOST", 3)

    assert known.number("cred") == pytest.approx(5)
    assert [common.is_sure(query) for query in ("cred", "rural", "credit rural")] == [
        True, False, False,
    ]  # fmt: skip
    assert rows(ask("q=credit"), 0, 1)[0].name == "Credit A"
