"""Search: one normalisation for what is stored and what is typed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members import search
from members.models import Kind, Organisation
from tests.factories import AlternateNameFactory, OrganisationFactory, RegionFactory


def found(query):
    return [organisation.name for organisation in Organisation.objects.search(query)]


# Folding


@pytest.mark.parametrize(
    "text, folded",
    [
        ("Côte d’Ivoire", "cote d ivoire"),
        ("COTE D'IVOIRE", "cote d ivoire"),
        ("CSR-SME", "csr sme"),
        ("Cœur Æsir Łódź", "coeur aesir lodz"),
        ("STRASSE straße", "strasse strasse"),
        ("I\u0307stanbul ıstanbul", "istanbul istanbul"),
        ("Cre\u0301dit Cr\u00e9dit", "credit credit"),
        ("co\u00adop\u200b", "coop"),
        ("  \t\n ", ""),
        ("%_'\"\\;--", ""),
        ("ﬁnance １２", "finance 12"),
        ("Visa™ №1 ℌ", "visatm no1 h"),
        ("カンボジア", "カンホシア"),
        ("F.I.N.C.A. f.i.n.c.a É.N.", "finca finca en"),
        ("J. Smith, 3.5 e.V. end.", "j smith 3 5 ev end"),
    ],
)
def test_accents_case_and_punctuation_make_no_difference(text, folded):
    assert search.fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert search.fold(search.fold(text)) == search.fold(text)


@given(st.text())
def test_folded_text_is_words_with_one_space_between(text):
    folded = search.fold(text)

    assert folded == " ".join(folded.split(" ")).strip()
    assert all(c.isalnum() or c == " " for c in folded)


@given(st.text())
def test_folded_text_has_no_capitals_and_no_accents(text):
    folded = search.fold(text)

    assert folded == folded.casefold()
    assert not any(unicodedata.combining(c) for c in folded)


@given(st.text())
def test_composed_and_decomposed_letters_fold_alike(text):
    forms = {search.fold(unicodedata.normalize(form, text)) for form in ("NFC", "NFD", "NFKC")}

    assert forms == {search.fold(text)}


@given(st.text(alphabet="aàÀeéÉoôœŒ -'’", max_size=20), st.text(alphabet="aé -", max_size=20))
def test_words_fold_the_same_alone_and_in_a_text(one, other):
    assert search.fold(f"{one} {other}").split() == [
        *search.fold(one).split(),
        *search.fold(other).split(),
    ]


# Words


def test_each_word_is_looked_for_once_and_in_order():
    assert search.words("Crédit rural, CREDIT") == ["credit", "rural"]


def test_more_than_ten_words_are_not_looked_for():
    query = " ".join(f"word{n}" for n in range(12))

    assert search.words(query) == [f"word{n}" for n in range(10)]


@given(st.text())
def test_there_are_never_more_words_than_ten(query):
    assert len(search.words(query)) <= 10


# Matching


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "rural",  # a word of its name
        "rur",  # the beginning of one
        "ural",  # a part of one
        "RURAL guinée CRÉDIT",  # in any order
        "crédit-rural",
        "creditrural",  # run together
        "crg",  # acronym
        "guinea",  # country in English
        "guinee",  # in French, without its accent
        "guinea rural",  # words from two columns
        "africa",  # region in English
        "afrique",  # in French
        "local network",  # kind in English
        "red local",  # in Spanish
        "epargne",  # description in French
        "ahorro",  # in Spanish
        "savings",  # in English
        "caisse",  # another name
        "c.r.g.",  # the acronym, dotted
    ],
)
def test_an_organisation_is_found_by(query):
    elsewhere = RegionFactory(slug="asia")
    OrganisationFactory(name="Other", kind=Kind.MFI, country=None, region=elsewhere)
    organisation = OrganisationFactory(
        name="Crédit Rural",
        slug="crg",
        acronym="CRG",
        country__code="GN",
        country__region__name_fr="Afrique",
        description_en="Savings",
        description_fr="L’épargne",
        description_es="Ahorro",
    )
    AlternateNameFactory(organisation=organisation, name="La Caisse")

    assert found(query) == ["Crédit Rural"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "rural finance",  # not all its words
        "frica",  # within a word of the region
        "uinea",  # within a word of the country
        "pargne",  # within a word of the description
        "secret",  # the committee's note
        "example",  # the website
        "%",
        "_",
        "'",
        '"',
        "\\",
        "*",
        "\0",
        "",
        "   ",
        "🌍",
    ],
)
def test_an_organisation_is_not_found_by(query):
    OrganisationFactory(
        name="Crédit Rural",
        slug="crg",
        country__code="GN",
        description_fr="Épargne",
        note="secret",
        website="https://www.example.org",
    )

    assert found(query) == []


@pytest.mark.django_db
def test_emoji_and_nul_around_words_are_passed_over():
    OrganisationFactory(name="Finca")

    assert found("🌍 Fin\0ca 🌍") == ["Finca"]


# Countries


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["burma", "BIRMANIA", "myanmar"])
def test_an_organisation_is_found_by_any_name_of_its_country(query):
    OrganisationFactory(name="Angkor", country__code="KH")
    OrganisationFactory(name="Wend", country__code="MM")

    assert found(query) == ["Wend"]


@pytest.mark.parametrize(
    "query, codes",
    [
        ("benin", ["BJ"]),
        ("Cambodge", ["KH"]),
        ("camboya", ["KH"]),
        ("kh", ["KH"]),
        ("cote ivoire", ["CI"]),
        ("Ivory Coast", ["CI"]),
        ("birmanie", ["MM"]),
        ("Holanda", ["NL"]),
        ("DRC", ["CD"]),
        ("congo kinshasa", ["CD"]),
        ("suazilandia", ["SZ"]),
        ("", []),
        ("%", []),
        ("nowhere", []),
    ],
)
def test_countries_are_found_by_their_names_and_codes(query, codes):
    assert search.country_codes(query) == codes


def test_a_name_of_letters_that_unicode_spells_out_can_be_saved(db):
    organisation = OrganisationFactory(name="ﷺ" * 200, slug="peace")

    assert len(organisation.titles_folded) == search.LONGEST_TITLES
