"""An organisation as a row of a file tells it, and what a row would make of it.

Nothing here writes. The rules are the models' own (``clean_fields``, ``clean``); where these would
ask the database row by row, the same rule is held against what was read for all rows of a chunk.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from members.importing.columns import (
    BY_KEY,
    DESCRIPTIONS,
    HEADINGS,
    ID,
    NAMES,
    PERIOD,
    Value,
)
from members.importing.problems import Reason, RefusedRowError, about, messages, say
from members.importing.values import Places
from members.models import AlternateName, Membership, Organisation

PLAIN = ("slug", "name", "acronym", "kind", "status", *DESCRIPTIONS, "language", "website")
PLAIN += ("year_founded", "note")


def load(pks: Iterable[int], lock: bool = False) -> dict[int, Organisation]:
    """Organisations with all that a row tells of them, in three queries."""
    found = Organisation.objects.filter(pk__in=set(pks)).order_by("pk")
    found = found.select_for_update(of=("self",), no_key=True) if lock else found
    found = found.select_related("region", "country__region")
    return {o.pk: o for o in found.prefetch_related("alternate_names", "memberships")}


def snapshot(organisation: Organisation) -> dict[str, Value]:
    """What a file would say of the organisation."""
    told = {key: getattr(organisation, key) for key in PLAIN}
    told |= {"country": organisation.country_id, "region": organisation.region.slug}
    for key, kind in NAMES.items():
        told[key] = sorted(n.name for n in organisation.alternate_names.all() if n.kind == kind)
    period = latest(organisation)
    for key, name in PERIOD.items():
        value = getattr(period, name) if period else None
        told[key] = value.isoformat() if hasattr(value, "isoformat") else value or None
    return told | {"source": told["source"] or ""}


def latest(organisation: Organisation) -> Membership | None:
    periods = list(organisation.memberships.all())
    return max(periods, key=lambda period: period.first_known_day) if periods else None


@dataclass
class Revision:
    """What a row makes of an organisation: assigned and checked, not written."""

    organisation: Organisation
    changes: dict[str, list[Value]]
    period: Membership | None = None
    # Whether the period is one more, rather than a change of one.
    is_new_period: bool = False
    names_gone: list[AlternateName] = field(default_factory=list)
    names_new: list[AlternateName] = field(default_factory=list)

    @property
    def fields(self) -> set[str]:
        """The organisation's own fields that change."""
        own = self.changes.keys() & {*PLAIN, "country", "region"}
        # What is published, or archived, does not wait for its time any more.
        return own | {"publish_at"} if "status" in own else own


def revise(organisation: Organisation | None, values: dict[str, Value], places: Places) -> Revision:
    """What these values make of the organisation, or of a new one.

    Raises RefusedRowError where the models refuse it.
    """
    values = {key: value for key, value in values.items() if key != ID}
    if organisation is None:
        organisation, old = Organisation(), {}
        changes = {key: [None, value] for key, value in values.items()}
    else:
        old = snapshot(organisation)
        changes = {
            key: [old[key], value]
            for key, value in values.items()
            if not BY_KEY[key].same(old[key], value)
        }
    revision = Revision(organisation, changes)
    if changes:
        _assign(revision, old, places)
        _check(revision)
    return revision


def _assign(revision: Revision, old: dict[str, Value], places: Places) -> None:
    organisation, changes = revision.organisation, revision.changes
    new = {key: value for key, (_old, value) in changes.items()}
    for key in new.keys() & set(PLAIN):
        setattr(organisation, key, new[key])
    organisation.wait_if_draft()
    _assign_place(revision, new, old, places)
    if not organisation.slug and organisation.name:
        organisation.slug = slugify(organisation.name)[:180].strip("-") or "organisation"
    if new.keys() & NAMES.keys():
        _assign_names(revision, new)
    if new.keys() & PERIOD.keys():
        revision.period = _period(organisation, new, old)
        revision.is_new_period = revision.period.pk is None


