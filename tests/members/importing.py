"""Files to import, and the worker that reads them."""

import csv
from io import BytesIO, StringIO

from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from openpyxl import Workbook

from members.importing.tasks import start
from members.models import ImportBatch
from members.models.import_batch import State
from tests.factories import ImportBatchFactory


def as_csv(rows, encoding="utf-8", delimiter=",") -> bytes:
    text = StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(rows) -> bytes:
    workbook, file = Workbook(), BytesIO()
    for row in rows:
        workbook.active.append(row)
    workbook.save(file)
    return file.getvalue()


def work() -> None:
    """Does what waits for the worker, as it does, but on the connection of the test."""
    worker = Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="of-a-test",
        excluded_queue_names=[],
    )
    while (waiting := DBTaskResult.objects.ready().first()) is not None:
        waiting.claim(worker.worker_id)
        worker.run_task(waiting)


def previewed(content, **kwargs) -> ImportBatch:
    """An import of this file (bytes, or rows), read as the worker reads it."""
    content = content if isinstance(content, bytes) else as_csv(content)
    batch = ImportBatchFactory(content=content, **kwargs)
    return go_on(batch, State.READING)


def imported(content, **kwargs) -> ImportBatch:
    return go_on(previewed(content, **kwargs), State.IMPORTING)


def go_on(batch: ImportBatch, state: State, **kwargs) -> ImportBatch:
    start(batch, state, batch.created_by, **kwargs)
    work()
    batch.refresh_from_db()
    return batch


def rows(batch: ImportBatch) -> list[tuple]:
    """Line, outcome and changes or reasons of each row."""
    return [(row.line, row.outcome, row.changes or row.told) for row in batch.rows.all()]
