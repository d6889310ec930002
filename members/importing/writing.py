"""Writing what was previewed: one transaction, and each row held once more against the record."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from members.importing import progress
from members.importing.columns import BY_KEY, HEADINGS, Value, is_same, shown
from members.importing.names import Names
from members.importing.preview import revise_allowed, with_taken_slugs
from members.importing.problems import (
    NOT_YOURS,
    Reason,
    RefusedRowError,
    about,
    in_each_language,
    quote,
    say,
)
from members.importing.records import Revision, load, snapshot
from members.importing.values import Places
from members.models import AlternateName, ImportBatch, ImportRow, Membership, Organisation
from members.models.import_batch import Outcome, State
from members.occasion import Source, because
from members.scope import writes_organisations

CHUNK = 200
WRITTEN = ("outcome", "reasons", "organisation", "after", "period")


class NothingWrittenError(Exception):
    """Some rows conflict, so none is written."""


@contextmanager
def on_behalf_of(batch: ImportBatch) -> Iterator[None]:
    """Whatever is written inside is written because of this batch, by whoever started it."""
    occasion = because(user_id=batch.started_by_id, source=Source.IMPORT, reference=str(batch.pk))
    with occasion:
        yield


def import_rows(batch: ImportBatch, run: int) -> None:
    """Writes the batch's rows: all, or, where the good rows are enough, those without conflict."""
    writer = Writer(batch)
    try:
        with transaction.atomic(), on_behalf_of(batch):
            current = ImportBatch.objects.select_for_update().get(pk=batch.pk)
            if (current.run, current.state) != (run, State.IMPORTING):
                return
            writer.write_all()
            if writer.conflicts and not current.good_rows_only:
                raise NothingWrittenError
            current.state, current.problems = State.DONE, {}
            current.imported_at = timezone.now()
            current.count()
            current.save()
    except NothingWrittenError:
        _tell_conflicts(batch, run, writer.conflicts)


def _tell_conflicts(batch: ImportBatch, run: int, conflicts: list[ImportRow]) -> None:
    with transaction.atomic():
        current = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if (current.run, current.state) != (run, State.IMPORTING):
            return
        ImportRow.objects.rewrite(conflicts, ["outcome", "reasons"])
        current.count()
        current.state = State.PREVIEWED
        total = len(conflicts)
        message = ngettext_lazy(
            "Nothing was imported: %(total)s row has a conflict.",
            "Nothing was imported: %(total)s rows have a conflict.",
            total,
        )
        [current.problems] = in_each_language([say(message, total=total)])
        current.save()


class Writer:
    """Writes the rows of one batch, some at a time; ``conflicts`` are those that it left out."""

    def __init__(self, batch: ImportBatch):
        self.batch, self.conflicts = batch, []

    def write_all(self) -> None:
        self.places, self.names = Places(), Names()
        self.may_write = writes_organisations(self.batch.started_by)
        rows = self.batch.rows.filter(outcome__in=[Outcome.NEW, Outcome.CHANGED])
        total, done = rows.count(), 0
        for chunk in in_chunks(rows):
            self._write_chunk(chunk)
            done += len(chunk)
            progress.tell(self.batch, done, total)

    def _write_chunk(self, rows: list[ImportRow]) -> None:
        organisations = load((r.organisation_id for r in rows if r.organisation_id), lock=True)
        revised = []
        for row in rows:
            try:
                revised.append((row, self._revise(row, organisations.get(row.organisation_id))))
            except RefusedRowError as error:
                self._conflict(row, error.reasons)
                # What the row made of it is forgotten, and nothing of it written.
                again = [row.organisation_id] if row.organisation_id else []
                organisations |= load(again, lock=True)
        for row in with_taken_slugs([(row, r) for row, r in revised if row.values.get("slug")]):
            self._conflict(row, [_("Another organisation has this slug.")])
        revised = [(row, r) for row, r in revised if row.outcome != Outcome.CONFLICT]
        write([revision for _row, revision in revised])
        remember(revised)
        ImportRow.objects.rewrite(rows, WRITTEN)

    def _revise(self, row: ImportRow, organisation: Organisation | None) -> Revision:
        if row.outcome == Outcome.NEW:
            if not row.choice and self.names.exact(str(row.values.get("name", ""))):
                raise RefusedRowError([_("An organisation of this name has been added meanwhile.")])
            return revise_allowed(None, row.values, self.places, self.may_write)
        if organisation is None:
            raise RefusedRowError([_("The organisation has been deleted meanwhile.")])
        if not self.may_write(organisation):
            # Before the two are compared: what it is now is not told to just anybody.
            raise RefusedRowError([NOT_YOURS])
        if reasons := differences(snapshot(organisation), row.changes):
            raise RefusedRowError(reasons)
        # What the file has in common with the record was no change: it is not written.
        values = {key: new for key, (_old, new) in row.changes.items()}
        return revise_allowed(organisation, values, self.places, self.may_write)

    def _conflict(self, row: ImportRow, reasons: list[Reason]) -> None:
        row.outcome, row.reasons = Outcome.CONFLICT, in_each_language(reasons)
        self.conflicts.append(row)


