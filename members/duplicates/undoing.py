"""Parting again what a merge had made one, as far as nobody has changed it since."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from members import occasion
from members.duplicates import relations
from members.duplicates.choices import Unit, units
from members.duplicates.merging import locked, plain
from members.models import Country, Merge, Organisation, Region
from members.occasion import Source


@transaction.atomic
def undo(merge: Merge) -> list[str]:
    """Undoes a merge; what was left as it is now, since somebody has changed it, is told.

    Raises ValidationError where the two cannot be parted.
    """
    kept, merged = locked(merge.kept_id, merge.merged_id)
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    if merge.undone_at:
        raise ValidationError(_("This merge has been undone already."))
    merge.kept, merge.merged = kept, merged
    if merge.merged.merged_into_id != merge.kept_id:
        message = _("“%(kept)s” was itself merged into another since: undo that merge first.")
        raise ValidationError(message % {"kept": merge.kept})
    with occasion.because(source=Source.UNMERGE, reference=merge.merged.name) as now:
        left = list(_Undoing(merge).all_of_it())
        merge.undone_at, merge.undone_by_id = timezone.now(), now.user_id
        merge.save()
    return left


class _Undoing:
    """One undoing; each step yields what it had to leave."""

    def __init__(self, merge: Merge):
        self.kept, self.merged, self.done = merge.kept, merge.merged, merge.done
        self.relations = {relations.key_of(r): r for r in relations.moving()}

    def all_of_it(self) -> Iterator[str]:
        self.merged.merged_into = None
        for name, value in self.done["was"].items():
            setattr(self.merged, name, Organisation._meta.get_field(name).to_python(value))
        self.merged.settle()
        self.merged.save()
        yield from self._forget()
        for key, keys in self.done["moved"].items():
            yield from self._move_back(self.relations[key], keys)
        for key, told in self.done["links"].items():
            yield from self._relink(self.relations[key], told)
        for written in self.done["dropped"]:
            yield from self._make_again(written)
        yield from self._give_back()

    def _forget(self) -> Iterator[str]:
        """Takes away the names that the merge had made."""
        for written in self.done["made"]:
            made = relations.made_again(written)
            stored = type(made).objects.filter(pk=made.pk).first()
            if stored and relations.written_down(stored) == written:
                stored.delete()
            else:
                yield self._told(made)

    def _move_back(self, relation, keys: list) -> Iterator[str]:
        model, name = relation.related_model, relation.field.name
        rows = model._default_manager.filter(pk__in=keys, **{name: self.kept})
        gone = set(keys) - set(rows.values_list("pk", flat=True))
        rows.update(**{name: self.merged})
        elsewhere = model._default_manager.in_bulk(gone)
        for key in sorted(gone):
            yield self._told(elsewhere[key]) if key in elsewhere else _nameless(model, key)

    def _relink(self, relation, told: dict[str, list]) -> Iterator[str]:
        model, name = relation.related_model, relation.field.name
        for row in model._default_manager.filter(pk__in=told["moved"] + told["had both"]):
            links = getattr(row, name)
            if not links.filter(pk=self.kept.pk).exists():
                yield self._told(row)
                continue
            links.add(self.merged)
            if row.pk in told["moved"]:
                links.remove(self.kept)

    def _make_again(self, written: dict) -> Iterator[str]:
        row = relations.made_again(written)
        try:
            with transaction.atomic():
                row.full_clean()
                row.save(force_insert=True)
        except (ValidationError, IntegrityError):
            yield self._told(row)

    def _give_back(self) -> Iterator[str]:
        """The fields of the one that stayed, where they are as the merge left them."""
        for unit in units():
            if unit.key not in self.done["fields"]:
                continue
            before, after = (as_it_goes_back(unit, v) for v in self.done["fields"][unit.key])
            is_changed = [plain(getattr(self.kept, f.attname)) for f in unit.fields] != after
            if is_changed or before is None:
                yield str(capfirst(unit.label))
                continue
            for field, value in zip(unit.fields, before, strict=True):
                setattr(self.kept, field.attname, field.to_python(value))
        self.kept.settle()
        self.kept.save()

    @staticmethod
    def _told(row) -> str:
        return f"{capfirst(row._meta.verbose_name)}: {row}"


def home_of(merge: Merge) -> int | None:
    """The region to which the one that stayed would go back; None where it would not move."""
    place = merge.done["fields"].get("country")
    home = place and place_now(place[0])
    return home[1] if home else None


def as_it_goes_back(unit: Unit, values: list) -> list | None:
    """What was written down of a unit, as it is to be put back."""
    return place_now(values) if unit.key == "country" else values


def place_now(place: list) -> list | None:
    """Country and region, which is the one that the country lies in now; None if they are gone."""
    country, region = place
    if country is None:
        return place if Region.objects.filter(pk=region).exists() else None
    found = Country.objects.filter(pk=country).first()
    return found and [country, found.region_id]


def _nameless(model, key) -> str:
    return _("%(kind)s number %(key)s") % {"kind": capfirst(model._meta.verbose_name), "key": key}
