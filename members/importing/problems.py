"""What is wrong with a file as a whole, or with one row of it, told to the person who sent it."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST_QUOTE = 60


class RefusedFileError(Exception):
    """The file cannot be read; the message, a sentence for its sender, says why."""


class RefusedRowError(Exception):
    """The row cannot be taken; ``reasons`` are sentences for the sender of its file."""

    def __init__(self, reasons: Iterable[str]):
        self.reasons = list(reasons)
        super().__init__(*self.reasons)


def quote(text: str) -> str:
    """What stands in a cell, for a sentence about it; of a long text the beginning."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


def about(heading: str, reason: str) -> str:
    """A sentence about one cell, with the column it stands in."""
    return _("%(column)s: %(reason)s") % {"column": heading, "reason": reason}


def messages(error: ValidationError, headings: dict[str, str]) -> list[str]:
    """What the model has against a row, each with the heading of the column it is about."""
    if not hasattr(error, "error_dict"):
        return error.messages
    found = [
        about(headings[field], message) if field in headings else message
        for field, errors in error.message_dict.items()
        for message in errors
    ]
    return list(dict.fromkeys(found))
