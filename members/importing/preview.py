"""What a file would change, found out without changing anything but the import's own rows.

The file is read from its beginning each time, so a worker that was killed is simply followed by
another: what the first one had found is thrown away.
"""

from collections.abc import Iterator

from django.db import transaction
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from members import search
from members.importing import progress
from members.importing.columns import PRIVATE, keys_by_heading, known
from members.importing.columns import headings as headings_of
from members.importing.matching import Matcher
from members.importing.problems import (
    NOT_YOURS,
    Reason,
    RefusedFileError,
    RefusedRowError,
    in_each_language,
    quote,
    say,
)
from members.importing.reading import Row, Table, read
from members.importing.records import Revision, load, revise, taken_slugs
from members.importing.values import Places, read_values
from members.models import ImportBatch, ImportRow, Organisation
from members.models.import_batch import Outcome, State
from members.scope import MayWrite, writes_organisations

# So many rows at a time, or fewer that hold so many characters.
CHUNK, CHUNK_TEXT = 200, 500_000


def columns_of(headings: list[str]) -> list[str]:
    """The columns that these headings mean. Raises RefusedFileError where one means none."""
    found = {heading: keys_by_heading().get(search.fold(heading)) for heading in headings}
    if unknown := [quote(heading) or "–" for heading, key in found.items() if key is None]:
        message = _("Unknown headings: %(unknown)s. Known are: %(known)s.")
        raise RefusedFileError(say(message, unknown=", ".join(unknown), known=known_headings()))
    keys = [found[heading] for heading in headings]
    twice = [heading for heading, key in zip(headings, keys, strict=True) if keys.count(key) > 1]
    if twice:
        message = _("These headings mean the same column: %(headings)s.")
        raise RefusedFileError(say(message, headings=", ".join(map(quote, twice))))
    if not {"id", "slug", "name"} & set(keys):
        raise RefusedFileError(
            _("The file needs a column that names organisations: identifier, slug or name.")
        )
    return keys


# As the reader's language has them.
known_headings = lazy(lambda: ", ".join(headings_of().values()), str)


def preview(batch: ImportBatch, run: int) -> None:
    """Reads the batch's file. Raises RefusedFileError; stops where another run has been begun."""
    ImportRow.objects.filter(batch=batch).delete()
    with batch.file.open("rb") as file:
        table = read(file, known)
        reader = Reader(batch, table, columns_of(table.headings))
        done = 0
        for chunk in reader.chunks():
            with transaction.atomic():
                current = ImportBatch.objects.select_for_update().get(pk=batch.pk)
                if (current.run, current.state) != (run, State.READING):
                    return
                ImportRow.objects.bulk_create(chunk)
            done += len(chunk)
            progress.tell(batch, done, max(done, table.estimate))
    with transaction.atomic():
        current = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if (current.run, current.state) == (run, State.READING):
            current.state, current.headings, current.problems = State.PREVIEWED, table.headings, {}
            current.count()
            current.save()


class Reader:
    """Makes rows of an import of the rows of a table, some at a time."""

    def __init__(self, batch: ImportBatch, table: Table, keys: list[str]):
        self.batch, self.table, self.keys = batch, table, keys
        self.places, self.matcher = Places(), Matcher()
        self.may_write = writes_organisations(batch.started_by)

    def chunks(self) -> Iterator[list[ImportRow]]:
        chunk, length = [], 0
        for row in self.table.rows:
            chunk.append(row)
            length += sum(map(len, row.cells))
            if len(chunk) == CHUNK or length > CHUNK_TEXT:
                yield self._chunk(chunk)
                chunk, length = [], 0
        if chunk:
            yield self._chunk(chunk)

    def _chunk(self, chunk: list[Row]) -> list[ImportRow]:
        made = [self._read(row) for row in chunk]
        open_rows = [row for row in made if not row.outcome]
        self.matcher.prepare([row.values for row in open_rows])
        for row in open_rows:
            self._match(row)
        settle([row for row in open_rows if not row.outcome], self.places, self.may_write)
        for row, source in zip(made, chunk, strict=True):
            if row.outcome != Outcome.UNCHANGED:
                row.cells = source.cells
        return made

    def _read(self, source: Row) -> ImportRow:
        row = ImportRow(batch=self.batch, line=source.line, outcome="")
        place = self.keys.index("name") if "name" in self.keys else 0
        row.name = " ".join(source.cells[place].split())[:200] if source.cells else ""
        try:
            row.values = read_values(source, self.keys, self.batch.empties, self.places)
        except RefusedRowError as error:
            refuse(row, error.reasons)
        return row

    def _match(self, row: ImportRow) -> None:
        try:
            match = self.matcher.match(row.line, row.values)
        except RefusedRowError as error:
            refuse(row, error.reasons)
            return
        row.organisation_id = match.pk
        if match.candidates:
            row.outcome, row.candidates = Outcome.DUPLICATE, match.candidates


def refuse(row: ImportRow, reasons: list[Reason]) -> None:
    row.outcome, row.reasons = Outcome.REFUSED, in_each_language(reasons)
    row.changes = {}


def settle(rows: list[ImportRow], places: Places, may_write: MayWrite) -> None:
    """Says of rows whose organisation is known, or known to be new, what they would change."""
    organisations = load(row.organisation_id for row in rows if row.organisation_id)
    revised = []
    for row in rows:
        organisation = organisations.get(row.organisation_id)
        row.reasons, row.changes = [], {}
        try:
            revision = revise_allowed(organisation, row.values, places, may_write)
        except RefusedRowError as error:
            refuse(row, error.reasons)
            # What the row made of it is forgotten: another row may be of the same organisation.
            organisations |= load([row.organisation_id] if row.organisation_id else [])
            continue
        row.changes = revision.changes
        row.outcome = Outcome.CHANGED if revision.changes else Outcome.UNCHANGED
        if organisation is None:
            row.outcome = Outcome.NEW
        elif not row.name:
            row.name = organisation.name
        revised.append((row, revision))
    for row in with_taken_slugs(revised):
        refuse(row, [_("Another organisation has this slug.")])


def revise_allowed(
    organisation: Organisation | None, values: dict, places: Places, may_write: MayWrite
) -> Revision:
    """The revision, if the account may make it: of what is there, to what is to be.

    What another region keeps to itself is not compared either: a row that guesses it right would
    be told that it changes nothing.
    """
    was_allowed = organisation is None or may_write(organisation)
    if not was_allowed and values.keys() & set(PRIVATE):
        raise RefusedRowError([NOT_YOURS])
    revision = revise(organisation, values, places)
    if organisation and not revision.changes:
        return revision
    if not (was_allowed and may_write(revision.organisation)):
        raise RefusedRowError([NOT_YOURS])
    return revision


def with_taken_slugs(revised: list[tuple[ImportRow, Revision]]) -> list[ImportRow]:
    """The rows that give an organisation the slug of another."""
    taken = taken_slugs([revision for _row, revision in revised])
    return [
        row
        for row, revision in revised
        if "slug" in revision.changes and revision.organisation.slug in taken
    ]
