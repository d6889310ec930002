"""What a field holds, in the reader's language: for the history, and for what is in dispute."""

import datetime
from collections.abc import Iterable
from pathlib import PurePosixPath

from django.db import models
from django.utils.translation import gettext as _

from members.formats import format_day, format_moment

NOTHING = "–"

Rows = dict[tuple[type[models.Model], object], models.Model]


def show(field: models.Field, value, rows: Rows) -> str:
    """A value of a model's field; ``rows`` has those that it leads to."""
    if isinstance(value, list):
        return ", ".join(show(field, key, rows) for key in value) or NOTHING
    if value is None or value == "":
        return NOTHING
    if field.is_relation:
        gone = _("no longer there (number %(key)s)") % {"key": value}
        return str(rows.get((field.related_model, value), gone))
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.FileField):
        return PurePosixPath(str(value)).name
    return _in_words(value)


def _in_words(value) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.datetime):
        return format_moment(value)
    if isinstance(value, datetime.date):
        return format_day(value)
    return str(value).replace("\r\n", "\n")


def rows_of(wanted: Iterable[tuple[type[models.Model], object]]) -> Rows:
    """Rows of several tables, in one query for each table."""
    keys: dict[type[models.Model], set] = {}
    for model, key in wanted:
        if key not in (None, ""):
            keys.setdefault(model, set()).add(key)
    return {
        (model, row.pk): row
        for model, of in keys.items()
        for row in model._base_manager.filter(pk__in=of)
    }


def who(user) -> str:
    """The name of whoever changed something."""
    return (user.get_full_name() or user.get_username()) if user else _("someone")
