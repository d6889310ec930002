"""Organisations that stand in the directory twice, probably: all pairs, and those of a new name."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from members import common, search, spelling
from members.api.matching import unique, with_any
from members.duplicates.blocks import Pair, blocks
from members.duplicates.likeness import COLUMNS, PROBABLE, SHORTEST, Known, Likeness, compare
from members.models import DuplicatePair, Organisation

CHUNK = 500
# Of an organisation so many are told in one block, the likeliest.
MOST_EACH = 5
# While a name is typed, so many that the search finds are looked at more closely; so many shown.
CANDIDATES, SHOWN = 50, 5
MOST_WORDS = 6


def find() -> int:
    """Brings the report of probable duplicates up to date; how many there are that are open."""
    began, dismissed = timezone.now(), _dismissed()
    for pairs in blocks():
        found = iter(likely(pairs).items())
        while some := list(islice(found, CHUNK)):
            rows = [
                DuplicatePair(first_id=a, second_id=b, found_at=began, **likeness._asdict())
                for (a, b), likeness in some
                if (a, b) not in dismissed
            ]
            DuplicatePair.objects.bulk_create(
                rows,
                update_conflicts=True,
                unique_fields=["first", "second"],
                update_fields=["score", "reasons", "found_at"],
            )
    DuplicatePair.objects.filter(dismissed_at=None, found_at__lt=began).delete()
    return DuplicatePair.objects.open().count()


def _dismissed() -> set[tuple[int, ...]]:
    """The pairs said not to be the same of which one was merged since, as they stand now."""
    names = ("first", "second")
    stands = {f"{n}_stands": Coalesce(f"{n}__merged_into", n) for n in names}
    merged = Q(first__merged_into__isnull=False) | Q(second__merged_into__isnull=False)
    pairs = DuplicatePair.objects.filter(merged).exclude(dismissed_at=None).annotate(**stands)
    return {tuple(sorted(pair)) for pair in pairs.values_list(*stands)}


def likely(pairs: Iterable[Pair]) -> dict[tuple[int, int], Likeness]:
    """The pairs that are probably one; of each organisation the likeliest."""
    found = {}
    for one, other in pairs:
        key = min(one.pk, other.pk), max(one.pk, other.pk)
        if key[0] != key[1] and key not in found:
            found[key] = compare(one, other)
    best = sorted(found.items(), key=lambda item: (-item[1].score, item[0]))
    told, kept = Counter(), {}
    for key, likeness in best:
        if likeness.score >= PROBABLE and max(told[pk] for pk in key) < MOST_EACH:
            told.update(key)
            kept[key] = likeness
    return kept


class Candidate(NamedTuple):
    """An organisation that a new name may mean."""

    organisation: Organisation
    likeness: Likeness

    @property
    def is_probable(self) -> bool:
        return self.likeness.score >= PROBABLE


def meant_by(
    *names: str, country=None, region=None, kind: str = "", besides: Iterable[int] = ()
) -> list[Candidate]:
    """The organisations that are probably meant by these names, likeliest first.

    ``besides``: those of which it is known that they are not.
    """
    folded = unique(filter(None, map(search.fold, names)))
    full = tuple(name for name in folded if len(name) >= SHORTEST)
    short = tuple(name for name in folded if name not in full)
    typed = Known(0, full, short, country, region, kind, "")
    standing = Organisation.objects.standing().exclude(pk__in=set(besides)).for_listing()
    found = {o.pk: o for name in folded for o in _looked_up(standing, name)}
    scored = [Candidate(o, compare(typed, _known(o))) for o in found.values()]
    likely = [candidate for candidate in scored if candidate.is_probable]
    return sorted(likely, key=lambda c: (-c.likeness.score, c.organisation.titles_folded))[:SHOWN]


def _known(organisation: Organisation) -> Known:
    return Known.of(*(getattr(organisation, name) for name in COLUMNS))


def _looked_up(organisations, name: str) -> Iterator[Organisation]:
    """By every word of the name; by every word as it was meant; by any that is not common."""
    words = search.words(name)[:MOST_WORDS]
    meant = spelling.readings(name, spelling.all_nearest(words))
    for reading in (name, *meant[:2]):
        yield from _having(organisations, reading)
    every = unique([*words, *(word for reading in meant[:2] for word in reading.split())])
    if telling := [word for word in every if not common.are_many(organisations, word)]:
        yield from with_any(organisations, telling)[:CANDIDATES]


def _having(organisations, name: str) -> models.QuerySet:
    """Those with every word of the name; where very many have these, those that are called so."""
    if common.are_many(organisations, name):
        whole = search.WHOLE + search.fold(name).replace(" ", "")[: search.LONGEST_WORD]
        return organisations.filter(search_text__has_words=[whole]).order_by("pk")[:CANDIDATES]
    return common.first(organisations, name, CANDIDATES)
