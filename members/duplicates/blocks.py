"""Which organisations are worth comparing: not all with all, of which there are too many.

Ten thousand names have fifty million pairs. So only those are compared that have something in
common: the country, where names are held against those of nearly their length; or the very name or
website, wherever they are. What is held in memory is one country, or a share of all names of a set
size, however many organisations there are.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from zlib import crc32

from django.db.models import Q
from rapidfuzz import fuzz, process

from members.duplicates.likeness import ALIKE, COLUMNS, SHORTEST, Known, in_order, words
from members.models import Country, Organisation, Region

Pair = tuple[Known, Known]

# Names held at once, where all are gone through.
SHARE = 50_000
# What more than so many have in common tells nothing of two of them.
FEW, MANY = 12, 100
# How much longer a name may be than one that it is like, by ``fuzz.ratio``.
LONGER = (200 - ALIKE) / ALIKE


def blocks() -> Iterator[Iterator[Pair]]:
    """The pairs of each country, of each region as a whole, then of the whole directory."""
    standing = Organisation.objects.standing()
    for code, region in Country.objects.order_by("code").values_list("code", "region"):
        yield near(_read(standing.filter(Q(country=code) | Q(country=None, region=region))))
    for region in Region.objects.values_list("pk", flat=True):
        yield near(_read(standing.filter(country=None, region=region)))
    shares = 1 + 3 * standing.count() // SHARE
    for share in range(shares):
        yield same(_read(standing), share, shares)


def _read(organisations) -> Iterator[Known]:
    rows = organisations.order_by("pk").values_list(*COLUMNS)
    return (Known.of(*row) for row in rows.iterator(chunk_size=2000))


def near(block: Iterator[Known]) -> Iterator[Pair]:
    """Those of whose names two are alike, one is within the other, or an acronym is the same."""
    everyone = list(block)
    names = [(name, known) for known in everyone for name in known.names]
    yield from _alike([(in_order(name), known) for name, known in names])
    yield from _within([(set(words(name)), known) for name, known in names])
    acronyms = defaultdict(list)
    for known in everyone:
        for acronym in known.acronyms:
            acronyms[acronym].append(known)
    yield from _among(acronyms)


def _alike(names: list[tuple[str, Known]]) -> Iterator[Pair]:
    """Each name is held against the longer ones, as far as they can be alike at all."""
    names.sort(key=lambda name: len(name[0]))
    texts, lengths = [text for text, _k in names], [len(text) for text, _k in names]
    for place, (text, known) in enumerate(names):
        end = bisect_right(lengths, len(text) * LONGER)
        others = texts[place + 1 : end]
        for _text, _score, at in process.extract(
            text, others, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=FEW
        ):
            yield known, names[place + 1 + at][1]


def _within(names: list[tuple[set[str], Known]]) -> Iterator[Pair]:
    """By the rarest word of each: only names that have it can have them all."""
    having = defaultdict(list)
    for place, (of, _known) in enumerate(names):
        for word in of:
            having[word].append(place)
    for of, known in names:
        rarest = min((having[word] for word in of), key=len, default=[])
        if len(rarest) <= MANY:
            yield from ((known, names[at][1]) for at in rarest if of < names[at][0])


def _among(groups: dict[str, list[Known]]) -> Iterator[Pair]:
    for group in groups.values():
        if len(group) <= FEW:
            yield from combinations(group, 2)


def same(everyone: Iterator[Known], share: int, shares: int) -> Iterator[Pair]:
    """Those that have the very name or website; of all names, one share."""
    groups = defaultdict(list)
    for known in everyone:
        for key in (*known.names, *known.acronyms, f"//{known.site}"):
            if len(key) >= SHORTEST and crc32(key.encode()) % shares == share:
                groups[key].append(known)
    yield from _among(groups)
