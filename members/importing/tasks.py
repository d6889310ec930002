"""What the worker does with an import, and how it is set to work."""

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django_tasks import task

from members.importing import progress
from members.importing.preview import preview
from members.importing.problems import Reason, RefusedFileError, in_each_language
from members.importing.undoing import undo
from members.importing.writing import import_rows
from members.models import ImportBatch
from members.models.import_batch import AT_WORK, State

# Of a worker of its own: what others ask for does not wait for imports.
QUEUE = "imports"

# What is left of the import where the work on it failed.
FALLS_BACK_TO = {
    State.READING: State.FAILED,
    State.IMPORTING: State.PREVIEWED,
    State.UNDOING: State.DONE,
}
WORK: dict[str, Callable] = {
    State.READING: preview,
    State.IMPORTING: import_rows,
    State.UNDOING: undo,
}


def start(batch: ImportBatch, state: State, user=None, **kwargs) -> None:
    """Sets the worker to work for this user; one that may still be at this batch stops."""
    with transaction.atomic():
        batch.started_by = user or batch.started_by or batch.created_by
        batch.state, batch.run, batch.problems = state, batch.run + 1, {}
        batch.save()
        progress.ask(batch)
        work.enqueue(batch.pk, batch.run, **kwargs)


@task(queue_name=QUEUE)
def work(pk: int, run: int, lines: list[int] | None = None) -> None:
    """Does what the batch's state says, unless it was begun anew since this was asked for."""
    batch = ImportBatch.objects.select_related("started_by").get(pk=pk)
    if batch.run != run or not batch.is_at_work:
        return
    progress.tell(batch, 0, 0)
    more = {"lines": lines} if batch.state == State.UNDOING and lines is not None else {}
    with override(batch.language):
        try:
            WORK[batch.state](batch, run, **more)
        except RefusedFileError as error:
            _fail(batch, error.reason)
        except Exception:
            _fail(batch, _("Something went wrong; nothing was changed. The site’s log says more."))
            raise
    progress.forget(batch)


def _fail(batch: ImportBatch, reason: Reason) -> None:
    [problems] = in_each_language([reason])
    kept = ImportBatch.objects.filter(pk=batch.pk, run=batch.run, state=batch.state)
    kept.update(state=FALLS_BACK_TO[batch.state], problems=problems)


def resume() -> int:
    """Begins anew what a worker that is no more had begun; how many imports these are."""
    batches = list(ImportBatch.objects.filter(state__in=AT_WORK))
    for batch in batches:
        start(batch, State(batch.state))
    return len(batches)
