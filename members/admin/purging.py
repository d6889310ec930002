"""What a purge takes along: what comes back with the record, what does not, what stays.

Found by introspection, so that a table that is added later is told of, too.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from django.db import models
from django.utils.text import capfirst

from members import returning
from members.duplicates.relations import leading_to

Counted = list[tuple[str, int]]
Keys = dict[type[models.Model], set]


class Going(NamedTuple):
    """How many rows of each kind there are: a restoring brings them back; it does not; they stay,
    and no longer say that they were this record's."""

    back: Counted
    lost: Counted
    cut: Counted


def what_goes(record: models.Model) -> Going:
    """What leads to a record, and to that in turn."""
    walk = _Walk()
    walk.through(record._meta.concrete_model, {record.pk}, set(returning.parts(type(record))))
    # What goes by one way does not stay by another.
    cut = {model: keys - walk.gone(model) for model, keys in walk.cut.items()}
    stays = {model: keys for model, keys in cut.items() if keys or model not in walk.going}
    return Going(_counted(walk.back), _counted(walk.lost), _counted(stays))


def in_the_way(record: models.Model) -> Iterator[models.Model]:
    """The rows for whose sake a record cannot be purged."""
    for relation in leading_to(type(record)):
        if getattr(relation, "on_delete", None) in (models.RESTRICT, models.PROTECT):
            yield from _rows(relation, {record.pk})


class _Walk:
    """The rows that were met on the way, by their models."""

    def __init__(self):
        self.back: Keys = defaultdict(set)
        self.lost: Keys = defaultdict(set)
        self.cut: Keys = defaultdict(set)

    @property
    def going(self) -> set[type[models.Model]]:
        return {*self.back, *self.lost}

    def gone(self, model: type[models.Model]) -> set:
        return self.back.get(model, set()) | self.lost.get(model, set())

    def through(self, model: type[models.Model], keys: set, parts: set) -> None:
        """``parts``: the relations whose rows a restoring brings back."""
        for relation in leading_to(model):
            if getattr(relation, "on_delete", None) in (models.RESTRICT, models.PROTECT):
                continue
            found = set(_rows(relation, keys).values_list("pk", flat=True))
            if relation in parts:
                self.back[relation.related_model] |= found
            elif relation.many_to_many or relation.on_delete is models.CASCADE:
                self.lost[relation.related_model] |= found
            else:
                self.cut[relation.related_model] |= found
                continue
            if not relation.many_to_many:
                self.through(relation.related_model, found, set())


def _rows(relation, keys: set) -> models.QuerySet:
    rows = relation.related_model._base_manager.order_by("pk")
    return rows.filter(**{f"{relation.field.name}__in": keys}).distinct()


def _counted(keys: Keys) -> Counted:
    named = [(str(capfirst(m._meta.verbose_name_plural)), len(pks)) for m, pks in keys.items()]
    return sorted(named)
