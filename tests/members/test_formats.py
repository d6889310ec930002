"""Dates, numbers, sizes and texts as the reader's language writes them."""

import datetime

import pytest
from django.template import Context, Template
from django.utils.translation import override

from members import formats
from members.templatetags.prosper import markdown, translated, website_label
from tests.factories import OrganisationFactory

DAY = datetime.date(2007, 12, 31)
NARROW, FIXED = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    "language, number, month, day",
    [
        ("en", "12,345", "December 2007", "31 December 2007"),
        ("fr", f"12{NARROW}345", "décembre 2007", "31 décembre 2007"),
        ("es", "12.345", "diciembre de 2007", "31 de diciembre de 2007"),
    ],
)
def test_numbers_and_dates_are_written_as_the_reader_writes_them(language, number, month, day):
    with override(language):
        written = formats.format_number(12345), formats.format_month(DAY), formats.format_day(DAY)

    assert written == (number, month, day)


@pytest.mark.parametrize(
    "size, words", [(59_400, "59"), (59_500, "60"), (1, "1"), (999, "1"), (2_345_678, "2,346")]
)
def test_a_size_is_whole_kilobytes_and_never_none(size, words):
    assert formats.format_kilobytes(size) == f"{words}{FIXED}KB"


@pytest.mark.parametrize("language, text", [("en", "A: b"), ("fr", f"A{FIXED}: b"), ("es", "A: b")])
def test_a_label_has_its_colon_as_the_language_sets_it(language, text):
    with override(language):
        assert formats.labelled("A", "b") == text


@pytest.mark.parametrize(
    "url, label",
    [
        ("https://www.cerise-microfinance.org/fr/", "cerise-microfinance.org"),
        ("http://gret.org", "gret.org"),
        ("https://example.org:8080/", "example.org:8080"),
    ],
)
def test_a_website_is_named_by_its_host(url, label):
    assert website_label(url) == label


@pytest.mark.parametrize(
    "text, html",
    [
        ("**bold** and *more*", "<p><strong>bold</strong> and <em>more</em></p>\n"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"),
        ("[x](javascript:alert)", "<p>[x](javascript:alert)</p>\n"),
        ("[x](data:text/html,y)", "<p>[x](data:text/html,y)</p>\n"),
        ("[x](/about/)", '<p><a href="/about/">x</a></p>\n'),
        ("", ""),
        (None, ""),
    ],
)
def test_markdown_becomes_html_and_html_becomes_text(text, html):
    assert markdown(text) == html


@pytest.mark.django_db
@pytest.mark.parametrize(
    "language, texts, shown",
    [
        ("fr", {"description_fr": "Oui", "description_en": "Yes"}, ("Oui", "fr", False)),
        ("fr", {"description_es": "Sí", "description_en": "Yes"}, ("Yes", "en", True)),
        ("es", {"description_fr": "Oui"}, ("Oui", "fr", True)),
    ],
)
def test_a_text_is_shown_in_the_readers_language_or_in_the_first_that_has_it(
    language, texts, shown
):
    organisation = OrganisationFactory(**texts)

    with override(language):
        text = translated(organisation, "description")

    assert (text.text, text.lang, text.is_fallback) == shown


@pytest.mark.django_db
def test_a_text_that_no_language_has_is_none():
    assert translated(OrganisationFactory(), "description") is None


def test_templates_write_them_all():
    template = Template(
        "{% load prosper %}{{ n|local_number }}, {{ day|month_name }}, {{ day|full_date }}, "
        "{% language_name 'es' %}"
    )

    with override("fr"):
        text = template.render(Context({"n": 36, "day": DAY}))

    assert text == "36, décembre 2007, 31 décembre 2007, espagnol"


def test_the_first_of_a_month_is_written_as_french_writes_it():
    with override("fr"):
        assert formats.format_day(datetime.date(2008, 1, 1)) == "1er janvier 2008"
        assert formats.format_day(datetime.date(2008, 1, 11)) == "11 janvier 2008"
