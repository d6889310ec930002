"""What may be chosen when two records become one: fields, and periods that cannot both stand."""

from collections.abc import Collection, Iterable
from itertools import pairwise
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from members import history
from members.duplicates.relations import identical
from members.models import Membership, Organisation

# The address and what the site notes itself stay each record's own.
OWN = {"slug", "merged_into"}
# What goes with a field: either would be wrong without the other.
TOGETHER = {"country": "region", "status": "publish_at"}
APART = OWN | {*TOGETHER.values()}


class Unit(NamedTuple):
    """What is chosen at once: one field, or a place."""

    key: str
    label: str
    fields: tuple[models.Field, ...]

    def values(self, organisation: Organisation) -> tuple:
        return tuple(getattr(organisation, field.attname) for field in self.fields)


def units() -> list[Unit]:
    """All that staff fill in of an organisation, a field that is added later as well."""
    found = []
    for tracked in history.of(Organisation).tracked_fields:
        field = Organisation._meta.get_field(tracked.name)
        if field.editable and not field.primary_key and field.name not in APART:
            along = TOGETHER.get(field.name)
            more = (Organisation._meta.get_field(along),) if along else ()
            label = _("place") if field.name == "country" else field.verbose_name
            found.append(Unit(field.name, label, (field, *more)))
    return found


def differing(kept: Organisation, merged: Organisation) -> list[Unit]:
    """Where the two say different things."""
    return [unit for unit in units() if unit.values(kept) != unit.values(merged)]


def proposed(kept: Organisation, merged: Organisation) -> set[str]:
    """What is best taken from the record that goes: what the other lacks."""
    return {
        unit.key
        for unit in differing(kept, merged)
        if not any(unit.values(kept)) and unit.key != "status"
    }


def proposed_periods(kept: Organisation, merged: Organisation) -> set[int]:
    """The periods that can stand together: those of the one, and of the other what lies beside."""
    own = list(kept.memberships.all())
    found = [*own]
    for period in merged.memberships.all():
        if not identical(period, own) and in_conflict([*found, period]) is None:
            found.append(period)
    return {period.pk for period in found}


def in_conflict(periods: Iterable[Membership]) -> Membership | None:
    """The first of the periods that begins before the one before it has ended."""
    dated = sorted(periods, key=lambda period: period.first_known_day)
    for earlier, later in pairwise(dated):
        if earlier.end is None or earlier.end >= later.first_known_day:
            return later
    return None


def chosen_periods(
    kept: Organisation, merged: Organisation, wanted: Collection[int] | None
) -> set[int]:
    """Those that are to stand. Raises ValidationError where they cannot all."""
    if wanted is None:
        wanted = proposed_periods(kept, merged)
    periods = [p for one in (kept, merged) for p in one.memberships.all() if p.pk in wanted]
    if later := in_conflict(periods):
        message = _("Two of the periods overlap: %(period)s begins before another has ended.")
        raise ValidationError(message, "overlap", {"period": later})
    return {period.pk for period in periods}
