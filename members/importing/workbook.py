"""The first sheet of an XLSX workbook, row by row.

What lies in the archive is looked at before it is unpacked: a workbook of some kilobytes can claim
to hold gigabytes. (No part is unpacked beyond the size it says.) openpyxl reads it by defusedxml,
which refuses entities. The texts that its cells share are the one part that is in memory whole.
"""

import datetime
import warnings
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812  (it is an exception)

from defusedxml import DefusedXmlException
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

from members.importing.bounds import MOST_COLUMNS, Part, too_many_cells
from members.importing.problems import Reason, RefusedFileError
from members.importing.reading import Row, Table

SHARED_TEXTS = "xl/sharedStrings.xml"
# How many times its size a part may unpack to; sheets of like rows reach some thirty.
RATIO, SMALL = 200, 1_000_000
# Excel's own last row.
LAST_ROW = 2**20
BROKEN = (BadZipFile, ZlibError, EOFError, KeyError, ValueError, TypeError, AttributeError, OSError)
BROKEN += (IndexError, SyntaxError, NotImplementedError, RuntimeError, DefusedXmlException)


def read_workbook(file: BinaryIO) -> Table:
    """Raises RefusedFileError, here or while rows are read, for all that is no workbook."""
    try:
        with ZipFile(file) as archive:
            _look_at(archive)
        file.seek(0)
        with warnings.catch_warnings(action="ignore"):
            workbook = load_workbook(file, read_only=True, keep_links=False)
        sheet = workbook.worksheets[0]
        estimate = min(sheet.max_row or 0, LAST_ROW)
        # What a sheet says of its own size is not believed.
        sheet.reset_dimensions()
    except BROKEN as error:
        raise RefusedFileError(broken()) from error
    rows = _rows(sheet)
    first = next(rows, Row(1, []))
    return Table([cell.strip() for cell in first.cells], rows, estimate, is_padded=False)


def broken() -> Reason:
    return _(
        "The workbook cannot be read: it is damaged, cut off, or no Excel workbook (.xlsx). "
        "Open it in a spreadsheet program and save it anew."
    )


def _look_at(archive: ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise RefusedFileError(
            _("This is no Excel workbook (.xlsx). Give a CSV file, or a workbook saved as .xlsx.")
        )
    if any(part.flag_bits & 1 for part in parts):
        raise RefusedFileError(_("The workbook is protected by a password. Save it without one."))
    unpacked = sum(part.file_size for part in parts)
    shared = sum(part.file_size for part in parts if part.filename == SHARED_TEXTS)
    if (
        unpacked > settings.IMPORT_MAX_UNPACKED
        or shared > settings.IMPORT_MAX_SHARED
        or any(p.file_size > max(SMALL, RATIO * p.compress_size) for p in parts)
    ):
        raise RefusedFileError(
            _("The workbook unpacks to more than can be read here. Divide it, or save it as CSV.")
        )


def _rows(sheet) -> Iterator[Row]:
    try:
        # openpyxl holds all that a row says it has, and would fill it up to its last column.
        part = Part(sheet._get_source())
        sheet._get_source = lambda: part
        for line, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), start=1):
            yield _row(line, cells)
            part.row_ends()
    except BROKEN as error:
        raise RefusedFileError(broken()) from error


def _row(line: int, cells: tuple) -> Row:
    row, width = Row(line, []), len(cells)
    while width and cells[width - 1].value is None and cells[width - 1].data_type == "n":
        width -= 1
    for position, cell in enumerate(cells[:width]):
        row.cells.append(_text(cell.value))
        if cell.data_type == "f":
            row.problems[position] = _("a formula; put its value there instead")
        elif cell.data_type == "e":
            row.problems[position] = _("an error that a formula left behind")
    while row.cells and not row.cells[-1]:
        row.cells.pop()
    if len(row.cells) > MOST_COLUMNS:
        row.problems[-1] = too_many_cells()
        del row.cells[MOST_COLUMNS:]
    return row


def _text(value) -> str:
    """The cell as one would type it: whole numbers without a point, days in ISO form."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    # The one character that XML would turn into another, as workbooks spell it out.
    return str(value).replace("_x000D_", "\r")
