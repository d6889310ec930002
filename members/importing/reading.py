"""A file as it was sent, CSV or XLSX, to rows of texts, one at a time, in memory that stays flat.

The encoding is one of four, and told apart by rule: a byte order mark; without one, UTF-16 by the
empty halves of the letters of its headings; then whatever is UTF-8 throughout; then Windows-1252,
if the bytes can be. The delimiter is the one by which most headings are known ones.
"""

import codecs
import csv
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from io import TextIOWrapper
from itertools import islice
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from members.exports.text import undo
from members.importing.bounds import (
    KEPT,
    MOST_COLUMNS,
    Lines,
    Measure,
    too_large,
    too_many_cells,
)
from members.importing.problems import Reason, RefusedFileError, say

ZIP, OLE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
DELIMITERS = ",;\t"
BLOCK = 64 * 1024
# With these a formula begins; and what begins so and is none: numbers, telephone numbers, a dash.
SIGNS = frozenset("=+-@")
TOLD = re.compile(r"[+-][\d\s.,()/+-]*%?\s*")


@dataclass
class Row:
    """``line`` is the row's number in a spreadsheet: the headings are in the first.

    ``problems`` says what is wrong with some of its cells, by their position; ``formulas`` are
    those of CSV that begin like one, which in some columns is a text.
    """

    line: int
    cells: list[str]
    problems: dict[int, Reason] = field(default_factory=dict)
    formulas: set[int] = field(default_factory=set)

    @property
    def is_blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells) and not self.problems


@dataclass
class Table:
    """What a file holds: its headings, its rows (once), and about how many these are.

    ``is_padded``: whether its rows have empty cells up to the last column, too.
    """

    headings: list[str]
    rows: Iterator[Row]
    estimate: int
    is_padded: bool = True


def read(file: BinaryIO, known: Callable[[list[str]], int]) -> Table:
    """Opens the file; ``known`` says how many of some headings it knows.

    Raises RefusedFileError, here or while the rows are read.
    """
    from members.importing.workbook import read_workbook

    size = file.seek(0, 2)
    file.seek(0)
    if size > settings.IMPORT_MAX_BYTES:
        raise RefusedFileError(too_large())
    start = file.read(8)
    file.seek(0)
    if not start:
        raise RefusedFileError(_("The file is empty."))
    if start.startswith(OLE):
        raise RefusedFileError(
            _(
                "This workbook is protected by a password, or of the old kind (.xls). "
                "Save it as an Excel workbook (.xlsx), without a password."
            )
        )
    if start.startswith(PDF):
        raise RefusedFileError(_("This is a PDF. Give a CSV file or an Excel workbook (.xlsx)."))
    if start.startswith(ZIP):
        return _checked(read_workbook(file))
    return _checked(read_csv(file, known))


def _checked(table: Table) -> Table:
    """The table, whose rows are counted and whose cells are measured as they are read."""
    while table.headings and not table.headings[-1].strip():
        table.headings.pop()
    if not table.headings:
        raise RefusedFileError(_("The first row is empty: it should hold the columns’ headings."))
    if len(table.headings) > MOST_COLUMNS:
        raise RefusedFileError(_("The file has more columns than can be read."))
    return Table(table.headings, _bounded(table), table.estimate)


def _bounded(table: Table) -> Iterator[Row]:
    measure, width, is_empty = Measure(), len(table.headings), True
    for row in table.rows:
        length = measure.add(row.cells)
        if row.is_blank:
            continue
        is_empty = False
        if not table.is_padded:
            row.cells += [""] * (width - len(row.cells))
        _measure(row, width)
        if length > settings.IMPORT_MAX_ROW_TEXT:
            row.problems[-1] = _("The row holds more text than can be read.")
            row.cells = [cell[:KEPT] for cell in row.cells]
        yield row
    if is_empty:
        raise RefusedFileError(_("The file has headings, but no row below them."))


