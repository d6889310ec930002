"""The directory on paper, as the browser prints it."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from members.models import Organisation
from tests.factories import CountryFactory, OrganisationFactory


def printed(page) -> PdfReader:
    """What comes of printing a page on A4, with the page's own margins."""
    return PdfReader(BytesIO(page.pdf(format="A4", tagged=True)))


def text_of(document: PdfReader) -> str:
    return " ".join(" ".join(sheet.extract_text() for sheet in document.pages).split())


@pytest.mark.parametrize("prefix", ["", "/fr", "/es"], ids=["en", "fr", "es"])
def test_the_list_holds_every_name_and_is_tagged(site, prefix):
    document = printed(site.open(f"{prefix}/print/members/"))

    text = text_of(document)
    assert len(document.pages) in (1, 2)
    assert [o.name for o in Organisation.objects.public() if o.name not in text] == []
    catalogue = document.trailer["/Root"]
    assert "/StructTreeRoot" in catalogue
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == (prefix.strip("/") or "en")


def test_the_sheets_of_a_long_list_are_numbered(site):
    country = CountryFactory(code="PE")
    for number in range(400):
        OrganisationFactory(name=f"Cooperativa número {number}", slug=f"c{number}", country=country)

    document = printed(site.open("/print/members/"))

    sheets = len(document.pages)
    assert sheets > 2
    for number, sheet in enumerate(document.pages, start=1):
        assert f"{number} / {sheets}" in sheet.extract_text().splitlines()


def test_what_leads_back_is_not_printed(site):
    page = site.open("/print/members/?kind=support")

    text = text_of(printed(page))

    assert "Back to the directory" not in text
    assert "Source: member directory of the ProsperA network" in text
    assert "/members/?kind=support" in text


def test_the_directory_s_own_page_prints_its_results_and_where_the_whole_list_is(site):
    document = printed(site.open("/members/"))

    text = text_of(document)
    assert len(document.pages) <= 2
    assert "/print/members/" in text
    assert "Apply filters" not in text
    assert "GeoJSON" not in text


@pytest.mark.parametrize("width", [320, 1280])
def test_before_it_is_printed_the_list_fits_its_window(site, width):
    page = site.open("/print/members/?q=credit", width)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
