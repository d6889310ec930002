"""What leads to an organisation, found by introspection, and what a merge does with it.

A table that is added later is moved like the others, without anything being said here.
"""

import json
from collections.abc import Iterator

from django.core import serializers
from django.db import models
from django.db.models import Q, UniqueConstraint
from simple_history.models import HistoricalChanges

from members.models import DuplicatePair, Membership, Merge, Organisation

# Told of a record as such, not of the organisation: it stays with the one it tells of.
LEFT = (DuplicatePair, Merge)
# What an import made of a record stays with it; a row that waits is about the one that stands.
MOVED_IF = {"members.importrow.organisation": Q(after__isnull=True)}


def leading_to(model: type[models.Model]) -> Iterator[models.ForeignObjectRel]:
    """The relations whose rows lead to rows of a model; histories and tables of links apart."""
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete:
            source = relation.related_model
            if not issubclass(source, HistoricalChanges) and not source._meta.auto_created:
                yield relation


def moving() -> Iterator[models.ForeignObjectRel]:
    """The relations whose rows go along."""
    return (r for r in leading_to(Organisation) if not issubclass(r.related_model, LEFT))


def key_of(relation) -> str:
    """What a relation is called in the account of a merge."""
    return f"{relation.related_model._meta.label_lower}.{relation.field.name}"


def rows_of(relation, organisation: Organisation) -> models.QuerySet:
    """The rows that lead to an organisation and would go along."""
    rows = relation.related_model._default_manager.filter(**{relation.field.name: organisation})
    return rows.filter(MOVED_IF.get(key_of(relation), Q())).order_by("pk")


def told_apart_by(relation) -> list[list[str]]:
    """Of which fields an organisation may have each combination in one row only."""
    field, options = relation.field, relation.related_model._meta
    together = [list(names) for names in options.unique_together]
    together += [list(c.fields) for c in options.constraints if isinstance(c, UniqueConstraint)]
    together += [[field.name]] if field.unique else []
    return [
        [name for name in names if name != field.name] for names in together if field.name in names
    ]


def without_place(relation, kept: Organisation, merged: Organisation) -> list[models.Model]:
    """Rows of the one that cannot stand beside the other's, as that has the very same."""
    rows, others = rows_of(relation, merged), list(rows_of(relation, kept))
    found = {}
    for names in told_apart_by(relation):
        taken = {_values(row, names) for row in others}
        found |= {row.pk: row for row in rows if _values(row, names) in taken}
    return list(found.values())


def _values(row: models.Model, names: list[str]) -> tuple:
    return tuple(getattr(row, row._meta.get_field(name).attname) for name in names)


def identical(period: Membership, others: list[Membership]) -> bool:
    """Whether one of the others says the very same."""
    told = ("start", "end", "attested_on", "source")
    return any(_values(period, told) == _values(other, told) for other in others)


def written_down(row: models.Model) -> dict:
    """A row as JSON, from which ``made_again`` makes it."""
    [written] = json.loads(serializers.serialize("json", [row]))
    return written


def made_again(written: dict) -> models.Model:
    """The row that was written down; it is in no table yet."""
    [row] = serializers.deserialize("python", [written])
    return row.object
