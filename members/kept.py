"""What the history of a record tells of: its own rows, and those that go with it."""

from typing import NamedTuple

from django.db import models

from members import history


class Kept(NamedTuple):
    """A model whose rows the history of a record tells of, and the field that says of which."""

    model: type[models.Model]
    of: str


def kept_with(model: type[models.Model]) -> list[Kept]:
    """The model itself, then what goes with its rows: names, periods, contacts; editions."""
    model = model._meta.concrete_model
    parts = [
        Kept(relation.related_model, relation.field.attname)
        for relation in model._meta.related_objects
        if relation.one_to_many
        and relation.on_delete is models.CASCADE
        # What was merged into the record has a history of its own.
        and relation.related_model is not model
        and history.is_kept(relation.related_model)
    ]
    return [Kept(model, model._meta.pk.attname), *parts]
