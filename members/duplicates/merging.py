"""Making one organisation of two.

The record that is merged away stays as a row: archived, with ``merged_into``. All that leads to
it is moved (``relations``), and all of it written down in a ``Merge``, from which ``undoing`` puts
it back.
"""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members import history, locking, occasion
from members.choices import NameKind, Status
from members.duplicates import relations
from members.duplicates.choices import Unit, chosen_periods, differing, proposed
from members.models import AlternateName, Membership, Merge, Organisation
from members.occasion import Source


@transaction.atomic
def merge(
    kept: Organisation,
    merged: Organisation,
    take: Collection[str] | None = None,
    periods: Collection[int] | None = None,
) -> Merge:
    """Merges one into the other.

    ``take``: the units (see ``choices``) that are to be as the one that goes has them; None for
    those that the other lacks. ``periods``: the memberships of both that are to stand; None for all
    that can. Raises ValidationError where it cannot be done.
    """
    kept, merged = locked(kept.pk, merged.pk)
    if kept.pk == merged.pk:
        raise ValidationError(_("An organisation cannot be merged into itself."))
    if kept.merged_into_id or merged.merged_into_id:
        raise ValidationError(_("One of the two has been merged already."))
    with occasion.because(source=Source.MERGE, reference=merged.name) as now:
        done = _Merging(kept, merged).all_of_it(
            proposed(kept, merged) if take is None else take,
            chosen_periods(kept, merged, periods),
        )
        return Merge.objects.create(
            kept=kept, merged=merged, made_at=timezone.now(), made_by_id=now.user_id, done=done
        )


def locked(*keys: int) -> list[Organisation]:
    """These organisations, which nobody else changes until the end of the transaction."""
    found = locking.organisations(keys)
    if found.keys() != set(keys):
        raise ValidationError(_("One of the two is no longer there."))
    return [found[key] for key in keys]


def plain(value):
    """A value as JSON holds it."""
    return value if value is None or isinstance(value, str | int) else str(value)


class _Merging:
    """One merge while it is made; ``done`` is the account of it."""

    def __init__(self, kept: Organisation, merged: Organisation):
        self.kept, self.merged = kept, merged
        self.done = {"fields": {}, "moved": {}, "dropped": [], "made": [], "links": {}}

    def all_of_it(self, take: Collection[str], periods: set[int]) -> dict:
        titles = {self.merged.name: NameKind.FORMER, self.merged.acronym: NameKind.SPELLING}
        titles |= {self.kept.name: NameKind.FORMER, self.kept.acronym: NameKind.SPELLING}
        self._drop_periods(periods)
        for relation in relations.moving():
            (self._relink if relation.many_to_many else self._move)(relation)
        self._take([unit for unit in differing(self.kept, self.merged) if unit.key in take])
        self._remember(titles)
        self._retire()
        return self.done

    def _retire(self) -> None:
        """Archives the one that goes, and notes what that has changed of it."""
        fields = [f for f in history.of(Organisation).tracked_fields if f.name != "merged_into"]
        before = {f.attname: plain(getattr(self.merged, f.attname)) for f in fields}
        self.merged.merged_into, self.merged.status = self.kept, Status.ARCHIVED
        self.merged.save()
        now = {f.attname: plain(getattr(self.merged, f.attname)) for f in fields}
        self.done["was"] = {name: old for name, old in before.items() if old != now[name]}

    def _drop_periods(self, stand: set[int]) -> None:
        both = Membership.objects.filter(organisation__in=[self.kept, self.merged])
        for period in both.exclude(pk__in=stand).order_by("pk"):
            self._drop(period)

    def _drop(self, row) -> None:
        self.done["dropped"].append(relations.written_down(row))
        row.delete()

    def _move(self, relation) -> None:
        for row in relations.without_place(relation, self.kept, self.merged):
            self._drop(row)
        rows = relations.rows_of(relation, self.merged)
        if keys := list(rows.values_list("pk", flat=True)):
            self.done["moved"][relations.key_of(relation)] = keys
            rows.update(**{relation.field.name: self.kept})

    def _relink(self, relation) -> None:
        """Lists of links that name the one name the other; of one that names both, that is told."""
        name, told = relation.field.name, {"moved": [], "had both": []}
        for row in relations.rows_of(relation, self.merged):
            links = getattr(row, name)
            is_new = not links.filter(pk=self.kept.pk).exists()
            told["moved" if is_new else "had both"].append(row.pk)
            if is_new:
                links.add(self.kept)
            links.remove(self.merged)
        if any(told.values()):
            self.done["links"][relations.key_of(relation)] = told

    def _take(self, units: list[Unit]) -> None:
        for unit in units:
            self.done["fields"][unit.key] = [
                [plain(getattr(one, f.attname)) for f in unit.fields]
                for one in (self.kept, self.merged)
            ]
            for field in unit.fields:
                setattr(self.kept, field.attname, getattr(self.merged, field.attname))
        taken = {field.name for unit in units for field in unit.fields}
        rest = {field.name for field in Organisation._meta.get_fields()} - taken
        self.kept.full_clean(exclude=rest, validate_unique=False)
        self.kept.save()

    def _remember(self, titles: dict[str, str]) -> None:
        """Has the search find the organisation by the names that its title no longer is."""
        known = {self.kept.name, self.kept.acronym, ""}
        known.update(self.kept.alternate_names.values_list("name", flat=True))
        for title, kind in titles.items():
            if title not in known:
                made = AlternateName(organisation=self.kept, name=title, kind=kind)
                made.save()
                self.done["made"].append(relations.written_down(made))
