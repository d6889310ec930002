"""What the page of an import shows of it."""

from dataclasses import dataclass
from functools import cached_property

from django.core.paginator import Paginator

from members.importing import progress
from members.importing.columns import headings, shown
from members.importing.problems import Reason
from members.importing.records import load
from members.importing.undoing import edited, to_undo
from members.models import ImportBatch, ImportRow, Organisation
from members.models.import_batch import Outcome, State

PER_PAGE = 50
FOLDED = 200


@dataclass(frozen=True)
class Cell:
    """One cell that changes, as the reader would write it."""

    heading: str
    old: str
    new: str


@dataclass(frozen=True)
class ShownRow:
    """A row with what is to be said of it: cells, organisations it may mean, edits since."""

    row: ImportRow
    cells: list[Cell]
    candidates: list[Organisation]
    edits: list[Reason]


class Shown:
    """An import's rows of one outcome, a page at a time."""

    def __init__(self, batch: ImportBatch, show: str, page: str):
        self.batch = batch
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
        edits = edited(written, found) if self.can_undo else {}
        return [
            ShownRow(
                row,
                cells(row),
                [found[pk] for pk in row.candidates if pk in found],
                edits.get(row.line, []),
            )
            for row in rows
        ]

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


def cells(row: ImportRow) -> list[Cell]:
    """In the order of the columns, which PostgreSQL's JSON does not keep."""
    return [
        Cell(heading, *(shown(key, value) for value in row.changes[key]))
        for key, heading in headings().items()
        if key in row.changes
    ]
