"""What a person says of a preview: which probable duplicates are the same, and that it is right."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from members.importing.preview import settle
from members.importing.tasks import start
from members.importing.values import Places
from members.models import ImportBatch, ImportRow, Organisation
from members.models.import_batch import Outcome, State
from members.scope import writes_organisations

NEW = "new"


@transaction.atomic
def choose(batch: ImportBatch, choices: dict[int, str], user) -> int:
    """Takes the rows of these lines for new ("new"), or for the organisation with this key.

    How many were decided; what is no choice that the row offers decides nothing.
    """
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != State.PREVIEWED:
        return 0
    decided = []
    for row in batch.rows.filter(line__in=choices).exclude(candidates=[]):
        choice = choices[row.line]
        others = batch.rows.exclude(pk=row.pk)
        is_free = choice == NEW or not others.filter(organisation=choice).exists()
        if choice == NEW or (choice in map(str, row.candidates) and is_free):
            row.choice = choice
            row.organisation_id = None if choice == NEW else int(choice)
            decided.append(row)
    stands = dict(
        Organisation.objects.filter(pk__in=[row.organisation_id for row in decided])
        .exclude(merged_into=None)
        .values_list("pk", "merged_into")
    )
    for row in decided:
        row.organisation_id = stands.get(row.organisation_id, row.organisation_id)
    settle(decided, Places(), writes_organisations(user))
    fields = ["choice", "organisation", "outcome", "reasons", "changes", "name"]
    ImportRow.objects.rewrite(decided, fields)
    batch.count()
    batch.save()
    return len(decided)


@transaction.atomic
def confirm(batch: ImportBatch, good_rows_only: bool, user) -> None:
    """Has what was previewed written. Raises ValidationError where it cannot be."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    counts = batch.counts
    if batch.state != State.PREVIEWED:
        raise ValidationError(_("This import does not wait for confirmation."))
    bad = [Outcome.REFUSED, Outcome.CONFLICT, Outcome.DUPLICATE]
    if not good_rows_only and any(counts.get(outcome) for outcome in bad):
        raise ValidationError(
            _("Not all rows can be imported: choose to import the good rows, or mend the file.")
        )
    if not counts.get(Outcome.NEW) and not counts.get(Outcome.CHANGED):
        raise ValidationError(_("There is nothing to import: no row is new or changed."))
    batch.good_rows_only = good_rows_only
    start(batch, State.IMPORTING, user)


@transaction.atomic
def undo(batch: ImportBatch, good_rows_only: bool, user, lines: list[int] | None = None) -> None:
    """Has what was imported undone. Raises ValidationError where nothing was."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != State.DONE:
        raise ValidationError(_("There is nothing to undo."))
    batch.good_rows_only = good_rows_only
    start(batch, State.UNDOING, user, lines=lines)


@transaction.atomic
def begin_again(batch: ImportBatch, user) -> None:
    """Has the worker begin anew: what it was at, or reading a file that was not imported yet."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.is_at_work:
        start(batch, State(batch.state), user)
    elif batch.state in (State.PREVIEWED, State.FAILED):
        start(batch, State.READING, user)
    else:
        raise ValidationError(_("This import is finished: send the file again."))