def _assign_place(revision: Revision, new: dict, old: dict, places: Places) -> None:
    organisation = revision.organisation
    if "country" in new:
        organisation.country = places.countries.get(new["country"])
        # As in the form: the region goes along where only the country was changed.
        if organisation.country and "region" not in new:
            slug = organisation.country.region.slug
            if slug != old.get("region"):
                new["region"] = slug
                revision.changes["region"] = [old.get("region"), slug]
    if "region" in new:
        organisation.region = places.regions.get(new["region"])


def _assign_names(revision: Revision, new: dict[str, Value]) -> None:
    organisation = revision.organisation
    stored = list(organisation.alternate_names.all()) if organisation.pk else []
    for key in new.keys() & NAMES.keys():
        kind, wanted = NAMES[key], set(new[key] or [])
        there = [name for name in stored if name.kind == kind]
        revision.names_gone += [name for name in there if name.name not in wanted]
        revision.names_new += [
            AlternateName(organisation=organisation, name=name, kind=kind)
            for name in sorted(wanted - {name.name for name in there})
        ]


def _period(organisation, new: dict[str, Value], old: dict[str, Value]) -> Membership:
    """The latest period as the row has it; a new one if the row's begins after that had ended."""
    stored = latest(organisation) if organisation.pk else None
    begins = new.get("member_from") or ""
    if stored is None or (old["member_until"] and str(begins) > str(old["member_until"])):
        period = Membership(organisation=organisation)
        told = dict.fromkeys(PERIOD) | {"source": ""}
    else:
        period, told = stored, {key: old[key] for key in PERIOD}
    for key, name in PERIOD.items():
        value = new.get(key, told[key])
        setattr(period, name, BY_KEY[key].show(value) if key != "source" else value or "")
    period.is_compared_elsewhere = True
    return period


def _check(revision: Revision) -> None:
    named, reasons = HEADINGS, []
    # Places were looked up; a description is three columns, and no field of its own. What the row
    # says nothing of is not its fault.
    aside = {"region", "country", "organisation", "description"}
    if revision.organisation.pk:
        aside |= set(PLAIN) - revision.fields

    def ask(row, names: dict[str, Reason], aside: set[str] = aside) -> None:
        try:
            row.full_clean(exclude=aside, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            reasons.extend(messages(error, names))

    ask(revision.organisation, named)
    for name in revision.names_new:
        ask(name, {"name": named["former_names"]}, {"organisation"})
    if period := revision.period:
        ask(period, {name: named[key] for key, name in PERIOD.items()}, {"organisation"})
        if not reasons:
            reasons += _against_others(period, revision.organisation)
    reasons += _twice(revision)
    if reasons:
        raise RefusedRowError(reasons)


def _against_others(period: Membership, organisation: Organisation) -> list[Reason]:
    """What the table's constraints and ``Membership.clean`` say, of periods already read."""
    first, by_name = period.first_known_day, {c.name: c for c in Membership._meta.constraints}
    if first is None:
        return [by_name["membership_has_a_date"].violation_error_message]
    if period.end and period.end <= first:
        return [by_name["membership_ends_after_it_starts"].violation_error_message]
    others = organisation.memberships.all() if organisation.pk else []
    for other in others:
        if other.pk == period.pk:
            continue
        begins_after = period.end and other.first_known_day > period.end
        if not begins_after and not (other.end and other.end < first):
            reasons = messages(Membership.overlap_with(other), HEADINGS)
            return [about(HEADINGS["member_from"], reason) for reason in reasons]
    return []


def _twice(revision: Revision) -> list[Reason]:
    """That one organisation has one name twice, under two headings."""
    stored = revision.organisation.alternate_names.all() if revision.organisation.pk else []
    gone = {name.pk for name in revision.names_gone}
    names = [name.name for name in stored if name.pk not in gone]
    names += [name.name for name in revision.names_new]
    twice = sorted({name for name in names if names.count(name) > 1})
    return [say(_("“%(name)s” is given twice as another name."), name=name) for name in twice]


def taken_slugs(revisions: Collection[Revision]) -> set[str]:
    """Slugs among those of these revisions that belong to other organisations."""
    wanted = {r.organisation.slug: r.organisation.pk for r in revisions if "slug" in r.changes}
    stored = Organisation.objects.filter(slug__in=wanted).values_list("slug", "pk")
    return {slug for slug, pk in stored if wanted[slug] != pk}