# A value for a sentence about it, in the language in which that is read.
in_words = lazy(lambda key, value: quote(shown(key, value)), str)


def in_chunks(rows) -> Iterator[list[ImportRow]]:
    """The rows by their lines, so that none is passed over while they are being changed."""
    line = 0
    while chunk := list(rows.filter(line__gt=line).order_by("line")[:CHUNK]):
        yield chunk
        line = chunk[-1].line


def differences(current: dict[str, Value], changes: dict[str, list[Value]]) -> list[Reason]:
    """Where the record is no more what it was at the preview, and not what it is to be either."""
    return [
        about(
            heading,
            say(
                _("it was “%(old)s”, and is now “%(current)s”."),
                old=in_words(key, changes[key][0]),
                current=in_words(key, current[key]),
            ),
        )
        for key, heading in HEADINGS.items()
        if key in changes
        and not is_same(current[key], changes[key][0])
        and not BY_KEY[key].same(current[key], changes[key][1])
    ]


def write(revisions: list[Revision]) -> None:
    """The one place where an import, or its undoing, writes organisations and their parts."""
    new = [r.organisation for r in revisions if r.organisation.pk is None]
    changed = [r for r in revisions if r.organisation.pk is not None]
    free_slugs(new)
    Organisation.objects.bulk_create(new)
    if fields := set().union(*(revision.fields for revision in changed)):
        Organisation.objects.bulk_update([r.organisation for r in changed if r.fields], fields)
    gone = [name.pk for revision in revisions for name in revision.names_gone]
    AlternateName.objects.filter(pk__in=gone).delete()
    parts = [name for revision in revisions for name in revision.names_new]
    periods = [revision.period for revision in revisions if revision.period]
    for part in [*parts, *periods]:
        part.organisation_id = part.organisation.pk
    AlternateName.objects.bulk_create(parts)
    Membership.objects.bulk_update(
        [period for period in periods if period.pk], ["start", "end", "attested_on", "source"]
    )
    Membership.objects.bulk_create([period for period in periods if not period.pk])


def free_slugs(new: list[Organisation]) -> None:
    """Gives those whose slug is taken the next that is free."""
    stored = Organisation.objects.filter(slug__in=[organisation.slug for organisation in new])
    taken = set(stored.values_list("slug", flat=True))
    for organisation in new:
        slug, number = organisation.slug, 1
        while organisation.slug in taken:
            number += 1
            organisation.slug = f"{slug}-{number}"
            if Organisation.objects.filter(slug=organisation.slug).exists():
                taken.add(organisation.slug)
        taken.add(organisation.slug)


def remember(revised: list[tuple[ImportRow, Revision]]) -> None:
    """Keeps with each row what its organisation is now, so that it can be undone."""
    stored = load(revision.organisation.pk for _row, revision in revised)
    for row, revision in revised:
        row.organisation = stored[revision.organisation.pk]
        row.after, row.reasons = snapshot(row.organisation), []
        if revision.is_new_period:
            row.period = revision.period.pk
