"""Telling a PDF from what only looks like one."""

import hashlib
import re
from contextlib import suppress
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from newsletters.documents import PdfFacts, inspect
from tests.factories.newsletters import pdf


def code_of(content: bytes) -> str:
    """Why a file with this content is refused."""
    with pytest.raises(ValidationError) as error:
        inspect(ContentFile(content))
    return error.value.code


def written(writer: PdfWriter) -> bytes:
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def encrypted() -> bytes:
    writer = PdfWriter(clone_from=BytesIO(pdf()))
    writer.encrypt("secret", algorithm="RC4-128")
    return written(writer)


def test_facts_are_the_size_the_pages_and_the_digest():
    content = pdf(pages=3)

    facts = inspect(ContentFile(content))

    assert facts == PdfFacts(len(content), 3, hashlib.sha256(content).hexdigest())


def test_file_is_left_at_its_beginning():
    file = ContentFile(pdf())

    inspect(file)

    assert file.read() == pdf()


def test_file_is_read_from_its_beginning_wherever_it_stands():
    file = ContentFile(pdf())
    file.seek(40)

    assert inspect(file) == inspect(ContentFile(pdf()))


def test_blank_lines_before_the_first_mark_do_no_harm():
    assert inspect(ContentFile(b"\r\n\n" + pdf())).page_count == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a", b"<html>%PDF-1.7</html>", b"PK\x03\x04" + pdf(), b"%PDX-1.7"],
    ids=["empty", "image", "web page", "archive", "almost"],
)
def test_what_does_not_begin_as_a_pdf_is_none(content):
    assert code_of(content) == "not_a_pdf"


@pytest.mark.parametrize("kept", [9, 60, 200])
def test_a_truncated_file_is_damaged(kept):
    assert code_of(pdf(pages=2)[:kept]) == "damaged"


def test_a_file_that_points_far_outside_itself_is_damaged():
    assert code_of(re.sub(rb"startxref\n\d+", b"startxref\n" + b"9" * 20, pdf())) == "damaged"


def test_a_file_without_pages_is_damaged():
    assert code_of(written(PdfWriter())) == "damaged"


def test_a_file_behind_a_password_is_refused():
    assert code_of(encrypted()) == "encrypted"


def test_a_file_may_have_the_greatest_size_and_no_byte_more(settings):
    settings.NEWSLETTER_MAX_BYTES = len(pdf())

    assert inspect(ContentFile(pdf())).size == len(pdf())
    assert code_of(pdf() + b"\n") == "too_large"


def test_a_file_too_large_is_told_how_large_it_may_be(settings):
    settings.NEWSLETTER_MAX_BYTES = 2 * 1024 * 1024

    with pytest.raises(ValidationError, match="The file is larger than 2 MB"):
        inspect(ContentFile(pdf() + bytes(2 * 1024 * 1024)))


@settings(deadline=None)
@given(at=st.integers(0, len(pdf(2))), instead=st.binary(max_size=30), cut=st.integers(0, 60))
def test_no_damage_whatever_is_more_than_refused(at, instead, cut):
    content = pdf(2)[:at] + instead + pdf(2)[at + cut :]

    with suppress(ValidationError):
        assert inspect(ContentFile(content)).page_count > 0
