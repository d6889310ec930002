"""Cells as people write them: names of countries, kinds and months in three languages."""

import datetime

import pytest
from django.conf import settings
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from members import countries, search
from members.choices import Kind, Status, WorkingLanguage
from members.importing.columns import (
    BY_KEY,
    COLUMNS,
    UnreadableError,
    headings,
    keys_by_heading,
    shown,
)
from members.importing.days import read_day

LANGUAGES = [code for code, _name in settings.LANGUAGES]
CLOSED = {
    "kind": Kind.values,
    "status": Status.values,
    "language": WorkingLanguage.values,
    "country": countries.codes(),
}


def read(key, cell):
    return BY_KEY[key].read(cell)


def refusal(key, cell):
    with pytest.raises(UnreadableError) as error:
        read(key, cell)
    return str(error.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_heading_is_known_by_its_key_and_in_every_language(language):
    with override(language):
        named = headings()

    assert {key: keys_by_heading()[search.fold(heading)] for key, heading in named.items()} == {
        key: key for key in BY_KEY
    }
    assert {keys_by_heading()[search.fold(key)] for key in BY_KEY} == set(BY_KEY)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", CLOSED)
def test_what_a_file_writes_in_any_language_is_read_back(key, language):
    with override(language):
        cells = {value: shown(key, value) for value in CLOSED[key]}

    assert {value: read(key, cell) for value, cell in cells.items()} == {
        value: value for value in CLOSED[key]
    }


@pytest.mark.parametrize(
    "key, cell, value",
    [
        ("country", "bj", "BJ"),
        ("country", "BENIN", "BJ"),
        ("country", "Bénin", "BJ"),
        ("country", "Costa de Marfil", "CI"),
        ("country", "Côte d'Ivoire", "CI"),
        ("country", "Ivory Coast", "CI"),
        ("kind", "IMF", "mfi"),
        ("kind", "Institución de microfinanzas", "mfi"),
        ("kind", "réseau local", "network"),
        ("status", "Publié", "published"),
        ("language", "español", "es"),
        ("language", "FR", "fr"),
        ("year_founded", " 1999 ", 1999),
        ("year_founded", "", None),
        ("former_names", "B|A | B", ["A", "B"]),
        ("former_names", r"A \| B|C:\\", [r"A | B", "C:\\"]),
        ("name", "  Crédit \n du  Bénin ", "Crédit du Bénin"),
        ("note", "one\r\ntwo\x01\rthree ", "one\ntwo\nthree"),
    ],
)
def test_cells_are_read_as_people_write_them(key, cell, value):
    assert read(key, cell) == value


@pytest.mark.parametrize(
    "key, cell", [("country", "Atlantis"), ("kind", "bank"), ("year_founded", "²"), ("id", "-1")]
)
def test_what_is_on_no_list_is_refused_with_what_it_said(key, cell):
    assert cell in refusal(key, cell)


def test_a_name_that_two_countries_have_names_neither():
    assert "unknown" in refusal("country", "Congo and Guinea")


@pytest.mark.parametrize(
    "text",
    [
        "2007-04-01",
        "2007-04-01T00:00:00",
        "01/04/2007",
        "1.4.2007",
        "1-4-2007",
        "1 April 2007",
        "1st April 2007",
        "1er avril 2007",
        "1 avr. 2007",
        "1 de abril de 2007",
        "1 ABR 2007",
    ],
)
def test_a_day_is_read_in_iso_form_and_as_the_three_languages_write_it(text):
    assert read_day(text) == datetime.date(2007, 4, 1)


@pytest.mark.parametrize(
    "text", ["04/13/2007", "1/4/07", "April 2007", "31/02/2007", "0", "1/4-2007", "39173"]
)
def test_a_day_that_could_be_another_or_is_none_is_refused(text):
    assert read_day(text) is None
    assert text in refusal("member_from", text)


@pytest.mark.parametrize("key", [c.key for c in COLUMNS if c.key.startswith(("desc", "name"))])
@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_in_a_cell_is_the_same_when_it_is_read_back(key, text):
    column = BY_KEY[key]

    assert column.same(text, column.read(text))
    assert column.same(column.read(text), column.read(text))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_any_names_in_a_cell_are_the_same_when_they_are_read_back(names):
    column = BY_KEY["former_names"]

    assert column.same(sorted(names), column.read(column.show(names)))
