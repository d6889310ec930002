"""Matched words are marked in the results."""

import re
from html import unescape

import pytest
from django.utils.html import escape
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from members import search
from members.marking import as_written, marked

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
