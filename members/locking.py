"""The one order in which rows are locked, so that no two transactions wait for each other.

Organisations first, by their keys, ascending; then what belongs to them: a question, a change
request, a merge. They are locked as an UPDATE locks them (``no_key``): rows may refer to them
meanwhile, and who holds that lock need not wait for a stronger one. SQLite has but one writer,
which a transaction is from its beginning.
"""

from collections.abc import Iterable
from typing import TypeVar

from django.db import models, transaction

from members.models import Organisation

Row = TypeVar("Row", bound=models.Model)


def organisations(keys: Iterable[int]) -> dict[int, Organisation]:
    """Those of these that are there, which nobody else changes until the transaction ends."""
    rows = Organisation.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("region", "country").filter(pk__in=set(keys))
    return {row.pk: row for row in rows.order_by("pk")}


def with_organisation(model: type[Row], key: int) -> Row:
    """A row that belongs to an organisation, read anew, with both of them locked.

    Raises DoesNotExist where it has gone.
    """
    while (row := _with_organisation(model, key)) is None:
        pass
    return row


@transaction.atomic
def _with_organisation(model: type[Row], key: int) -> Row | None:
    """None, and no lock kept, where a merge gave it to another while the lock was waited for."""
    owner = model._base_manager.values_list("organisation", flat=True).get(pk=key)
    locked = organisations([owner])
    row = model._base_manager.select_for_update(of=("self",)).get(pk=key)
    if row.organisation_id not in locked:
        transaction.set_rollback(True)
        return None
    row.organisation = locked[owner]
    return row
