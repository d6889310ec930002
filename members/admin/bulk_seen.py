"""What was seen of each record when a question about several was put: how many entries it had.

The last number of the history would not do: PostgreSQL gives numbers out before what they count is
committed, so that an edit with a lower one may come to light after the question. The records are
locked before they are compared for the last time, and who edits one has it locked until its entry
is there.
"""

from itertools import accumulate, pairwise

from django.db.models import Count, QuerySet

from members import history

Seen = dict[int | str, int]


def entries(rows: QuerySet) -> Seen:
    """How many entries in the history each row has."""
    key, rows = rows.model._meta.pk.attname, rows.order_by()
    kept = history.of(rows.model).objects.filter(**{f"{key}__in": rows.values("pk")})
    counted = kept.order_by().values_list(key).annotate(Count("history_id"))
    return dict.fromkeys(rows.values_list("pk", flat=True), 0) | dict(counted)


def edited(rows: QuerySet, seen: Seen) -> list[int | str]:
    """The keys of those rows that are not as they were seen, or were not seen at all."""
    return [key for key, number in entries(rows).items() if seen.get(key) != number]


def unedited(rows: QuerySet, seen: Seen | None) -> QuerySet:
    """Those of the rows that are as they were seen; None stands for now."""
    return rows if seen is None else rows.exclude(pk__in=edited(rows, seen))


def packed(seen: Seen) -> list[list]:
    """For a form: the keys, then the numbers; of keys that are numbers, the steps between them,
    which shrink well when they are compressed.
    """
    keys = sorted(seen)
    is_counted = all(isinstance(key, int) for key in keys)
    steps = [after - before for before, after in pairwise([0, *keys])] if is_counted else keys
    return [steps, [seen[key] for key in keys]]


def unpacked(seen: list[list]) -> Seen:
    """What ``packed`` has put away."""
    steps, numbers = seen
    is_counted = all(isinstance(step, int) for step in steps)
    return dict(zip(accumulate(steps) if is_counted else steps, numbers, strict=True))
