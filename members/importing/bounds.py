"""How much of a file is read: a hostile one is small, and unfolds to whatever it is let.

A row is bounded while it is read, the whole as its rows are counted (``Measure``).
"""

import time
from io import TextIOBase
from typing import BinaryIO

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from members.formats import format_number
from members.importing.problems import Reason, RefusedFileError, say

MOST_COLUMNS = 100
# So much is kept of a cell that is too long to be taken.
KEPT = 100

# As the reader's language writes it.
number = lazy(format_number, str)


def too_large() -> Reason:
    megabytes = number(settings.IMPORT_MAX_BYTES // 1_000_000)
    return say(_("The file is larger than %(size)s MB. Divide it."), size=megabytes)


def too_many_cells() -> Reason:
    return _("The row has more cells than can be read.")


def too_long_row() -> RefusedFileError:
    return RefusedFileError(
        _(
            "A row is longer than can be read. Does a cell begin with a quotation mark and not "
            "end with one?"
        )
    )


class Lines:
    """The lines of a text, of which one row may take so much: ``row_ends`` begins the next."""

    def __init__(self, text: TextIOBase):
        self.text = text
        self.row_ends()

    def row_ends(self) -> None:
        self.left = settings.IMPORT_MAX_LINE

    def __iter__(self):
        return self

    def __next__(self) -> str:
        line = self.text.readline(self.left + 1)
        if not line:
            raise StopIteration
        self.left -= len(line)
        if self.left < 0:
            raise too_long_row()
        return line


class Part:
    """A part of a workbook, of whose XML one row may take so much: ``row_ends`` begins the next."""

    def __init__(self, file: BinaryIO):
        self.file = file
        self.row_ends()

    def row_ends(self) -> None:
        self.left = settings.IMPORT_MAX_ROW_XML

    def read(self, size: int = -1) -> bytes:
        block = self.file.read(size)
        self.left -= len(block)
        if self.left < 0:
            raise too_long_row()
        return block

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.file.close()


class Measure:
    """What was read of a file so far: its rows, blank ones too, their text, and the time it took.

    Raises RefusedFileError where it is too much.
    """

    def __init__(self):
        self.rows = self.text = 0
        self.ends = time.monotonic() + settings.IMPORT_MAX_SECONDS

    def add(self, cells: list[str]) -> int:
        """Counts a row; the length of its text."""
        length = sum(map(len, cells))
        self.rows, self.text = self.rows + 1, self.text + length
        if self.rows > settings.IMPORT_MAX_ROWS:
            raise RefusedFileError(
                say(
                    _("The file has more than %(most)s rows, blank ones included. Divide it."),
                    most=number(settings.IMPORT_MAX_ROWS),
                )
            )
        if self.text > settings.IMPORT_MAX_TEXT:
            raise RefusedFileError(
                say(
                    _("The file’s cells hold more than %(most)s characters. Divide it."),
                    most=number(settings.IMPORT_MAX_TEXT),
                )
            )
        if time.monotonic() > self.ends:
            raise RefusedFileError(
                say(
                    _("To read the file takes longer than %(minutes)s minutes. Divide it."),
                    minutes=number(settings.IMPORT_MAX_SECONDS // 60),
                )
            )
        return length
