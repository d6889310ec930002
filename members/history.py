"""What each record was before: who changed it, when, from where, why, and from what to what.

Every row that is written, one or many, is written down again in the history of its model, unless
nothing of it has changed. ``keep`` is called where the fields of a model are complete: at the end
of its application's ``translation.py``.
"""

import uuid
from collections.abc import Iterable
from functools import partial
from itertools import islice

import simple_history
from django.apps import apps
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.utils import timezone
from simple_history.models import HistoricalRecords

from members import occasion
from members.occasion import LONGEST_REASON, Source

CREATED, CHANGED, DELETED = "+", "~", "-"
# What the database or the search works out, and the time of a change, which the history has itself.
DERIVED = {
    *("titles_folded", "names_folded", "place_folded", "search_text", "year_joined", "updated_at"),
    "preview_number",
}
CHUNK = 500
# The model of each model's history.
HISTORIES: dict[type[models.Model], type[models.Model]] = {}


class Recorded(models.Model):
    """What the history knows of a change beside the row itself."""

    # One of ``Source``; what the source names.
    history_source = models.CharField(max_length=10, blank=True)
    history_reference = models.CharField(max_length=200, blank=True)
    # All rows that one deed has changed have its number.
    history_deed = models.UUIDField()
    # The rows that its lists of links led to, by the list's name; of a deleted row, also those
    # whose lists led to it.
    history_links = models.JSONField(null=True)

    class Meta:
        abstract = True


class Records(HistoricalRecords):
    """django-simple-history's, for a model with proxies, on our occasions, without repetition."""

    def get_meta_options(self, model):
        name = f"{model._meta.model_name}_history"
        return super().get_meta_options(model) | {
            "indexes": [
                models.Index(fields=[model._meta.pk.attname, "history_id"], name=f"{name}_of"),
                models.Index(
                    fields=["history_id"],
                    name=f"{name}_gone",
                    condition=models.Q(history_type=DELETED),
                ),
            ]
        }

    def finalize(self, sender, **kwargs):
        super().finalize(sender, **kwargs)
        HISTORIES[sender] = sender.history.model
        for model in apps.get_models():
            if model._meta.proxy and model._meta.concrete_model is sender:
                post_save.connect(self.post_save, sender=model, weak=False)
                pre_delete.connect(self.pre_delete, sender=model, weak=False)
                post_delete.connect(self.post_delete, sender=model, weak=False)
                model._meta.simple_history_manager_attribute = self.manager_name

        for field in sender._meta.many_to_many:
            m2m_changed.connect(
                partial(linked, owner=sender), sender=field.remote_field.through, weak=False
            )

    def pre_delete(self, instance, **kwargs):
        super().pre_delete(instance, **kwargs)
        instance._links_lost = links(instance, backwards=True)

    def create_historical_record(self, instance, history_type, using=None):
        write([instance], history_type)


def linked(instance, action, reverse, pk_set, *, owner, **kwargs) -> None:
    """Receiver of ``m2m_changed``: writes down the rows whose list of links has changed."""
    if action.startswith("post_"):
        rows = owner._base_manager.filter(pk__in=pk_set or []) if reverse else [instance]
        write(rows, CHANGED)


def keep(model: type[models.Model]) -> None:
    """Has every change of the model's rows written down, its proxies' as well."""
    names = {f.name: f for f in model._meta.concrete_fields}
    # A field that is kept in three languages has no value of its own.
    translated = {f.translated_field.name for f in names.values() if _is_translation(f)}
    simple_history.register(
        model,
        records_class=Records,
        bases=(Recorded,),
        excluded_fields=sorted((DERIVED | translated) & names.keys()),
        history_id_field=models.BigAutoField(),
        history_change_reason_field=models.CharField(max_length=LONGEST_REASON, blank=True),
        # Of a key, only a part's is asked for: what was told of an organisation.
        no_db_index=[name for name in names if name not in ("organisation", "newsletter")],
    )


def _is_translation(field: models.Field) -> bool:
    return hasattr(field, "translated_field")


def begin(model: type[models.Model], history: type[models.Model]) -> None:
    """For a migration: what is there already is written down as what was there before."""
    names = {field.attname for field in history._meta.concrete_fields}
    names &= {field.attname for field in model._meta.concrete_fields}
    known = {"history_type": CREATED, "history_source": Source.BEFORE, "history_deed": uuid.uuid4()}
    known |= {"history_date": timezone.now()}
    rows = model._base_manager.iterator(chunk_size=CHUNK)
    while batch := list(islice(rows, CHUNK)):
        history._base_manager.bulk_create(
            history(**known, history_links=links(row), **{n: getattr(row, n) for n in names})
            for row in batch
        )


def is_kept(model: type[models.Model]) -> bool:
    return model._meta.concrete_model in HISTORIES


def of(model: type[models.Model]) -> type[models.Model]:
    """The model of a model's history."""
    return HISTORIES[model._meta.concrete_model]


def attributes(model: type[models.Model]) -> list[str]:
    """What the history keeps of a row."""
    return [field.attname for field in of(model).tracked_fields]


