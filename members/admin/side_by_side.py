"""Two organisations side by side: what differs, and what a merge would do."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.text import capfirst

from members.admin.showing import NOTHING, rows_of, show
from members.duplicates import relations
from members.duplicates.choices import Unit, proposed, proposed_periods, units
from members.models import Membership, Organisation


class Line(NamedTuple):
    """What the two say of one thing, and whether the one that goes is believed."""

    key: str
    label: str
    kept: str
    merged: str
    is_taken: bool

    @property
    def differs(self) -> bool:
        return self.kept != self.merged


class Period(NamedTuple):
    """A membership of either, and whether it is to stand."""

    row: Membership
    is_kept: bool
    stands: bool


@dataclass
class Part:
    """A table whose rows go along: those that are moved, and those that the other has already."""

    label: str
    moved: list[str]
    dropped: list[str]


class SideBySide:
    """All that the page shows; ``take`` and ``periods`` as they were chosen, or None."""

    def __init__(
        self,
        kept: Organisation,
        merged: Organisation,
        take: Collection[str] | None = None,
        periods: Collection[int] | None = None,
    ):
        self.kept, self.merged = kept, merged
        self.take = proposed(kept, merged) if take is None else take
        self.standing = proposed_periods(kept, merged) if periods is None else periods

    @property
    def seen(self) -> str:
        """What the choices were made from: another text, once somebody has changed either."""
        return f"{self.kept.updated_at.isoformat()} {self.merged.updated_at.isoformat()}"

    def lines(self) -> list[Line]:
        both = (self.kept, self.merged)
        every = units()
        named = rows_of(
            (field.related_model, getattr(one, field.attname))
            for unit in every
            for field in unit.fields
            for one in both
            if field.is_relation
        )
        return [
            Line(
                unit.key,
                str(capfirst(unit.label)),
                *(_shown(unit, one, named) for one in both),
                unit.key in self.take,
            )
            for unit in every
        ]

    def differing(self) -> list[Line]:
        return [line for line in self.lines() if line.differs]

    def alike(self) -> list[Line]:
        return [line for line in self.lines() if not line.differs and line.kept != NOTHING]

    def periods(self) -> list[Period]:
        return [
            Period(period, one == self.kept, period.pk in self.standing)
            for one in (self.kept, self.merged)
            for period in one.memberships.order_by("start", "pk")
        ]

    def parts(self) -> list[Part]:
        """Told by introspection, but for the memberships, of which one chooses."""
        found = []
        for relation in relations.moving():
            rows = list(relations.rows_of(relation, self.merged))
            if not rows or relation.related_model is Membership:
                continue
            gone = {row.pk for row in relations.without_place(relation, self.kept, self.merged)}
            label = relation.related_model._meta.verbose_name_plural
            moved = [str(row) for row in rows if row.pk not in gone]
            dropped = [str(row) for row in rows if row.pk in gone]
            found.append(Part(str(capfirst(label)), moved, dropped))
        return found


def _shown(unit: Unit, organisation: Organisation, named) -> str:
    values = [show(field, getattr(organisation, field.attname), named) for field in unit.fields]
    told = [value for value in dict.fromkeys(values) if value != NOTHING]
    return ", ".join(told) or NOTHING
