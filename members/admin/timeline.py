"""The history of a record and its parts as one list, newest first, field by field."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import Exists, OuterRef, Subquery, Value
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from members import history
from members.admin.showing import NOTHING, Rows, rows_of, show, who
from members.formats import format_moment
from members.history import CHANGED, CREATED, DELETED
from members.kept import Kept
from members.occasion import Source

UNTOLD = {"created_at"}

# Those of a model's entries that the reader may see.
Told = Callable[[type[models.Model], models.QuerySet], models.QuerySet]


class Change(NamedTuple):
    """A field that has changed, in the reader's words."""

    label: str
    old: str
    new: str


@dataclass
class Entry:
    """What happened to one row."""

    row: models.Model
    model: type[models.Model]
    title: str
    deed: str
    who: str
    when: str
    source: str
    reason: str
    is_part: bool
    changes: list[Change] = field(default_factory=list)

    @property
    def is_deletion(self) -> bool:
        return self.row.history_type == DELETED

    @property
    def can_return(self) -> bool:
        """Whether going back to it would be a change: it is not the state of now."""
        return self.row.has_later or (self.is_deletion and not self.row.is_there)

    @property
    def model_name(self) -> str:
        return self.model._meta.model_name


def keys(kept: list[Kept], key, told: Told) -> models.QuerySet:
    """Where each entry on a record stands, newest first: the number of its table, its own.

    ``told`` leaves out those that the reader may not see.
    """
    first, *rest = (
        told(model, history.of(model).objects.filter(**{of: key}))
        .order_by()
        .annotate(table=Value(number, models.IntegerField()))
        .values_list("table", "history_id", "history_date")
        for number, (model, of) in enumerate(kept)
    )
    return first.union(*rest, all=True).order_by("-history_date", "-history_id", "table")


def read(kept: list[Kept], places: list[tuple]) -> list[Entry]:
    """The entries at these places (see ``keys``): two queries for a table, one for names each."""
    found = {}
    for number, (model, _of) in enumerate(kept):
        rows = with_neighbours(model, [place[1] for place in places if place[0] == number])
        found |= {(number, row.history_id): (model, row, before) for row, before in rows}
    told = [found[place[:2]] for place in places if place[:2] in found]
    named = rows_of(link for entry in told for link in links(*entry))
    return [
        _entry(model, row, before, named, is_part=model is not kept[0].model)
        for model, row, before in told
    ]


def with_neighbours(model, ids: list[int]) -> Iterator[tuple]:
    """Entries, each with the one before it of the same row, or None."""
    if not ids:
        return
    pk, entries = model._meta.pk.attname, history.of(model).objects
    same = entries.filter(**{pk: OuterRef(pk)}).order_by("-history_id")
    rows = entries.filter(history_id__in=ids).select_related("history_user")
    rows = rows.annotate(
        before=Subquery(
            same.filter(history_id__lt=OuterRef("history_id")).values("history_id")[:1]
        ),
        has_later=Exists(same.filter(history_id__gt=OuterRef("history_id"))),
        is_there=Exists(model._base_manager.filter(pk=OuterRef(pk))),
    )
    rows = list(rows)
    known = entries.in_bulk({row.before for row in rows if row.before})
    for row in rows:
        yield row, known.get(row.before)


def _entry(model, row, before, named: Rows, *, is_part: bool) -> Entry:
    deeds = {CREATED: _("Added"), CHANGED: _("Changed"), DELETED: _("Deleted")}
    return Entry(
        row=row,
        model=model,
        title=f"{capfirst(model._meta.verbose_name)}: {name_of(ghost(model, row, named))}",
        deed=deeds[row.history_type],
        who=who(row.history_user) if row.history_user else "",
        when=format_moment(row.history_date),
        source=_source(row),
        reason=row.history_change_reason,
        is_part=is_part,
        changes=list(changes(model, row, before, named)),
    )


def _source(row) -> str:
    """From where the change came, as "an import (12)", "an earlier state (1 May 2026, 14:05)"."""
    known, text = row.history_source in Source.values, row.history_reference
    moment = parse_datetime(text) if text else None
    shown = format_moment(moment) if moment else text
    source = str(Source(row.history_source).label) if row.history_source and known else ""
    return f"{source} ({shown})" if source and shown else source or shown


def ghost(model, row, named: Rows | None = None) -> models.Model:
    """The row of the model as it was then, which is in no table.

    ``named`` are all the rows that it leads to, so that nobody need ask for one; without it, what
    is asked of the row may ask the database.
    """
    instance = model(**{name: getattr(row, name) for name in history.attributes(model)})
    for relation in history.of(model).tracked_fields:
        if relation.is_relation and named is not None:
            there = named.get((relation.related_model, getattr(row, relation.attname)))
            # One that is gone as well leaves the key as it is.
            relation.set_cached_value(instance, there)
    return instance


def name_of(ghost: models.Model) -> str:
    """What it calls itself, or its number where that would need a row that is gone as well."""
    try:
        return str(ghost)
    except ObjectDoesNotExist:
        return f"{ghost._meta.verbose_name} {ghost.pk}"


def changes(model, row, before, named: Rows) -> Iterator[Change]:
    """What differs between two entries; of a first and of a last one, all that it holds."""
    if row.history_type == DELETED:
        return between(model, row, None, named)
    return between(model, before if row.history_type == CHANGED else None, row, named)


def between(model, old, new, named: Rows) -> Iterator[Change]:
    """What differs between two states, either of which may be none."""
    for of in history.of(model).tracked_fields:
        if of.primary_key or of.name in UNTOLD:
            continue
        was, now = (_value(entry, of, named) for entry in (old, new))
        if was != now:
            yield Change(str(capfirst(of.verbose_name)), was, now)
    for of in model._meta.many_to_many:
        was, now = (_value(entry, of, named) for entry in (old, new))
        if was != now:
            yield Change(str(capfirst(of.verbose_name)), was, now)


def _value(entry, of: models.Field, named: Rows) -> str:
    if entry is None:
        return NOTHING
    if of.many_to_many:
        return show(of, (entry.history_links or {}).get(of.name, []), named)
    return show(of, getattr(entry, of.attname), named)


def links(model, *entries) -> Iterator[tuple]:
    """The rows that entries lead to."""
    for entry in filter(None, entries):
        for of in history.of(model).tracked_fields:
            if of.is_relation:
                yield of.related_model, getattr(entry, of.attname)
        for name, held in (entry.history_links or {}).items():
            if name in {of.name for of in model._meta.many_to_many}:
                yield from ((model._meta.get_field(name).related_model, key) for key in held)


def by_deed(entries: list[Entry]) -> list[list[Entry]]:
    """Those that one deed has made, together."""
    return [list(group) for _deed, group in groupby(entries, lambda e: e.row.history_deed)]
