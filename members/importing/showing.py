"""What the page of an import shows of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.core.paginator import Paginator

from members.importing import progress
from members.importing.columns import PRIVATE, headings, shown
from members.importing.problems import NOT_YOURS, Reason
from members.importing.records import load
from members.importing.undoing import edited, to_undo
from members.models import ImportBatch, ImportRow, Organisation
from members.models.import_batch import Outcome, State

PER_PAGE = 50
FOLDED = 200

# Whether the reader sees what is private of an organisation. Who sent the file saw it then; the
# record may be another region's by now.
Tells = Callable[[Organisation], bool]


@dataclass(frozen=True)
class Cell:
    """One cell that changes, as the reader would write it."""

    heading: str
    old: str
    new: str


@dataclass(frozen=True)
class ShownRow:
    """A row with what is to be said of it: reasons, cells, organisations it may mean, edits."""

    row: ImportRow
    told: list[str]
    cells: list[Cell]
    candidates: list[Organisation]
    edits: list[Reason]


class Shown:
    """An import's rows of one outcome, a page at a time, for a reader (see ``Tells``)."""

    def __init__(self, batch: ImportBatch, tells: Tells, show: str, page: str):
        self.batch, self.tells = batch, tells
        counted = [(outcome, batch.counts.get(outcome, 0)) for outcome in Outcome]
        self.tabs = [(outcome, number) for outcome, number in counted if number]
        listed = [o for o, _number in self.tabs if o != Outcome.UNCHANGED]
        if batch.imported_at:
            # What is left to do: nobody chooses between duplicates any more.
            listed.sort(key=Outcome.REFUSED.__ne__)
        default = listed[0] if listed else Outcome.UNCHANGED
        self.outcome = Outcome(show) if batch.counts.get(show) else default
        rows = batch.rows.filter(outcome=self.outcome).order_by("line")
        paginator = Paginator(rows, PER_PAGE)
        paginator.count = batch.counts.get(self.outcome, 0)
        self.page = paginator.get_page(page)

    @cached_property
    def progress(self) -> progress.Progress | None:
        return progress.told(self.batch)

    @property
    def is_waiting(self) -> bool:
        """Whether nobody seems to be at work, though there is some."""
        return self.progress is None or self.progress.is_silent

    @cached_property
    def rows(self) -> list[ShownRow]:
        rows = list(self.page)
        keys = {pk for row in rows for pk in (row.organisation_id, *row.candidates) if pk}
        found = load(keys)
        written = [row for row in rows if row.after and not row.is_undone]
        edits = edited(self.batch, written, found) if self.can_undo else {}
        return [self._shown(row, found, edits.get(row.line, [])) for row in rows]

    def _shown(self, row: ImportRow, found: dict[int, Organisation], edits: list) -> ShownRow:
        organisation = found.get(row.organisation_id)
        is_told = organisation is None or self.tells(organisation)
        return ShownRow(
            row,
            told(row, organisation, self.tells),
            cells(row, is_told),
            [found[pk] for pk in row.candidates if pk in found],
            edits if is_told or not edits else [NOT_YOURS],
        )

    @property
    def unchanged(self) -> list[ImportRow]:
        """Some of the rows that change nothing, to be folded away."""
        rows = self.batch.rows.filter(outcome=Outcome.UNCHANGED).order_by("line")
        return list(rows.only("line", "name", "batch")[:FOLDED])

    @property
    def good(self) -> int:
        return sum(self.batch.counts.get(outcome, 0) for outcome in (Outcome.NEW, Outcome.CHANGED))

    @property
    def bad(self) -> int:
        bad = (Outcome.REFUSED, Outcome.CONFLICT, Outcome.DUPLICATE)
        return sum(self.batch.counts.get(outcome, 0) for outcome in bad)

    @property
    def can_confirm(self) -> bool:
        return self.batch.state == State.PREVIEWED and self.good > 0

    @cached_property
    def can_undo(self) -> bool:
        return self.batch.state == State.DONE and to_undo(self.batch).exists()

    @property
    def lists_undoing(self) -> bool:
        """Whether rows of this outcome were written, and can be undone one by one."""
        return self.can_undo and self.outcome in (Outcome.NEW, Outcome.CHANGED)

    @property
    def can_begin_again(self) -> bool:
        waits = self.batch.is_at_work and self.is_waiting
        return waits or self.batch.state in (State.PREVIEWED, State.FAILED)


def told(row: ImportRow, organisation: Organisation | None, tells: Tells) -> list[str]:
    """The reasons kept with a row; but not what they quote of a record that is moved since."""
    quotes = row.outcome != Outcome.REFUSED and row.reasons
    if quotes and organisation is not None and not tells(organisation):
        return [str(NOT_YOURS)]
    return row.told


def cells(row: ImportRow, is_told: bool = True) -> list[Cell]:
    """In the order of the columns, which PostgreSQL's JSON does not keep."""
    found = []
    for key, heading in headings().items():
        if key in row.changes:
            old, new = row.changes[key]
            is_hidden = key in PRIVATE and not is_told
            found.append(Cell(heading, "" if is_hidden else shown(key, old), shown(key, new)))
    return found