def _measure(row: Row, width: int) -> None:
    if len(row.cells) > width and not any(cell.strip() for cell in row.cells[width:]):
        del row.cells[width:]
    if len(row.cells) != width and -1 not in row.problems:
        message = _(
            "The row has another number of cells (%(cells)s) than the headings (%(headings)s). "
            "Is the file cut off, or a cell with a line break or delimiter not in quotation marks?"
        )
        row.problems[-1] = say(message, cells=len(row.cells), headings=width)
    for position, cell in enumerate(row.cells):
        if len(cell) > settings.IMPORT_MAX_CELL:
            row.problems[position] = _("the text is too long")
            row.cells[position] = cell[:KEPT]
        elif "\0" in cell:
            row.problems[position] = _("it holds a NUL character, which belongs to no text")
            row.cells[position] = cell.replace("\0", "")


def read_csv(file: BinaryIO, known: Callable[[list[str]], int]) -> Table:
    encoding = encoding_of(file)
    delimiter = _delimiter_of(file, encoding, known)
    file.seek(0)
    records = _records(file, encoding, delimiter)
    try:
        headings = next(records)
    except StopIteration:
        raise RefusedFileError(_("The file is empty.")) from None
    lines = enumerate(records, start=2)
    rows = (_row(line, cells) for line, cells in lines)
    return Table([undo(heading) for heading in headings], rows, _lines(file))


def _row(line: int, cells: list[str]) -> Row:
    """One whose cells are texts for sure (``text.defuse``) has no formula."""
    problems = {-1: too_many_cells()} if any(map(str.strip, cells[MOST_COLUMNS:])) else {}
    del cells[MOST_COLUMNS:]
    formulas = {n for n, cell in enumerate(cells) if cell[:1] in SIGNS and not TOLD.fullmatch(cell)}
    return Row(line, [undo(cell) for cell in cells], problems, formulas)


def _records(file: BinaryIO, encoding: str, delimiter: str) -> Iterator[list[str]]:
    # A row is bounded as a whole.
    csv.field_size_limit(settings.IMPORT_MAX_LINE)
    text = TextIOWrapper(file, encoding, newline="")
    lines = Lines(text)
    try:
        for record in csv.reader(lines, delimiter=delimiter, strict=True):
            lines.row_ends()
            yield record
    except csv.Error as error:
        raise RefusedFileError(
            say(
                _(
                    "A cell that begins with a quotation mark does not end with one. Is the file "
                    "cut off? (%(error)s)"
                ),
                error=error,
            )
        ) from error
    except UnicodeError as error:
        raise RefusedFileError(unknown_encoding()) from error
    finally:
        # The file is another's to close, and may be closed by now.
        with suppress(ValueError):
            text.detach()


def unknown_encoding() -> Reason:
    return _(
        "The file’s characters cannot be read. Is it cut off, or no text at all? "
        "Save it as “CSV UTF-8”, or as an Excel workbook (.xlsx)."
    )


def encoding_of(file: BinaryIO) -> str:
    """The name of the encoding of a text without exceptions."""
    file.seek(0)
    start = file.read(4)
    for mark, encoding in MARKS.items():
        if start.startswith(mark):
            return encoding
    if len(start) >= 2 and 0 in start[:2]:
        return "utf-16-le" if start[1] == 0 else "utf-16-be"
    for encoding in ("utf-8", "cp1252"):
        if _can_be(file, encoding):
            return encoding
    raise RefusedFileError(unknown_encoding())


def _can_be(file: BinaryIO, encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while block := file.read(BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _delimiter_of(file: BinaryIO, encoding: str, known: Callable[[list[str]], int]) -> str:
    def worth(delimiter: str) -> tuple[int, int]:
        file.seek(0)
        headings = next(iter(list(islice(_records(file, encoding, delimiter), 1))), [])
        return known(headings[:MOST_COLUMNS]), len(headings)

    return max(DELIMITERS, key=worth)


def _lines(file: BinaryIO) -> int:
    """About how many rows there are, told at the price of reading the file once."""
    place, number = file.tell(), 0
    file.seek(0)
    while block := file.read(BLOCK):
        number += block.count(b"\n")
    file.seek(place)
    return number
