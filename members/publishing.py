"""Publication at a set time: by the worker, on time; by ``manage.py publish_due``, as a net."""

import datetime
import logging
from functools import partial

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from members import history
from members.choices import Status
from members.occasion import Source, because

logger = logging.getLogger(__name__)


def at(moment: datetime.datetime) -> None:
    """Has the worker look at this time what is due, once the present transaction is committed."""
    transaction.on_commit(partial(publish_when_due.using(run_after=moment).enqueue))


@task
def publish_when_due() -> None:
    """What was put off meanwhile is not due; what others have published is no draft any more."""
    publish_due(timezone.now())


def publish_due(now: datetime.datetime) -> int:
    """Publishes the drafts whose time has come, each by itself; how many these were."""
    due = _organisations().due(now)
    return sum(_publish(key, now) for key in list(due.values_list("pk", flat=True)))


def _organisations():
    return apps.get_model("members", "Organisation").objects


@transaction.atomic
def _publish(key: int, now: datetime.datetime) -> bool:
    """Looks again under a lock: of two that come at once, one finds nothing to do."""
    found = _organisations().due(now).filter(pk=key)
    organisation = found.select_for_update(of=("self",), no_key=True).order_by().first()
    if organisation is None:
        return False
    moment = organisation.publish_at
    reference = moment.isoformat()
    with because(user_id=set_by(organisation), source=Source.TIME, reference=reference):
        organisation.status = Status.PUBLISHED
        try:
            organisation.save()
        except ValidationError:
            logger.exception("Organisation %s could not be published at its time", key)
            return False
    return True


def set_by(organisation) -> int | None:
    """The account that set the time at which it is published, as far as the history tells."""
    entries = history.of(type(organisation)).objects.filter(id=organisation.pk)
    others = entries.exclude(publish_at=organisation.publish_at).order_by("-history_id")
    last = others.values_list("history_id", flat=True).first() or 0
    entry = entries.filter(history_id__gt=last).order_by("history_id").first()
    return entry.history_user_id if entry else None
