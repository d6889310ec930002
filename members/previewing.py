"""Links by which a draft can be looked at before it is public: signed, for a while, revocable."""

import datetime
from typing import NamedTuple

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import F
from django.utils import timezone

SALT = "members.previewing"


class EndedError(Exception):
    """The link was a good one, and is no more."""


class Link(NamedTuple):
    """What a link says: which record, the number of its links then, and until when it works."""

    key: int
    number: int
    until: datetime.datetime


def token(record: models.Model) -> str:
    """What stands in a link to the record that works from now on, for ``PREVIEW_DAYS``."""
    until = timezone.now() + datetime.timedelta(days=settings.PREVIEW_DAYS)
    held = [record.pk, record.preview_number, int(until.timestamp())]
    return signing.dumps(held, salt=_salt(type(record)))


def read(model: type[models.Model], given: str) -> Link:
    """What a link says. Raises ``BadSignature`` where it is none of ours."""
    key, number, until = signing.loads(given, salt=_salt(model))
    return Link(key, number, datetime.datetime.fromtimestamp(until, datetime.UTC))


def follow(model: type[models.Model], given: str) -> tuple[models.Model, Link]:
    """The record that a link leads to. Raises ``EndedError`` where it leads nowhere any more."""
    link = read(model, given)
    found = model._base_manager.filter(pk=link.key, preview_number=link.number).first()
    if found is None or link.until <= timezone.now():
        raise EndedError
    return found, link


def withdraw(record: models.Model) -> None:
    """From here on, the links that were made before lead nowhere."""
    rows = type(record)._base_manager.filter(pk=record.pk)
    # Past the history and the time of the last change: a link is nothing that the record says.
    models.QuerySet.update(rows, preview_number=F("preview_number") + 1)
    record.refresh_from_db(fields=["preview_number"])


def _salt(model: type[models.Model]) -> str:
    return f"{SALT}.{model._meta.concrete_model._meta.label}"
