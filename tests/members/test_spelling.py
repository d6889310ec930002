"""Mistyped words are read as they were meant."""

import random
from string import ascii_lowercase

import pytest

from members import search, spelling
from members.filters import OrganisationFilter
from members.models import Organisation, SearchWord
from tests.factories import OrganisationFactory
from tests.reading import read

pytestmark = pytest.mark.django_db

# Of each word, so many of its edits are tried: another choice each day finds no more.
TRIED = 24


def edits(word: str) -> list[str]:
    """Every word that is one edit away."""
    halves = [(word[:cut], word[cut:]) for cut in range(len(word) + 1)]
    found = {a + b[1:] for a, b in halves if b}
    found |= {a + b[1] + b[0] + b[2:] for a, b in halves if len(b) > 1}
    found |= {a + letter + b[1:] for a, b in halves if b for letter in ascii_lowercase}
    found |= {a + letter + b for a, b in halves for letter in ascii_lowercase}
    return sorted(found - {word})


def mistyped(word: str, most: int = TRIED) -> list[str]:
    """Some of the edits of each kind that leave a word long enough to be looked at."""
    found = [edit for edit in edits(word) if len(edit) >= spelling.SHORTEST]
    swapped = [
        word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :] for cut in range(len(word) - 1)
    ]
    return random.Random(word).sample(found, min(most, len(found))) + [
        edit for edit in swapped if edit != word
    ]


def read_as(query: str) -> set[str]:
    """The slugs that the words as typed find, or else all that their readings find."""
    queries = [query, *spelling.readings(query)]
    return {o.slug for text in queries for o in Organisation.objects.search(text)}


def is_known(word: str) -> bool:
    return SearchWord.objects.filter(word__startswith=word).exists()


def test_every_slip_in_a_word_of_a_name_still_finds_the_organisation(prospera):
    missed = [
        (organisation.name, edit)
        for organisation in Organisation.objects.all()
        for word in search.words(organisation.name)
        if len(word) >= spelling.SHORTEST
        for edit in mistyped(word)
        if not is_known(edit) and organisation.slug not in read_as(edit)
    ]

    assert missed == []


def test_every_slip_of_two_in_a_long_word_still_finds_the_organisation(prospera):
    organisation = Organisation.objects.get(slug="entrepreneur-du-monde")
    twice = [other for edit in mistyped("entrepreneur", 8) for other in mistyped(edit, 3)]

    missed = [edit for edit in twice if organisation.slug not in read_as(edit)]

    assert missed == []


@pytest.mark.parametrize(
    "word, nearest",
    [
        ("gert", ["gret"]),  # out of turn
        ("grrt", ["gret"]),
        ("ccwf", ["ccsf"]),
        ("amucsfs", ["amucss"]),  # between doubled letters
        ("grt", []),  # too short to tell
        ("rgte", []),  # two slips, in a short word
    ],
)
def test_a_slip_in_a_short_word_is_put_right(prospera, word, nearest):
    assert spelling.nearest(word) == nearest


@pytest.mark.parametrize(
    "word, nearest",
    [
        ("fincas", "finca"),
        ("morroco", "morocco"),  # letters double and single count for nothing
        ("entrepeneur", "entrepreneur"),
        ("entrpeneur", "entrepreneur"),
    ],
)
def test_the_nearest_word_comes_first(prospera, word, nearest):
    assert spelling.nearest(word)[0] == nearest


@pytest.mark.parametrize("word", ["fxxca", "xyz", "fin", "zzzzzzzz", ""])
def test_what_is_far_from_every_word_is_near_none(prospera, word):
    assert spelling.nearest(word) == []


def test_words_that_are_known_are_left_as_they_are(prospera):
    assert spelling.readings("bolivie fincka") == ["bolivie finca"]
    assert spelling.readings("finca bolivie") == []


def test_of_many_unknown_words_only_a_few_readings_are_made():
    # Each word has as many neighbours as are looked at: all readings would be fifteen thousand.
    stems = ["abcde", "fghij", "klmno", "pqrst", "uvwxy", "bdfhj"]
    spelling.learn(f"{stem}{letter}" for stem in stems for letter in "12345")

    readings = spelling.readings(" ".join(f"{stem}9" for stem in stems))

    assert len(readings) == spelling.READINGS
    assert readings[0] == " ".join(f"{stem}1" for stem in stems)


def test_words_as_typed_are_never_put_behind_others():
    OrganisationFactory(name="Sofia")
    OrganisationFactory(name="Sefia")

    filterset = OrganisationFilter.of("q=sefia", Organisation.objects.public())

    assert [organisation.name for organisation in filterset.qs] == ["Sefia"]
    assert filterset.meant == ""


def test_a_slip_in_one_word_keeps_the_others(prospera):
    filterset = OrganisationFilter.of("q=entrepeneur+du+monde", Organisation.objects.public())

    assert (filterset.meant, filterset.query) == ("entrepreneur du monde", "entrepeneur du monde")


def test_of_the_organisations_drafts_are_nobodys_meaning():
    OrganisationFactory(name="Finca", draft=True)
    OrganisationFactory(name="Finka")

    filterset = OrganisationFilter.of("q=finaa", Organisation.objects.public())

    assert [organisation.name for organisation in filterset.qs] in ([], ["Finka"])


@pytest.mark.parametrize(
    "query, shown",
    [("finrual", "FINRURAL"), ("crecerr", "Crecer"), ("boliva", "Bolivia"), ("Afrca", "Africa")],
)
def test_the_page_says_how_the_words_were_read(prospera, client, query, shown):
    page = read(client.get("/members/", {"q": query}))

    (notice,) = page.all("p", class_="notice")
    assert notice.text == f"No exact match; showing results for {shown} ."
    assert notice.links == {shown: f"/members/?q={shown}"}
    assert page.one("input", id="q")["value"] == query


def test_what_was_meant_is_marked_in_the_results(prospera, client):
    page = read(client.get("/members/?q=finrual"))

    assert page.one(id="results").one("mark").text == "FINRURAL"


@pytest.mark.parametrize("query", ["fin-ca", "f.i.n.c.a", "F.I.N.C.A.", "Fin'ca", "fin/ca peru"])
def test_punctuation_within_a_word_makes_no_difference_and_no_slip(prospera, client, query):
    page = read(client.get("/members/", {"q": query}))

    assert page.one(id="results").slugs == ["finca"]
    assert page.all("p", class_="notice") == []


def test_a_slip_that_the_filters_leave_without_results_is_told_all_the_same(prospera, client):
    page = read(client.get("/members/", {"q": "finka", "region": "asia"}))

    (notice,) = page.all("p", class_="notice")
    assert notice.text == "Did you mean Finca ? It has no results with these filters."
    assert notice.links == {"Finca": "/members/?q=Finca"}
    assert "Did you mean" in client.get("/embed/members/?q=finka&region=asia").content.decode()
    assert "Did you mean" in client.get("/print/members/?q=finka&region=asia").content.decode()


def test_a_slip_is_found_and_read_with_few_questions(prospera, client, django_assert_num_queries):
    client.get("/members/")

    with django_assert_num_queries(5):
        client.get("/members/", {"q": "entrepeneur monde"})


def test_the_page_says_nothing_where_the_words_were_taken_as_typed(prospera, client):
    page = read(client.get("/members/", {"q": "finca"}))

    assert page.all("p", class_="notice") == []


def test_a_long_query_of_unknown_words_is_taken_as_typed(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert spelling.readings("one two three four five six seven") == []
