"""Loading data files: idempotent, and never over what staff have edited since.

Each row of a file is remembered as it was loaded (``LoadedRecord``). On the next load a field is
changed only where the file has changed and the database still has what was loaded before; so
what staff edited stays, field by field, and what staff deleted stays deleted.
"""

import csv
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import IntegrityError, models

from members import occasion
from members.models import LoadedRecord
from members.occasion import Source


@dataclass
class Report:
    """What became of the rows of one table."""

    table: str
    created: int = 0
    changed: int = 0
    left_alone: int = 0
    notes: list[str] = field(default_factory=list)

    def __str__(self):
        return (
            f"{self.table}: {self.created} created, {self.changed} changed, "
            f"{self.left_alone} left alone"
        )


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def load(
    model: type[models.Model],
    rows: Iterable[dict],
    key: tuple[str, ...],
    at_once: bool = False,
) -> Report:
    """Loads rows (a value for each field name) into a model whose natural key is ``key``.

    Values are model instances for foreign keys, and whatever ``full_clean`` takes for the rest.
    ``at_once``: new ones are written together, which their own ``save`` has nothing to do with.
    Raises ValidationError, naming the row, for a value that the model refuses.
    """
    report = Report(str(model._meta.verbose_name_plural))
    before = {r.key: r for r in LoadedRecord.objects.filter(table=model._meta.label_lower)}
    found = model._default_manager.in_bulk([record.object_pk for record in before.values()])
    is_empty = not model._default_manager.exists()
    new, waiting = [], []
    save = waiting.append if at_once else model.save
    with occasion.because(source=Source.LOAD):
        for row in rows:
            name = " / ".join(str(_plain(row[part])) for part in key)
            record = before.get(name)
            try:
                if record is None:
                    existing = None if is_empty else _existing(model, row, key)
                    new.append(_create(model, row, name, existing, report, save))
                else:
                    key_then = model._meta.pk.to_python(record.object_pk)
                    _update(found.get(key_then), row, record, report)
            except (ValidationError, IntegrityError) as error:
                raise ValidationError(f"{report.table}, {name}: {error}") from error
        model._default_manager.bulk_create(waiting)
    LoadedRecord.objects.bulk_create(new)
    return report


def _existing(model, row: dict, key: tuple[str, ...]) -> models.Model | None:
    return model._default_manager.filter(**{part: row[part] for part in key}).first()


def _create(model, row: dict, name: str, existing, report: Report, save) -> LoadedRecord:
    if existing:
        report.left_alone += 1
        report.notes.append(f"{name}: was there already, and is left as it is")
    else:
        existing = model(**row)
        # What the database itself refuses need not be asked of it first, row by row; nor whether
        # it has what was just read from it.
        related = {name for name, value in row.items() if isinstance(value, models.Model)}
        existing.full_clean(related, validate_unique=False, validate_constraints=False)
        save(existing)
        report.created += 1
    values = {field: _plain(value) for field, value in row.items()}
    table = model._meta.label_lower
    return LoadedRecord(table=table, key=name, object_pk=existing.pk, values=values)


def _update(found, row: dict, record: LoadedRecord, report: Report) -> None:
    if found is None:
        report.left_alone += 1
        report.notes.append(f"{record.key}: was deleted, and stays so")
        return
    new = {
        field: value for field, value in row.items() if _plain(value) != record.values.get(field)
    }
    free = {
        field: value
        for field, value in new.items()
        if _stored(found, field) == record.values.get(field)
    }
    report.notes += [
        f"{record.key}: {field} was edited, and stays so" for field in new.keys() - free
    ]
    if not free:
        report.left_alone += 1
        return
    for name, value in free.items():
        setattr(found, name, value)
    found.full_clean()
    found.save()
    record.values |= {name: _plain(value) for name, value in free.items()}
    record.save(update_fields=["values"])
    report.changed += 1


def _stored(instance: models.Model, name: str):
    return _plain(getattr(instance, name))


def _plain(value):
    """A value as JSON keeps it, the same for what a file says and for what a model holds."""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, File):
        with value.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    if value is None or isinstance(value, (bool, int)):
        return value
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return getattr(value, "as_e164", None) or str(value)
