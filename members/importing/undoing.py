"""Putting back what a batch had changed, where nobody has changed it since."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from members.importing import progress
from members.importing.columns import HEADINGS, PERIOD, is_same
from members.importing.preview import revise_allowed
from members.importing.problems import (
    NOT_YOURS,
    Reason,
    RefusedRowError,
    about,
    in_each_language,
    say,
)
from members.importing.records import load, snapshot
from members.importing.since import deeds_since
from members.importing.values import Places
from members.importing.writing import NothingWrittenError, in_chunks, in_words, on_behalf_of, write
from members.models import (
    AlternateName,
    ImportBatch,
    ImportRow,
    Membership,
    Organisation,
    WebsiteCheck,
)
from members.models.import_batch import Outcome, State
from members.scope import writes_organisations

# What belongs to an organisation as an import makes it, or the site by itself.
OWN = (AlternateName, Membership, ImportRow, WebsiteCheck)


def undo(batch: ImportBatch, run: int, lines: Collection[int] | None = None) -> None:
    """Undoes the rows of these lines, or of all; of all only if none has been edited since.

    With ``good_rows_only`` those that have been edited are passed over.
    """
    undoing = Undoing(batch, lines)
    try:
        with transaction.atomic(), on_behalf_of(batch):
            current = ImportBatch.objects.select_for_update().get(pk=batch.pk)
            if (current.run, current.state) != (run, State.UNDOING):
                return
            undoing.undo_all()
            if undoing.conflicts and not current.good_rows_only and lines is None:
                raise NothingWrittenError
            _finish(current, undoing.conflicts)
    except NothingWrittenError:
        with transaction.atomic():
            _finish(ImportBatch.objects.select_for_update().get(pk=batch.pk), undoing.conflicts)


def _finish(batch: ImportBatch, conflicts: list[ImportRow]) -> None:
    ImportRow.objects.rewrite(conflicts, ["reasons"])
    total = len(conflicts)
    batch.state = State.DONE if to_undo(batch).exists() else State.UNDONE
    batch.problems = {}
    if total:
        message = ngettext_lazy(
            "%(total)s row was not undone, as it has been edited since.",
            "%(total)s rows were not undone, as they have been edited since.",
            total,
        )
        [batch.problems] = in_each_language([say(message, total=total)])
    batch.save()


def to_undo(batch: ImportBatch):
    """The rows that were imported and are not undone."""
    return batch.rows.filter(after__isnull=False, is_undone=False)


class Undoing:
    """Undoes rows of one batch, some at a time; ``conflicts`` are those that it left."""

    def __init__(self, batch: ImportBatch, lines: Collection[int] | None):
        self.batch, self.lines, self.conflicts = batch, lines, []

    def undo_all(self) -> None:
        self.places, self.may_write = Places(), writes_organisations(self.batch.started_by)
        rows = to_undo(self.batch)
        rows = rows if self.lines is None else rows.filter(line__in=self.lines)
        total, done = rows.count(), 0
        for chunk in in_chunks(rows):
            self._undo_chunk(chunk)
            done += len(chunk)
            progress.tell(self.batch, done, total)

    def _undo_chunk(self, rows: list[ImportRow]) -> None:
        organisations = load((r.organisation_id for r in rows if r.organisation_id), lock=True)
        edits = edited(self.batch, rows, organisations)
        for row in rows:
            organisation = organisations.get(row.organisation_id)
            if organisation and not self.may_write(organisation):
                edits[row.line] = [NOT_YOURS]
        good = [row for row in rows if not edits[row.line]]
        revisions = []
        for row in good:
            if row.outcome == Outcome.NEW:
                continue
            try:
                revisions.append(self._revision(row, organisations[row.organisation_id]))
            except RefusedRowError as error:
                edits[row.line] = error.reasons
        good = [row for row in rows if not edits[row.line]]
        Membership.objects.filter(pk__in=[row.period for row in good if row.period]).delete()
        write(revisions)
        new = [row.organisation_id for row in good if row.outcome == Outcome.NEW]
        Organisation.objects.filter(pk__in=new).delete()
        for row in rows:
            row.reasons, row.is_undone = in_each_language(edits[row.line]), not edits[row.line]
            if row.outcome == Outcome.NEW and row.is_undone:
                row.organisation = None
        ImportRow.objects.rewrite(rows, ["reasons", "is_undone", "organisation"])
        self.conflicts += [row for row in rows if not row.is_undone]

    def _revision(self, row: ImportRow, organisation: Organisation):
        values = {key: old for key, (old, _new) in row.changes.items()}
        if row.period:
            values = {key: value for key, value in values.items() if key not in PERIOD}
        return revise_allowed(organisation, values, self.places, self.may_write)


def edited(
    batch: ImportBatch, rows: list[ImportRow], organisations: dict[int, Organisation]
) -> dict[int, list[Reason]]:
    """For each row's line what has been changed since it was imported; nothing for most.

    One that was there before is put back in what the file tells. A new one would go with all that
    it has got since, so that of it whatever the history knows counts.
    """
    new = [row.organisation_id for row in rows if row.outcome == Outcome.NEW]
    linked, since = _linked(new), deeds_since(batch, new)
    found = {}
    for row in rows:
        organisation = organisations.get(row.organisation_id)
        if organisation is None:
            found[row.line] = [_("The organisation has been deleted since.")]
            continue
        reasons = since.get(row.organisation_id, [])
        if not reasons and row.organisation_id in linked:
            reasons = [_("Something has been linked to the organisation since.")]
        found[row.line] = _edits(row.after, snapshot(organisation)) + reasons
    return found


def _edits(after: dict, current: dict) -> list[Reason]:
    return [
        about(
            heading,
            say(
                _("it was imported as “%(after)s”, and is now “%(current)s”."),
                after=in_words(key, after[key]),
                current=in_words(key, current[key]),
            ),
        )
        for key, heading in HEADINGS.items()
        if key in after and not is_same(after[key], current[key])
    ]


def _linked(pks: list[int]) -> set[int]:
    """Those of these organisations that another table refers to, found by introspection."""
    found = set()
    for relation in Organisation._meta.related_objects:
        if relation.related_model in OWN or (relation.hidden and not relation.many_to_many):
            continue
        rows = Organisation.objects.filter(pk__in=pks, **{f"{relation.name}__isnull": False})
        found.update(rows.order_by().values_list("pk", flat=True))
    return found
