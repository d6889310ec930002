"""Which organisations a name of someone's spreadsheet may mean, and how surely.

Candidates come from ``members.search``: those with every word; failing that, with every word as
it was meant (``members.spelling``, asked once for all queries of a batch); failing that, with any
word. Each is then held against all the names it goes by. Reconciliation Service API 0.2, §4.2 and
§4.4, leaves both to the service.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain

from django.db.models import Case, IntegerField, Q, Value, When
from rapidfuzz import fuzz

from members import common, search, spelling
from members.api.queries import Query
from members.choices import Language
from members.models import Organisation

CANDIDATES = 50
MOST_WORDS = 6
# So many words of a batch are held against the known ones; the rest is taken as typed.
MOST_MISTYPED = 150
READINGS = 2
LONGEST_ID = 18
# From here on a name is taken to be the same: a slip of the pen in a name of twenty letters.
SAME = 95
# What a name is worth in which only some words agree, or that names the place as well.
PART, WITH_PLACE = 0.8, 0.98
# How much of a score lies in the properties, where the query gives any; lost by another type.
PROPERTIES, OTHER_TYPE = 0.2, 10


@dataclass(frozen=True)
class Candidate:
    """An organisation that may be meant: ``score`` from 0 to 100, and what it is made of."""

    organisation: Organisation
    score: float
    features: dict[str, float | bool] = field(default_factory=dict)
    match: bool = False


def candidates(queries: list[Query]) -> list[list[Candidate]]:
    """For each query the likeliest organisations, best first."""
    named = [identified(query.text) for query in queries]
    found = [[one] if one else as_written(query) for query, one in zip(queries, named, strict=True)]
    unknown = {
        query.text: words(query) for query, some in zip(queries, found, strict=True) if not some
    }
    near = spelling.all_nearest(unique(chain.from_iterable(unknown.values()))[:MOST_MISTYPED])
    return [
        best(query, some or as_meant(query, near), certain=bool(one))
        for query, some, one in zip(queries, found, named, strict=True)
    ]


def best(query: Query, found: list[Organisation], *, certain: bool) -> list[Candidate]:
    """Those found with their scores; at most one of them as a certain match."""
    scored = [score(query, organisation, certain=certain) for organisation in found]
    scored.sort(key=lambda candidate: (-candidate.score, candidate.organisation.titles_folded))
    sure = [c for c in scored if c.features["name"] >= SAME and False not in c.features.values()]
    if len(sure) == 1 and query.text:
        position = scored.index(sure[0])
        best = sure[0]
        scored[position] = Candidate(best.organisation, best.score, best.features, match=True)
    return scored[: query.limit]


def identified(text: str) -> Organisation | None:
    """The organisation whose identifier stands where its name should, or that of one merged in."""
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_ID):
        return None
    found = public()
    return found.filter(pk=int(text)).first() or found.filter(merged_from=int(text)).first()


def public():
    found = Organisation.objects.public().select_related("region", "country")
    return found.defer("note", "search_text", *(f"description_{code}" for code in Language))


def as_written(query: Query) -> list[Organisation]:
    """Organisations that have every word of the query, or the properties alone."""
    allowed = public().filter(kind__in=query.kinds)
    if not query.text.strip():
        return list(with_properties(allowed, query)[:CANDIDATES])
    return list(common.first(allowed, query.text, CANDIDATES))


def as_meant(query: Query, near: dict[str, list[str]]) -> list[Organisation]:
    """Organisations that have every word as it was meant; failing that, any."""
    asked = words(query)
    if not asked:
        return []
    allowed = public().filter(kind__in=query.kinds)
    readings = spelling.readings(" ".join(asked), near)[:READINGS]
    for reading in readings:
        if found := list(common.first(allowed, reading, CANDIDATES)):
            return found
    meant = chain.from_iterable(reading.split() for reading in readings)
    return list(with_any(allowed, unique([*asked, *meant]))[:CANDIDATES])


def words(query: Query) -> list[str]:
    return search.words(query.text)[:MOST_WORDS]


def unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def with_properties(organisations, query: Query):
    columns = {"country": "country__in", "region": "region__slug__in", "kind": "kind__in"}
    conditions = {columns[name]: values for name, values in query.properties.items()}
    return organisations.filter(**conditions) if conditions else organisations.none()


def with_any(organisations, words: list[str]):
    """Those that have any of the words (of the longer ones, if there are), most words first."""
    telling = [word for word in words if len(word) >= spelling.SHORTEST] or words
    found, shared = Q(), Value(0)
    for word in telling:
        found |= Q(search_text__has_words=[word])
        named = Q(titles_folded__contains=word) | Q(names_folded__contains=f" {word}")
        shared += Case(When(named, then=1), default=0, output_field=IntegerField())
    return organisations.filter(found).order_by(-shared, "titles_folded", "pk")


def score(query: Query, organisation: Organisation, *, certain: bool) -> Candidate:
    features: dict[str, float | bool] = {
        "name": 100.0 if certain else similarity(query, organisation)
    }
    total = features["name"]
    own = {
        "country": organisation.country_id,
        "region": organisation.region.slug,
        "kind": organisation.kind,
    }
    for name, values in query.properties.items():
        # One that works in a whole region has no country, which tells nothing against it.
        if own[name]:
            features[name] = own[name] in values
    agreed = [features[name] for name in query.properties if name in features]
    if agreed and not certain:
        total = total * (1 - PROPERTIES) + 100 * PROPERTIES * sum(agreed) / len(agreed)
    if query.types:
        features["type"] = query.has_type(organisation.kind)
        total -= 0 if features["type"] else OTHER_TYPE
    return Candidate(organisation, round(max(total, 0), 1), features)


def similarity(query: Query, organisation: Organisation) -> float:
    """How alike the text and the nearest of the organisation's names are, from 0 to 100."""
    text = search.fold(query.text)
    if not text:
        return 0.0 if query.text.strip() else 100.0
    titles = organisation.titles_folded + organisation.names_folded
    names = [name.strip() for name in titles.split("\n") if name.strip()]
    # "Finca Peru" names the country too, which is no part of the name.
    place = set(organisation.place_folded.split())
    without_place = " ".join(word for word in text.split() if word not in place)
    best = max(alike(text, name) for name in names)
    if without_place:
        best = max(best, *(WITH_PLACE * alike(without_place, name) for name in names))
    return round(best, 1)


def alike(text: str, name: str) -> float:
    """Likeness whatever the order of the words; less of it where only some are shared."""
    whole = max(fuzz.ratio(text, name), fuzz.token_sort_ratio(text, name))
    return max(whole, PART * fuzz.token_set_ratio(text, name))
