"""Saying that what is told of organisations is right as of today: one of them, or many at once."""

from collections.abc import Iterable

from django.db import transaction

from members.models import Organisation
from members.occasion import because

CHUNK = 500


def verify(organisation: Organisation, by) -> None:
    """Verifies one; ``by`` is the account that says so, None where the organisation itself does."""
    verify_many([organisation.pk], by)
    organisation.refresh_from_db(fields=["verified_on", "verified_by"])


@transaction.atomic
def verify_many(keys: Iterable[int], by) -> int:
    """Verifies those of these keys, in one deed of the history; how many there were."""
    keys = sorted(keys)
    chunks = (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))
    with because():
        return sum(Organisation.objects.filter(pk__in=chunk).verify(by) for chunk in chunks)
