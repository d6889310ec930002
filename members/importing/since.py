"""What has become of organisations since an import made them: by their history, whatever it was."""

from collections.abc import Collection

from django.db import models
from django.db.models import Value
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from members import history
from members.formats import format_moment
from members.importing.problems import Reason, say
from members.kept import kept_with
from members.models import ImportBatch, ImportRow, Organisation
from members.occasion import Source

KEPT = ("history_source", "history_reference", "history_date")

moment = lazy(format_moment, str)
names = lazy(lambda found: ", ".join(str(model._meta.verbose_name) for model in found), str)


def deeds_since(batch: ImportBatch, keys: Collection[int]) -> dict[int, list[Reason]]:
    """A sentence on each of these organisations that somebody has changed, itself or its parts.

    What another import did counts for nothing once it is undone. Two queries.
    """
    kept = kept_with(Organisation)
    undone = ImportRow.objects.filter(organisation__in=keys, is_undone=True)
    pairs = undone.values_list("organisation", "batch")
    passed = {(Source.IMPORT, key, str(other)) for key, other in pairs}
    found, last = {}, {}
    for number, key, source, reference, when in _entries(kept, keys):
        is_own = source == Source.IMPORT and reference == str(batch.pk)
        if is_own or source == Source.BEFORE or (source, key, reference) in passed:
            continue
        found.setdefault(key, set()).add(number)
        last[key] = max(when, last.get(key, when))
    return {
        key: [
            say(
                _("Edited since, last on %(when)s: %(records)s."),
                when=moment(last[key]),
                records=names([kept[number].model for number in sorted(numbers)]),
            )
        ]
        for key, numbers in found.items()
    }


def _entries(kept: list, keys: Collection[int]) -> models.QuerySet:
    first, *rest = (
        history.of(model)
        .objects.filter(**{f"{of}__in": keys})
        .order_by()
        .annotate(table=Value(number, models.IntegerField()))
        .values_list("table", of, *KEPT)
        for number, (model, of) in enumerate(kept)
    )
    return first.union(*rest, all=True)
