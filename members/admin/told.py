"""Which entries of the history a reader is told of: those of rows that their own list shows."""

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from members import history


def told(request, site, model: type[models.Model], entries: models.QuerySet) -> models.QuerySet:
    """Leaves out what the list of the model leaves out for who asks, now or then: the contacts of
    other regions, in the history of the organisation that both know.

    An entry tells two states, after it and before; and what is hidden today is not told of the
    time when it was not.
    """
    desk = site._registry.get(model)
    seen = desk.seen(request, entries) if desk else entries
    if seen is entries:
        return entries
    pk = model._meta.pk.attname
    same = history.of(model).objects.filter(**{pk: OuterRef(pk)}).order_by("-history_id")
    shown = desk.seen(request, history.of(model).objects.order_by())
    before = same.filter(history_id__lt=OuterRef("history_id")).values("history_id")[:1]
    return seen.alias(before=Subquery(before), last=Subquery(same.values("history_id")[:1])).filter(
        Q(before=None) | Exists(shown.filter(history_id=OuterRef("before"))),
        Exists(shown.filter(history_id=OuterRef("last"))),
    )
