"""Names of countries and languages, and how they sort."""

import pytest
from django.utils.translation import override

from members import countries
from members.loading import read_csv
from members.prospera import DATA


@pytest.mark.parametrize(
    "code, names",
    [
        ("BF", ["Burkina Faso", "Burkina Faso", "Burkina Faso"]),
        ("BO", ["Bolivia", "Bolivie", "Bolivia"]),
        ("HT", ["Haiti", "Haïti", "Haití"]),
        ("KH", ["Cambodia", "Cambodge", "Camboya"]),
        ("PH", ["Philippines", "Philippines", "Filipinas"]),
        ("SV", ["El Salvador", "Salvador", "El Salvador"]),
    ],
)
def test_a_country_has_its_name_in_every_language(code, names):
    assert countries.names(code) == names


def test_other_names_are_those_of_countries_that_there_are():
    rows = read_csv(DATA / "country_names.csv")

    assert {row["code"] for row in rows} <= set(countries.codes())
    assert all(row["name"].strip() for row in rows)
    assert len({(row["code"], row["name"]) for row in rows}) == len(rows)


def test_a_country_is_looked_for_by_its_present_and_its_other_names():
    assert countries.known_as("CI") == ("Côte d’Ivoire", "Ivory Coast", "Costa de Marfil")


def test_a_country_is_named_in_the_readers_language():
    with override("fr"):
        assert countries.name("BE") == "Belgique"


def test_a_reader_of_another_language_gets_english_names():
    with override("de"):
        assert countries.name("BE") == "Belgium"


def test_a_code_without_a_name_stands_for_itself():
    assert countries.name("ZQ") == "ZQ"


def test_every_country_of_iso_3166_has_a_name_in_every_language():
    codes = [row["code"] for row in read_csv(DATA / "countries.csv")]

    nameless = [code for code in codes if code in countries.names(code)]

    assert (len(codes), len(set(codes)), nameless) == (249, 249, [])


def test_countries_that_may_be_searched_are_all_of_iso_3166():
    codes = {row["code"] for row in read_csv(DATA / "countries.csv")}

    assert codes - set(countries.codes()) == set()


@pytest.mark.parametrize(
    "code, region",
    [
        ("MX", "latin-america"),
        ("HT", "latin-america"),
        ("US", "north-america"),
        ("CA", "north-america"),
        ("GL", "north-america"),
        ("TR", "asia"),
        ("CY", "asia"),
        ("RU", "europe"),
        ("EG", "africa"),
        ("NZ", "oceania"),
    ],
)
def test_countries_lie_where_un_m49_puts_them(code, region):
    regions = {row["code"]: row["region"] for row in read_csv(DATA / "countries.csv")}

    assert regions[code] == region


SORTED = [
    ("en", ["Åland", "Albania", "Algeria", "Côte d’Ivoire", "Croatia"]),
    ("fr", ["Costa", "cote", "Côte", "côté", "coter"]),
    ("fr", ["Écosse", "Égypte", "Émirats", "Équateur", "Espagne", "État", "Éthiopie"]),
    ("fr", ["Nandou", "Ñandú", "Nicaragua"]),
    ("es", ["Ámbar", "España", "Etiopía"]),
    ("es", ["Nicaragua", "Nueva", "Ñandú", "Omán"]),
]


@pytest.mark.parametrize("language, names", SORTED)
def test_names_sort_as_the_language_does(language, names):
    shuffled = [*names[1::2], *names[::2]]

    with override(language):
        assert sorted(shuffled, key=countries.sort_key) == names


@pytest.mark.parametrize("language, name", [("en", "English"), ("fr", "anglais"), ("es", "inglés")])
def test_a_language_is_named_as_in_running_text(language, name):
    with override(language):
        assert countries.language_name("en") == name
