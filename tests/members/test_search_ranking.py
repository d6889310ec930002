"""The best match first: the network's own data, as people half remember it."""

from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from members import search
from members.filters import OrganisationFilter
from members.models import Kind, Organisation
from members.results import rows
from tests.factories import AlternateNameFactory, OrganisationFactory, RegionFactory
from tests.reading import read

pytestmark = pytest.mark.django_db


def results(query: str) -> list[str]:
    """The slugs that the directory lists, typed words read as they were meant."""
    filterset = OrganisationFilter.of(f"q={quote(query)}", Organisation.objects.public())
    return [organisation.slug for organisation in rows(filterset, 0, 100)]


def ranked(query: str) -> list[tuple[str, int]]:
    found = Organisation.objects.search(query).ranked(query)
    return [(organisation.name, organisation.rank) for organisation in found]


# The real network


@pytest.mark.parametrize(
    "query, first",
    [
        *[(query, "finca") for query in ("perou", "Pérou", "peru", "PERÚ")],
        *[(query, "consortium-alafia") for query in ("benin", "Bénin")],
        *[(query, "inmaa") for query in ("maroc", "marruecos", "morroco")],
        *[(query, "csr-sme") for query in ("crs sme", "csr-sme", "csrsme")],
        *[(query, "reficom-cdro") for query in ("cdro", "reficom cdro")],
        ("monde entrepreneur", "entrepreneur-du-monde"),
        ("entrepeneur du monde", "entrepreneur-du-monde"),
        ("finrual", "finrural"),
        ("mfi bolivia", "crecer"),
        ("imf bolivie", "crecer"),
        ("union albanie", "asc-union"),
        ("mujer", "promujer"),
        ("ALAFIA", "consortium-alafia"),
        ("foro lac", "foro-lac-fr"),
    ],
)
def test_the_network_is_found_as_people_half_remember_it(prospera, query, first):
    assert results(query)[0] == first


def test_a_kind_in_a_country_finds_no_other_kind(prospera):
    assert results("mfi bolivia") == ["crecer", "promujer"]


def test_every_organisation_comes_first_under_its_own_name(prospera):
    for organisation in Organisation.objects.all():
        assert results(organisation.name)[0] == organisation.slug


@pytest.mark.parametrize(
    "query",
    [
        *(
            "%",
            "_",
            "'",
            '"',
            "\\",
            "\0",
            "🌍",
            "👩‍👩‍👧",
            "\u200f\u202e\u2066",
            "*",
            "()",
            ":*",
            "NEAR",
        ),
        *("x" * 10_000, "%" * 10_000, "🌍" * 10_000, "finca " * 2_000),
    ],
    ids=lambda query: ascii(query[:8]),
)
def test_whatever_is_typed_there_is_a_page_and_never_everything(prospera, client, query):
    response = client.get("/members/", {"q": query})

    assert response.status_code == 200
    assert read(response).one(id="result-count").text == "0"


@pytest.mark.parametrize("query", ["\u202efin\u200fca\u202c", "🌍 finca", "fin\u00adca", "“finca”"])
def test_marks_that_nobody_sees_do_not_stand_in_the_way(prospera, query):
    assert results(query) == ["finca"]


@pytest.mark.parametrize("query", ["x" * 10_000, "finca " * 2_000, "a" * 2_047, "\0finca\\"])
def test_the_search_itself_takes_any_length(prospera, query):
    found = Organisation.objects.search(query).ranked(query)

    assert len(found) < 36


# The ranks


def test_ranks_come_in_their_order_and_within_one_by_name():
    AlternateNameFactory(organisation=OrganisationFactory(name="D"), name="Oaxaca")
    OrganisationFactory(name="F", description_es="De Oaxaca")
    OrganisationFactory(name="Red de Oaxaca")
    OrganisationFactory(name="Caja Oaxaca")
    OrganisationFactory(name="Oaxaca Rural")
    OrganisationFactory(name="Z", acronym="Oáxaca")
    OrganisationFactory(name="Oaxaca")
    OrganisationFactory(name="E", country=None, region=RegionFactory(slug="oaxaca"))

    assert ranked("oaxaca") == [
        ("Oaxaca", search.EXACT),
        ("Z", search.EXACT),
        ("Oaxaca Rural", search.BEGINS),
        ("Caja Oaxaca", search.TITLE),
        ("Red de Oaxaca", search.TITLE),
        ("D", search.OTHER_NAME),
        ("E", search.PLACE),
        ("F", search.DESCRIPTION),
    ]


def test_a_match_counts_by_its_weakest_word():
    OrganisationFactory(name="Caja Rural", country__code="BJ", description_en="savings")

    assert [ranked(query)[0][1] for query in ("rural caja", "caja benin", "benin savings")] == [
        search.TITLE,
        search.PLACE,
        search.DESCRIPTION,
    ]


def test_a_kind_counts_as_a_place_does():
    OrganisationFactory(name="A", kind=Kind.MFI)

    assert ranked("microfinance institution") == [("A", search.PLACE)]


@pytest.mark.parametrize("query", ["mujer", "ujer", "PROMUJER", "romu"])
def test_a_word_of_a_title_is_found_by_its_ending(query):
    OrganisationFactory(name="Promujer")

    found = ranked(query)

    assert [name for name, _rank in found] == ["Promujer"]


def test_an_ending_of_three_letters_finds_nothing():
    OrganisationFactory(name="Promujer")

    assert ranked("jer") == []


# Letters, digits and marks as Unicode has them, those of scripts that both engines know.
names = st.text(
    st.characters(max_codepoint=0x4FF, categories=["Lu", "Ll", "Nd", "Pd", "Zs", "Mn"]),
    min_size=1,
    max_size=30,
).filter(search.fold)


@settings(max_examples=60)
@given(name=names)
def test_any_name_is_found_by_itself_and_by_each_of_its_words_begun(name):
    organisation = OrganisationFactory(name=name, slug="sought")
    words = search.fold(name).split()

    found = [
        organisation in Organisation.objects.search(query)
        for query in [name, *words, *(word[:3] for word in words)]
    ]
    organisation.delete()

    assert all(found)
