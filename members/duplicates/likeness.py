"""How alike two organisations are: their names above all, then where they are, then their website.

Names are held against each other as the search folds them, whatever the order of their words.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from django.db import models
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz, process

from members import search
from members.spelling import is_slip

# A letter wrong in a name of ten.
ALIKE = 90
# A shorter one is an acronym, which many may share.
SHORTEST = 5
# Of words that differ, in names that are alike.
ALIKE_WORDS = 75
# By how many words one name may be longer than another that is all in it.
MORE_WORDS, SHORTEST_WORD, SHORTEST_WITHIN = 2, 3, 6
NUMBERS = re.compile(r"\d+")
# What a likeness is worth, and what speaks against it takes away.
WITHIN, SAME_SITE, SAME_ACRONYM = 80, 75, 70
OTHER_COUNTRY, OTHER_KIND, AGREED = 30, 5, 5
# Sites on which many have a page of their own.
SHARED_SITES = {"facebook.com", "linkedin.com", "sites.google.com", "instagram.com", "x.com"}
# From here on two are told as probable duplicates.
PROBABLE = 70


class Why(models.TextChoices):
    """What speaks for two being one, or against it."""

    SAME_NAME = "same_name", _("the same name")
    NEAR_NAME = "near_name", _("nearly the same name")
    WITHIN = "within", _("one name within the other")
    SAME_ACRONYM = "acronym", _("the same acronym")
    SAME_SITE = "site", _("the same website")
    SAME_PLACE = "place", _("the same country")
    OTHER_PLACE = "elsewhere", _("but another country")
    OTHER_KIND = "kind", _("but another kind")


class Known(NamedTuple):
    """What is compared of an organisation."""

    pk: int
    names: tuple[str, ...]
    acronyms: tuple[str, ...]
    country: str | None
    region: int | None
    kind: str
    site: str

    @classmethod
    def of(cls, pk, acronym, titles, names, country, region, kind, website) -> "Known":
        """As the columns of ``COLUMNS`` have it."""
        short = {search.fold(acronym)}
        every = lines(titles, names)
        names = tuple(name for name in every if name not in short and len(name) >= SHORTEST)
        rest = tuple(name for name in every if name not in names)
        return cls(pk, names, rest, country, region, kind, site_of(website))


# The columns of an organisation that ``Known.of`` is made of.
COLUMNS = (
    *("pk", "acronym", "titles_folded", "names_folded"),
    *("country_id", "region_id", "kind", "website"),
)


class Likeness(NamedTuple):
    """How alike two are, from 0 to 100, and why."""

    score: int
    reasons: list[str]


def lines(*columns: str) -> tuple[str, ...]:
    """The names that the search columns hold, each once."""
    found = (line.strip() for column in columns for line in column.split("\n"))
    return tuple(dict.fromkeys(line for line in found if line))


def in_order(folded: str) -> str:
    """A name by which another order of its words makes no difference."""
    return " ".join(sorted(folded.split()))


def numbers(folded: str) -> list[str]:
    """Names that differ in a number ("Bank 1", "Bank 2") are different names."""
    return NUMBERS.findall(folded)


def near(
    folded: str, among: Mapping[str, str], limit: int | None = None
) -> list[tuple[str, float]]:
    """Names that may be the same mistyped, nearest first; ``among``: names, with ``in_order``."""
    found = process.extract(in_order(folded), among, scorer=fuzz.ratio, score_cutoff=ALIKE)
    near_by = [(other, score) for _sorted, score, other in found if may_be_same(folded, other)]
    return near_by[:limit]


def may_be_same(one: str, other: str) -> bool:
    """Of two names alike as a whole: whether each word may be one of the other's.

    "Caja de ahorro Puno" is not "Caja de ahorro Lima", however much of them is the same.
    """
    own, others = set(one.split()), set(other.split())
    only, only_other = own - others, others - own
    if numbers(one) != numbers(other):
        return False
    if len(only) != len(only_other):
        return True  # "micro finance", "microfinance"
    return all(any(is_like(a, b) for b in only_other) for a in only)


def is_like(one: str, other: str) -> bool:
    """Whether a word is another one mistyped, or of another language."""
    return is_slip(one, other) or fuzz.ratio(one, other) >= ALIKE_WORDS


def is_within(one: str, other: str) -> bool:
    """Whether all the words of one name are in a name that has little more.

    A short word by itself ("Caja") tells nothing.
    """
    short, long = sorted((set(words(one)), set(words(other))), key=len)
    return (
        len("".join(short)) >= SHORTEST_WITHIN
        and short < long
        and len(long) <= len(short) + MORE_WORDS
    )


def words(folded: str) -> list[str]:
    """The words of a name that are more than "de" and "la"."""
    return [word for word in folded.split() if len(word) >= SHORTEST_WORD]


def site_of(website: str) -> str:
    """The site by which an organisation is known; none where many have a page on it."""
    parts = urlsplit(website.lower() if website else "")
    host = (parts.hostname or "").removeprefix("www.")
    return "" if host in SHARED_SITES or not host else host + parts.path.rstrip("/")


def compare(one: Known, other: Known) -> Likeness:
    """How alike two are."""
    score, reasons = likeness_of_names(one, other)
    if one.site and one.site == other.site:
        score = max(score + AGREED, SAME_SITE)
        reasons.append(Why.SAME_SITE)
    if not reasons:
        return Likeness(0, [])
    if one.country and other.country:
        is_same = one.country == other.country
        score -= 0 if is_same else OTHER_COUNTRY
        reasons.append(Why.SAME_PLACE if is_same else Why.OTHER_PLACE)
    elif one.region and other.region and one.region != other.region:
        score -= OTHER_COUNTRY
        reasons.append(Why.OTHER_PLACE)
    if one.kind and other.kind and one.kind != other.kind:
        score -= OTHER_KIND
        reasons.append(Why.OTHER_KIND)
    return Likeness(round(min(100, max(0, score))), [str(reason) for reason in reasons])


def likeness_of_names(one: Known, other: Known) -> tuple[float, list[str]]:
    """Of all their names the two that are most alike."""
    if {*one.names} & {*other.names, *other.acronyms} or {*one.acronyms} & {*other.names}:
        return 100, [Why.SAME_NAME]
    among = {name: in_order(name) for name in other.names}
    if found := [
        (score + likeness_of_words(name, alike)) / 2
        for name in one.names
        for alike, score in near(name, among, limit=1)
    ]:
        return max(found), [Why.NEAR_NAME]
    if any(is_within(a, b) for a in one.names for b in other.names):
        return WITHIN, [Why.WITHIN]
    shared = {*one.acronyms} & {*other.acronyms}
    return (SAME_ACRONYM, [Why.SAME_ACRONYM]) if shared else (0, [])


def likeness_of_words(one: str, other: str) -> float:
    """How alike those words of two names are that differ, the least alike of them."""
    own, others = set(one.split()), set(other.split())
    only, only_other = own - others, others - own
    if len(only) != len(only_other):
        return fuzz.ratio(" ".join(sorted(only)), " ".join(sorted(only_other)))
    return min((max(fuzz.ratio(a, b) for b in only_other) for a in only), default=100)
