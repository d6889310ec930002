"""Organisations as rows for spreadsheets: CSV and XLSX.

Either opens as it should in Excel and LibreOffice, and neither can make them run anything. A text
that begins like a formula has an apostrophe before it: in CSV as part of the cell, to be taken off
again by ``text.undo``; in XLSX as the mark that Excel itself keeps for this, so the text is whole.
Several names in one cell are separated by "|".
"""

import csv
import datetime
from collections.abc import Iterable, Iterator
from html import escape
from io import StringIO
from tempfile import TemporaryFile
from typing import BinaryIO

import xlsxwriter
from django.utils.translation import gettext as _

from members.exports.rows import Export, Value
from members.exports.text import FORMULA, defuse, for_xml, in_blocks, moment

SEPARATOR = "|"
# By it, Excel knows the file for UTF-8.
BYTE_ORDER_MARK = "\ufeff"
# What a sheet of Excel holds below its headings; what is more goes on to another.
SHEET_ROWS = 2**20 - 1
# Excel's calendar begins here.
FIRST_EXCEL_YEAR = 1900
WIDTHS = {"name": 40, "other_names": 30, "description": 60, "url": 40}


def write_csv(export: Export) -> Iterator[bytes]:
    return in_blocks(csv_lines(export.titles, export.rows()))


def csv_lines(titles: list[str], rows: Iterable[list[Value]]) -> Iterator[str]:
    """Lines of RFC 4180, so with CRLF, after a byte order mark."""
    line = StringIO(newline="")
    writer = csv.writer(line, lineterminator="\r\n")
    line.write(BYTE_ORDER_MARK)
    writer.writerow(titles)
    for row in rows:
        writer.writerow([cell(value) for value in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


def cell(value: Value) -> str:
    """A value as a cell of CSV. What is no text cannot be a formula, and stays as it is."""
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime.date):
        return moment(value)
    return defuse(plain(value))


def plain(value: str | list[str]) -> str:
    return value if isinstance(value, str) else SEPARATOR.join(value)


def write_xlsx(export: Export) -> BinaryIO:
    """An open temporary file, at its beginning; it goes when it is closed."""
    file = TemporaryFile()  # noqa: SIM115  (the response closes it)
    try:
        with xlsxwriter.Workbook(file, {"constant_memory": True}) as workbook:
            workbook.set_properties({"title": _("Member directory"), "author": "ProsperA"})
            Sheets(workbook, export).write()
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


class Sheets:
    """Rows as sheets of a workbook that keeps only the present row in memory.

    Of an export it asks for ``columns`` (keys and titles) and ``rows``.
    """

    def __init__(self, workbook: xlsxwriter.Workbook, export: Export):
        self.workbook, self.export = workbook, export
        self.heading = workbook.add_format({"bold": True})
        self.text = workbook.add_format({"quote_prefix": True})
        self.day = workbook.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"})

    def write(self) -> None:
        sheet, line = self.add_sheet(), 0
        for row in self.export.rows():
            if line == SHEET_ROWS:
                sheet, line = self.add_sheet(), 0
            line += 1
            for column, value in enumerate(row):
                self.write_cell(sheet, line, column, value)

    def add_sheet(self):
        """A sheet with its headings, which stay in view."""
        sheet = self.workbook.add_worksheet()
        sheet.freeze_panes(1, 0)
        for position, (key, title) in enumerate(self.export.columns):
            sheet.set_column(position, position, WIDTHS.get(key, 16))
            sheet.write_string(0, position, title, self.heading)
        return sheet

    def write_cell(self, sheet, line: int, column: int, value: Value) -> None:
        """Texts are written as such, whatever they look like; one too long for Excel is cut."""
        if value is None:
            return
        if isinstance(value, int):
            sheet.write_number(line, column, value)
        elif isinstance(value, datetime.datetime):
            sheet.write_datetime(line, column, value.replace(tzinfo=None), self.moment)
        elif isinstance(value, datetime.date) and value.year >= FIRST_EXCEL_YEAR:
            sheet.write_datetime(line, column, value, self.day)
        else:
            text = moment(value) if isinstance(value, datetime.date) else plain(value)
            if text:
                form = self.text if FORMULA.match(text) else None
                sheet.write_string(line, column, sheet_text(text), form)


def sheet_text(text: str) -> str:
    """The text as the library writes it unchanged: it takes "<r>…</r>" for markup of its own."""
    text = for_xml(text)
    if text.startswith("<r>") and text.endswith("</r>"):
        return f'<r><t xml:space="preserve">{escape(text, quote=False)}</t></r>'
    return text
