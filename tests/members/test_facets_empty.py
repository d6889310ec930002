"""Ways out of an empty result."""

import datetime

import pytest

from members import facets
from members.filters import OrganisationFilter
from members.models import Kind, Organisation
from tests.factories import CountryFactory, MembershipFactory, OrganisationFactory
from tests.reading import read

pytestmark = pytest.mark.django_db


def build(query):
    filterset = OrganisationFilter.of(query, Organisation.objects.public())
    return filterset, facets.chips(filterset, facets.build(filterset), "/members/")


def make(codes, **values):
    for code in codes.split():
        OrganisationFactory(country__code=code, **values)


def test_suggestions_are_the_filters_whose_removal_gives_results():
    make("BJ BJ")
    make("BO", kind=Kind.MFI, country__region__slug="latin-america")

    filterset, chips = build("kind=network&country=BO")

    assert facets.suggestions(filterset, chips) == [
        {"label": "Bolivia", "url": "/members/?kind=network", "total": 2},
        {"label": "Local network", "url": "/members/?country=BO", "total": 1},
    ]


def test_there_is_no_suggestion_where_no_single_removal_helps():
    make("BJ")

    filterset, chips = build("q=nothing&kind=mfi")

    assert facets.suggestions(filterset, chips) == []


@pytest.fixture
def network():
    bolivia = CountryFactory(code="BO", region__slug="latin-america")
    finca = OrganisationFactory(name="Finca", kind=Kind.MFI, country=bolivia)
    MembershipFactory(organisation=finca, start=datetime.date(2007, 4, 1))
    OrganisationFactory(name="Promujer", kind=Kind.MFI, country=bolivia)
    OrganisationFactory(name="Alafia", kind=Kind.NETWORK, country__code="BJ")


ALL = "Search all members for “{}”"
ALONE = "Search for “{}” alone"


@pytest.mark.parametrize(
    "query, ways",
    [
        # The words, where no other filter's removal helps them.
        ("q=Finca&kind=network&region=africa", [(ALL, "Finca", "q=Finca", 1)]),
        ("q=Finka&kind=network&region=africa", [(ALL, "Finka", "q=Finka", 1)]),
        ("q=finca&kind=network&on=2000-01-01", [(ALL, "finca", "q=finca", 1)]),
        ("q=bolivia&kind=network&region=africa", [(ALL, "bolivia", "q=bolivia", 2)]),
        ("q=finca&kind=network", []),
        # Each of several words that nothing has together, with the filters as far as that helps.
        (
            "q=Finca+zzz+alafia",
            [(ALONE, "Finca", "q=Finca", 1), (ALONE, "alafia", "q=alafia", 1)],
        ),
        (
            "q=Finca+alafia&kind=mfi",
            [(ALONE, "Finca", "q=Finca&kind=mfi", 1), (ALL, "alafia", "q=alafia", 1)],
        ),
        (
            "q=finca+promujer&on=2007-12-31",
            [(ALONE, "finca", "q=finca&on=2007-12-31", 1)],
        ),
        ("q=finka+zzz", [(ALONE, "finca", "q=finca", 1)]),
        # Nothing to be offered.
        ("q=zzz", []),
        ("q=zzz+yyy&kind=mfi", []),
        ("kind=network&country=BO", []),
    ],
)
def test_what_finds_something_is_offered_with_its_number(network, query, ways):
    filterset, chips = build(query)
    facets.suggestions(filterset, chips)

    assert facets.wider(filterset, chips, "/members/") == [
        {"text": text.format(words), "url": f"/members/?{address}", "total": total}
        for text, words, address, total in ways
    ]


def test_what_is_offered_finds_as_many_as_it_says(network, client):
    page = read(client.get("/members/?q=Finca+alafia&kind=mfi")).one(class_="empty")

    ways = [item for item in page.all("li") if item.text.startswith("Search")]
    assert [way.text for way in ways] == [
        "Search for “Finca” alone · 1 member",
        "Search all members for “alafia” · 1 member",
    ]
    for way in ways:
        (address,) = way.links.values()
        assert len(read(client.get(address)).one(id="results").slugs) == 1


def test_of_very_many_it_is_said_that_they_are_many(network, monkeypatch):
    monkeypatch.setattr("members.cube.MOST", 1)

    filterset, chips = build("q=alafia+bolivia&kind=network")

    assert facets.wider(filterset, chips, "/members/")[1]["url"] == "/members/?q=bolivia"
    assert str(facets.wider(filterset, chips, "/members/")[1]["total"]) == "10000"


@pytest.mark.parametrize(
    "query, queries",
    [
        ("q=finca&kind=network&region=africa", 2),
        ("q=finca&kind=network&on=2000-01-01", 3),
        ("q=finca+alafia", 3),
        ("q=a1+b2+c3+d4+e5+f6+g7+h8+i9&kind=mfi&on=2000-01-01", 7),
    ],
)
def test_no_more_than_a_few_questions_are_asked(network, django_assert_num_queries, query, queries):
    filterset, chips = build(query)

    with django_assert_num_queries(queries):
        facets.suggestions(filterset, chips)
        facets.wider(filterset, chips, "/members/")
