"""Taking a PDF in: is it one, and what are its facts."""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

# A reader of hostile files fails in many ways; each means the same to the editor.
UNREADABLE = (
    PyPdfError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True)
class PdfFacts:
    """What the site tells of a PDF before it is downloaded: bytes, pages, SHA-256 in hex."""

    size: int
    page_count: int
    sha256: str


def inspect(file) -> PdfFacts:
    """The facts of an open binary file, which is left at its beginning.

    Its content decides, not its name. Raises ValidationError for what is no readable PDF.
    """
    if file.size > settings.NEWSLETTER_MAX_BYTES:
        most = settings.NEWSLETTER_MAX_BYTES // (1024 * 1024)
        raise ValidationError(
            _("The file is larger than %(most)s MB.") % {"most": most}, "too_large"
        )
    file.seek(0)
    if not file.read(1024).lstrip().startswith(b"%PDF-"):
        raise ValidationError(_("This is not a PDF file."), "not_a_pdf")
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    facts = PdfFacts(size=file.size, page_count=_count_pages(file), sha256=digest)
    file.seek(0)
    return facts


def _count_pages(file) -> int:
    damaged = ValidationError(_("The PDF is damaged: its pages cannot be read."), "damaged")
    protected = ValidationError(_("The PDF is protected by a password."), "encrypted")
    try:
        reader = PdfReader(file)
        if reader.is_encrypted:
            raise protected
        pages = len(reader.pages)
    # What the reader says of a cipher it has no library for, or does not know.
    except (DependencyError, NotImplementedError) as error:
        raise protected from error
    except UNREADABLE as error:
        raise damaged from error
    if pages == 0:
        raise damaged
    return pages
