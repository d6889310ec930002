"""What is wrong with a file as a whole, or with one row of it, told to the person who sent it.

It is put into words as late as can be, since its reader may have another language than its sender:
a reason is a lazy text, which is kept with the file or the row in every language.
"""

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

LONGEST_QUOTE = 60
NOT_YOURS = _("You may not change organisations of this region.")

Reason = str | Promise


class RefusedFileError(Exception):
    """The file cannot be read; ``reason`` is a sentence for whoever reads of it."""

    def __init__(self, reason: Reason):
        self.reason = reason
        super().__init__(reason)


class RefusedRowError(Exception):
    """The row cannot be taken; ``reasons`` are sentences for whoever reads of it."""

    def __init__(self, reasons: Iterable[Reason]):
        self.reasons = list(reasons)
        super().__init__(*self.reasons)


def quote(text: str) -> str:
    """What stands in a cell, for a sentence about it; of a long text the beginning."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


def say(message: Reason, **named) -> Promise:
    """The message with what it names, all in the language in which it is read."""
    return _say(message, named)


_say = lazy(lambda message, named: str(message) % named, str)
_message = lazy(lambda error: " ".join(error.messages), str)


def about(heading: Reason, reason: Reason) -> Promise:
    """A sentence about one cell, with the column it stands in."""
    return say(_("%(column)s: %(reason)s"), column=heading, reason=reason)


def messages(error: ValidationError, headings: dict[str, Reason]) -> list[Promise]:
    """What the model has against a row, each with the heading of the column it is about."""
    if not hasattr(error, "error_dict"):
        return [_message(item) for item in error.error_list]
    found = [
        about(headings[field], _message(item)) if field in headings else _message(item)
        for field, errors in error.error_dict.items()
        for item in errors
    ]
    return list(dict.fromkeys(found))


def in_each_language(reasons: Iterable[Reason]) -> list[dict[str, str]]:
    """The reasons as they are kept (``ImportRow.told`` and ``ImportBatch.problem`` read them)."""
    reasons = list(reasons)
    told = [{} for _reason in reasons]
    for language, _name in settings.LANGUAGES:
        with override(language):
            for texts, reason in zip(told, reasons, strict=True):
                texts[language] = str(reason)
    return told
