"""Going back: a record as it was at an earlier time, or that was deleted.

What is put back is checked as if it had been typed anew. Raises ValidationError, which says what
stands in the way: an address that is taken meanwhile, a region that is no longer there.
"""

import secrets

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from members import history
from members.history import DELETED


@transaction.atomic
def put_back(model: type[models.Model], entry) -> models.Model:
    """Has a row be what it was at this entry, whether it is there or not."""
    key = getattr(entry, model._meta.pk.attname)
    row = model._base_manager.select_for_update(of=("self",)).filter(pk=key).order_by().first()
    is_new = row is None
    row = row or model(pk=key)
    if is_new and hasattr(row, "preview_number"):
        # Links that were withdrawn before it went stay void.
        row.preview_number = secrets.randbelow(2**31)
    for name in history.attributes(model):
        # A merge is undone as a whole, or not at all.
        if is_new or name != "merged_into_id":
            setattr(row, name, getattr(entry, name))
    row.settle()
    let_go(model, row)
    everything_is_there(model, row)
    try:
        with transaction.atomic():
            row.full_clean()
            row.save(force_insert=is_new)
            link(row, entry.history_links or {})
    except IntegrityError as error:
        message = _("Another record stands in the way: the database refuses this one beside it.")
        raise ValidationError(message) from error
    return row


@transaction.atomic
def restore(model: type[models.Model], entry) -> models.Model:
    """Undoes a deletion, of the row and of the parts that went with it."""
    row = put_back(model, entry)
    for relation in parts(model):
        if relation.one_to_many:
            gone = history.of(relation.related_model).objects.filter(
                history_type=DELETED,
                history_deed=entry.history_deed,
                **{relation.field.attname: row.pk},
            )
            for part in gone.order_by("history_id"):
                put_back(relation.related_model, part)
    return row


def parts(model: type[models.Model]) -> list[models.ForeignObjectRel]:
    """The relations whose rows, or links, come back with a row of the model."""
    return [
        relation
        for relation in model._meta.related_objects
        if relation.many_to_many
        or (relation.one_to_many and history.is_kept(relation.related_model))
    ]


def let_go(model: type[models.Model], row: models.Model) -> None:
    """Empties what the database empties when the other goes: who verified it, of an account."""
    for field in history.of(model).tracked_fields:
        if field.is_relation and field.remote_field.on_delete is models.SET_NULL:
            others = field.related_model._base_manager
            if not others.filter(pk=getattr(row, field.attname)).exists():
                setattr(row, field.attname, None)


def everything_is_there(model: type[models.Model], row: models.Model) -> None:
    """Raises ValidationError where what the row leads to has gone."""
    missing = {}
    for field in history.of(model).tracked_fields:
        value = getattr(row, field.attname)
        if field.is_relation and value is not None:
            there = field.related_model._base_manager.filter(pk=value).first()
            if there is None:
                missing[field.name] = _("What stood here is no longer there (number %(key)s).") % {
                    "key": value
                }
            elif getattr(there, "merged_into_id", None):
                message = _("“%(record)s” was merged into another: undo the merge first.")
                missing[field.name] = message % {"record": there}
        elif isinstance(field, models.FileField) and value and not value.storage.exists(value.name):
            missing[field.name] = _("This file is no longer there.")
    if missing:
        raise ValidationError(missing)


def link(row: models.Model, links: dict[str, list]) -> None:
    """Links the row as it was, to what is still there."""
    own = {field.name for field in row._meta.many_to_many}
    for name, keys in links.items():
        others = getattr(row, name)
        there = others.model._base_manager.filter(pk__in=keys)
        if hasattr(others.model, "merged_into"):
            standing = there.values(standing=Coalesce("merged_into", "pk"))
            there = others.model._base_manager.filter(pk__in=standing)
        if name in own:
            others.set(there)
        else:
            others.add(*there)
