"""Organisations as a file that the import takes back: the same columns, headings and cells."""

from array import array
from collections.abc import Collection, Iterable, Iterator
from functools import partial

from django.utils.http import content_disposition_header
from django.utils.text import capfirst
from django.utils.translation import get_language, override

from members.exports import tabular
from members.exports.offers import FORMATS
from members.exports.places import PlacedFile
from members.exports.text import in_blocks
from members.importing.columns import COLUMNS, ID, PRIVATE, REASONS, headings
from members.importing.records import load, snapshot
from members.importing.showing import Tells, told
from members.models import ImportBatch, Organisation

EXTENSIONS = ("csv", "xlsx")
CHUNK = 500


class OrganisationSheet:
    """Rows of the organisations with these keys, in their order, in the present language.

    ``may_see_note`` says of which ones the committee's note is told.
    """

    def __init__(self, pks: Iterable[int], may_see_note):
        self.pks, self.may_see_note = array("q", pks), may_see_note
        self.language = get_language()
        self.columns = [(c.key, capfirst(headings()[c.key])) for c in COLUMNS]

    @property
    def titles(self) -> list[str]:
        return [title for _key, title in self.columns]

    def rows(self) -> Iterator[list]:
        """Read some at a time, each by short queries, while the file is sent."""
        for start in range(0, len(self.pks), CHUNK):
            pks = self.pks[start : start + CHUNK]
            found = load(pks)
            # What is sent after the view has returned is sent in whatever language is then current.
            with override(self.language):
                chunk = [self._row(found[pk]) for pk in pks if pk in found]
            yield from chunk

    def _row(self, organisation: Organisation) -> list:
        told = snapshot(organisation) | {ID: organisation.pk}
        if not self.may_see_note(organisation):
            told |= dict.fromkeys(PRIVATE)
        return [
            column.show(told[column.key]) if told[column.key] is not None else None
            for column in COLUMNS
        ]


class ReturnedSheet:
    """The rows of an import that were not taken, with the reasons in a column of their own.

    ``tells`` says of which organisations the reader is told what is private.
    """

    def __init__(self, batch: ImportBatch, outcomes: Collection[str], tells: Tells):
        rows = batch.rows.filter(outcome__in=outcomes).order_by("line")
        self.rows_of_batch, self.tells = rows.select_related("organisation"), tells
        self.width = len(batch.headings)
        self.columns = [(heading, heading) for heading in batch.headings]
        if REASONS not in batch.headings:
            self.columns.append((REASONS, capfirst(headings()[REASONS])))

    @property
    def titles(self) -> list[str]:
        return [title for _key, title in self.columns]

    def rows(self) -> Iterator[list]:
        for row in self.rows_of_batch.iterator(chunk_size=CHUNK):
            cells = row.cells[: self.width]
            cells += [""] * (self.width - len(cells))
            yield [*cells, " ".join(told(row, row.organisation, self.tells))]


def response(sheet: OrganisationSheet | ReturnedSheet, name: str, extension: str) -> PlacedFile:
    """The sheet as a file. Raises NoPlaceError where too many are being sent."""
    made = {"csv": write_csv, "xlsx": tabular.write_xlsx}[extension]
    return PlacedFile(
        partial(made, sheet),
        content_type=FORMATS[extension].content_type,
        headers={
            "Content-Disposition": content_disposition_header(True, f"{name}.{extension}"),
            "Cache-Control": "private, no-store",
        },
    )


def write_csv(sheet: OrganisationSheet | ReturnedSheet) -> Iterator[bytes]:
    return in_blocks(tabular.csv_lines(sheet.titles, sheet.rows()))