def write(instances: Iterable[models.Model], kind: str) -> None:
    """Writes these rows down as they are now; a changed one only where it differs from before."""
    instances = list(instances)
    if not instances or not is_kept(type(instances[0])):
        return
    model = type(instances[0])
    history, names, now = of(model), attributes(model), occasion.current()
    states = [(_values(i, names), _told(i, kind)) for i in instances]
    if kind == CHANGED:
        known = last_states(model, [instance.pk for instance in instances])
        pairs = zip(states, instances, strict=True)
        states = [state for state, i in pairs if not _is_same(state, known.get(i.pk))]
    history.objects.bulk_create(
        [
            history(
                history_date=timezone.now(),
                history_type=kind,
                history_user_id=now.user_id,
                history_change_reason=now.reason,
                history_source=now.source,
                history_reference=now.reference,
                history_deed=now.deed,
                history_links=told,
                **dict(zip(names, values, strict=True)),
            )
            for values, told in states
        ],
        batch_size=CHUNK,
    )


def last_states(model: type[models.Model], keys: list) -> dict:
    """What the history last kept of these rows, by their keys."""
    history, names, pk = of(model), attributes(model), model._meta.pk.attname
    if len(keys) == 1:
        latest = history.objects.filter(**{pk: keys[0]}).order_by("-history_id")[:1]
    else:
        newest = history.objects.filter(**{f"{pk}__in": keys}).order_by().values(pk)
        newest = newest.annotate(newest=models.Max("history_id")).values("newest")
        latest = history.objects.filter(history_id__in=newest)
    return {getattr(row, pk): (_values(row, names), row.history_links) for row in latest}


def _is_same(state: tuple, other: tuple | None) -> bool:
    """Whether nobody would see a difference: forms send no text for nothing, and their own ends
    of lines."""
    return (
        other is not None
        and [_seen(v) for v in state[0]] == [_seen(v) for v in other[0]]
        and (state[1] == other[1])
    )


def _seen(value):
    return value.replace("\r\n", "\n") or None if isinstance(value, str) else value


def last_entry(model: type[models.Model], key) -> Recorded | None:
    """The newest entry of a row."""
    entries = of(model).objects.filter(**{model._meta.pk.attname: key})
    return entries.select_related("history_user").order_by("-history_id").first()


def deleted(model: type[models.Model]) -> models.QuerySet:
    """The last entries of the rows that are gone, the latest first."""
    pk, entries = model._meta.pk.attname, of(model).objects
    same = entries.filter(**{pk: models.OuterRef(pk)}, history_id__gt=models.OuterRef("history_id"))
    gone = entries.filter(~models.Exists(same), history_type=DELETED)
    return gone.order_by("-history_id")


def _told(instance: models.Model, kind: str) -> dict[str, list] | None:
    return instance._links_lost if kind == DELETED else links(instance)


def _values(row: models.Model, names: list[str]) -> tuple:
    return tuple(_plain(row._meta.get_field(name), getattr(row, name)) for name in names)


def _plain(field: models.Field, value):
    """A value as the database gives it back, whatever it was set from."""
    return value.name or "" if isinstance(value, FieldFile) else field.to_python(value)


def links(instance: models.Model, *, backwards: bool = False) -> dict[str, list] | None:
    """The rows that its lists of links lead to; ``backwards``, also those whose lists lead to it.

    None for a model without such lists.
    """
    names = [field.name for field in instance._meta.many_to_many]
    if backwards:
        relations = instance._meta.related_objects
        names += [r.get_accessor_name() for r in relations if r.many_to_many]
    if not names:
        return None
    return {name: sorted(getattr(instance, name).values_list("pk", flat=True)) for name in names}


class RecordedQuerySet(models.QuerySet):
    """Whatever is done to many rows at once is written down as well."""

    def update(self, **kwargs):
        tracked = {*attributes(self.model)} | {f.name for f in of(self.model).tracked_fields}
        if not tracked & kwargs.keys():
            return super().update(**kwargs)
        with transaction.atomic(using=self.db):
            keys = list(self.order_by().values_list("pk", flat=True))
            rows = super().update(**kwargs)
            for start in range(0, len(keys), CHUNK):
                write(self.model._base_manager.filter(pk__in=keys[start : start + CHUNK]), CHANGED)
        return rows

    def delete(self):
        with occasion.because():
            return super().delete()

    update.alters_data = delete.alters_data = True
    delete.queryset_only = True

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        with transaction.atomic(using=self.db):
            made = super().bulk_create(objs, *args, **kwargs)
            if kwargs.get("ignore_conflicts") or kwargs.get("update_conflicts"):
                write(self._same_as(objs), CHANGED)
            else:
                write(made, CREATED)
        return made

    def _same_as(self, objs: list[models.Model]):
        """The rows that stand for these now, also where they were there before."""
        same = models.Q(pk__in=[o.pk for o in objs if o.pk])
        for field in self.model._meta.concrete_fields:
            if field.unique and not field.primary_key:
                same |= models.Q(**{f"{field.name}__in": [getattr(o, field.name) for o in objs]})
        return self.model._base_manager.filter(same)


class RecordedModel(models.Model):
    """A model of which a history is kept."""

    class Meta:
        abstract = True

    def delete(self, **kwargs):
        """All that goes with the row goes in one deed, so that it can come back in one."""
        with occasion.because():
            return super().delete(**kwargs)

    def settle(self) -> None:
        """Of a state that is put back: forgets what has no meaning any more."""
