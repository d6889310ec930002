"""Matched words are marked in the results."""

import re
from html import unescape

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from members import search
from members.marking import as_written, marked
from members.models import Kind
from tests.factories import (
    AlternateNameFactory,
    CountryFactory,
    OrganisationFactory,
    RegionFactory,
)
from tests.reading import read

MARKUP = re.compile(r"</?mark>")


@pytest.mark.parametrize(
    "text, query, html",
    [
        ("Crédit Rural", "credit", "<mark>Crédit</mark> Rural"),
        ("Crédit Rural", "RURAL cré", "<mark>Crédit</mark> <mark>Rural</mark>"),
        ("Promujer", "mujer", "<mark>Promujer</mark>"),
        ("CSR-SME", "sme", "CSR-<mark>SME</mark>"),
        ("Côte d’Ivoire", "ivoire", "Côte d’<mark>Ivoire</mark>"),
        ("A & <b>", "b", "A &amp; &lt;<mark>b</mark>&gt;"),
        ("snake_case", "case", "snake_<mark>case</mark>"),
        ("CSR-SME of Benin", "csrsme", "<mark>CSR-SME</mark> of Benin"),
        ("Côte d’Ivoire", "cotedivoire", "<mark>Côte d’Ivoire</mark>"),
        ("Côte d’Ivoire", "cotedi", "<mark>Côte d’Ivoire</mark>"),
        ("Côte d’Ivoire", "coted ivoire", "<mark>Côte d</mark>’<mark>Ivoire</mark>"),
        ("F.I.N.C.A. Perú", "finca", "<mark>F.I.N.C.A.</mark> Perú"),
        ("Finca", "crecer", "Finca"),
        ("Finca", "", "Finca"),
        ("Finca", None, "Finca"),
        ("", "finca", ""),
    ],
)
def test_each_word_that_the_query_finds_is_marked(text, query, html):
    assert marked(text, query) == html


texts = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("<>&'\"ab éÉ-_")), max_size=40)


@given(text=texts, query=texts)
def test_marking_adds_nothing_but_marks_and_lets_no_markup_through(text, query):
    html = marked(text, query)

    if search.words(query):
        assert isinstance(html, SafeString)
        assert MARKUP.sub("", html) == escape(text)
        assert unescape(MARKUP.sub("", html)).count("<") == text.count("<")
    else:
        assert html == text
        assert not isinstance(html, SafeString)  # the template escapes it


@given(text=texts, query=texts)
def test_only_whole_words_that_match_are_marked(text, query):
    words = search.words(query)

    for found in re.findall(r"<mark>(.*?)</mark>", marked(text, query)) if words else []:
        together = search.fold(unescape(found)).replace(" ", "")
        assert any(word in together for word in words)


def test_folded_words_are_written_as_the_results_write_them():
    assert as_written("finrural perou", ["FINRURAL", "Pérou"]) == "FINRURAL Pérou"
    assert as_written("nowhere", ["FINRURAL"]) == "nowhere"
    assert as_written("finca", ["Finca", "FINCA"]) == "Finca"


# Rows of results: what was matched elsewhere than in the name


@pytest.fixture
def network():
    europe = RegionFactory(slug="europe", name_fr="Europe", name_es="Europa")
    germany = CountryFactory(code="DE", region=europe)
    kredit = OrganisationFactory(name="Kredit", acronym="KRD", kind=Kind.MFI, country=germany)
    AlternateNameFactory(organisation=kredit, name="Alafia <b>")
    AlternateNameFactory(organisation=kredit, name="Zinsen")
    OrganisationFactory(name="Everywhere", kind=Kind.SUPPORT, country=None, region=europe)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "prefix, query, row, marks",
    [
        # a country by another name than the reader's
        (
            "",
            "alemania",
            "Kredit Microfinance institution Germany, also: Alemania",
            ["Alemania"],
        ),
        (
            "/fr",
            "GERMANY",
            "Kredit Institution de microfinance Allemagne, aussi : Germany",
            ["Germany"],
        ),
        ("", "german", "Kredit Microfinance institution Germany", ["Germany"]),
        (
            "/es",
            "kredit allemagne",
            "Kredit Institución de microfinanzas Alemania, también: Allemagne",
            ["Kredit", "Allemagne"],
        ),
        ("", "europa", "Everywhere Support organisation Europe, also: Europa", ["Europa"]),
        # another name of its own, its acronym, its region
        (
            "",
            "alafia",
            "Kredit Microfinance institution Germany, also: Alafia <b>",
            ["Alafia"],
        ),
        (
            "/fr",
            "zins alaf kredit",
            "Kredit Institution de microfinance Allemagne, aussi : Alafia <b>, Zinsen",
            ["Kredit", "Alafia", "Zinsen"],
        ),
        ("", "krd", "Kredit Microfinance institution Germany, also: KRD", ["KRD"]),
        (
            "",
            "europe germ",
            "Kredit Microfinance institution Germany, also: Europe",
            ["Germany", "Europe"],
        ),
        # a kind by its short or foreign name, and by the reader's
        ("", "mfi", "Kredit Microfinance institution Germany", ["Microfinance institution"]),
        (
            "/es",
            "imf",
            "Kredit Institución de microfinanzas Alemania",
            ["Institución de microfinanzas"],
        ),
        ("", "microf", "Kredit Microfinance institution Germany", ["Microfinance"]),
        (
            "",
            "imf alemania",
            "Kredit Microfinance institution Germany, also: Alemania",
            ["Microfinance institution", "Alemania"],
        ),
    ],
)
def test_a_row_shows_what_was_matched_in_its_place_or_kind(
    client, network, prefix, query, row, marks
):
    page = read(client.get(f"{prefix}/members/", {"q": query}))

    found = page.one(data_slug=("kredit" if row.startswith("Kredit") else "everywhere"))
    assert found.text.replace(" ,", ",") == row
    assert [mark.text for mark in found.all("mark")] == marks


@pytest.mark.django_db
def test_other_names_cost_one_query_however_many_rows(client, network):
    def queries() -> int:
        for name in caches:
            caches[name].clear()
        with CaptureQueriesContext(connection) as captured:
            page = read(client.get("/members/?q=alafia"))
        assert "also: Alafia" in page.one(id="results").text
        return len(captured)

    few = queries()
    for number in range(5):
        AlternateNameFactory(organisation__name=f"Kasse {number}", name="Alafia")

    assert queries() == few


@pytest.mark.django_db
def test_a_heading_s_country_is_named_as_it_was_matched(client, network):
    page = read(client.get("/members/?q=alemania&sort=country"))

    assert page.one("h4", class_="group-country").text == "Germany"
    assert page.one(data_slug="kredit").one(class_="place").text == "also: Alemania"


@pytest.mark.django_db
def test_without_words_nothing_is_marked(client, network):
    assert read(client.get("/members/")).one(id="results").all("mark") == []
