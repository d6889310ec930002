"""Reconciliation queries as they come in: JSON of strangers, read with care.

Reconciliation Service API 0.2, §4.1 "Structure of a Reconciliation Query"
(https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/).
"""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from members import countries, search
from members.choices import Kind
from members.filters import MAX_QUERY
from members.models import Region

BATCH_SIZE = 50
USUAL_LIMIT, HIGHEST_LIMIT = 5, 25
MOST_VALUES = 20
TYPE_STRICT = ("any", "should", "all")
# The type of every organisation; its kind is a second one.
ORGANISATION = "organisation"


class MalformedError(ValueError):
    """The query is not of the form that the specification gives it; the message says why."""


@dataclass(frozen=True)
class Query:
    """What is looked for: a name, of some types, with some properties.

    ``types``       empty for any type
    ``type_strict`` whether one of the types is enough, all are needed, or they only count
    ``properties``  for each that could be read, the values of which one should be the candidate's
    """

    text: str
    types: frozenset[str] = frozenset()
    type_strict: str = "any"
    limit: int = USUAL_LIMIT
    properties: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def kinds(self) -> list[str]:
        """The kinds that a candidate may be of."""
        return [kind for kind in Kind.values if self.type_strict == "should" or self.has_type(kind)]

    def has_type(self, kind: str) -> bool:
        own = {ORGANISATION, kind}
        if self.type_strict == "all":
            return self.types <= own
        return not self.types or bool(self.types & own)


def read_batch(text: str) -> dict[str, Query]:
    """Queries by the names that the client gave them."""
    batch = read_json(text)
    _require(isinstance(batch, dict), "A batch is an object of queries.")
    known = regions()
    return {name: read_query(query, known) for name, query in batch.items()}


def read_single(text: str) -> Query:
    """A query alone, as clients of version 0.1 send it: an object, or the bare name."""
    return read_query(read_json(text) if text.lstrip().startswith("{") else {"query": text})


def read_json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise MalformedError("This is not JSON.") from error


def read_query(given: Any, known_regions: dict[str, str] | None = None) -> Query:
    _require(isinstance(given, dict), "A query is an object.")
    text, types, limit = given.get("query", ""), given.get("type") or [], given.get("limit")
    _require(isinstance(text, str), "`query` is a string.")
    types = types if isinstance(types, list) else [types]
    properties = given.get("properties") or []
    _require(bool(text.strip() or properties), "A query needs `query` or `properties`.")
    _require(given.get("type_strict", "any") in TYPE_STRICT, "`type_strict`: any, should or all.")
    return Query(
        text=text[:MAX_QUERY],
        types=frozenset(filter(None, map(_type_id, types))),
        type_strict=given.get("type_strict", "any"),
        limit=_limit(limit),
        properties=_properties(properties, known_regions),
    )


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise MalformedError(message)


def _type_id(given: Any) -> str:
    given = given.get("id") if isinstance(given, dict) else given
    _require(isinstance(given, str), "`type` is a type’s id, or several.")
    return given


def _limit(given: Any) -> int:
    if given is None:
        return USUAL_LIMIT
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    _require(is_number and given >= 1, "`limit` is a positive number.")
    return int(min(given, HIGHEST_LIMIT))


def _properties(given: Any, known_regions: dict[str, str] | None) -> dict[str, frozenset[str]]:
    """The values of the properties we have, as codes; what cannot be read does not count."""
    _require(isinstance(given, list), "`properties` is a list.")
    read = {
        "country": country_code,
        "region": (regions() if known_regions is None and given else known_regions or {}).get,
        "kind": kinds().get,
    }
    found = {}
    for item in given[:MOST_VALUES]:
        _require(isinstance(item, dict), "A property is an object.")
        pid, values = item.get("pid"), item.get("v")
        _require(isinstance(pid, str) and "v" in item, "A property has `pid` and `v`.")
        texts = _texts(values if isinstance(values, list) else [values])
        if pid in read and (codes := frozenset(filter(None, map(read[pid], texts)))):
            found[pid] = codes
    return found


def _texts(values: list) -> list[str]:
    """Each value folded; of one that was reconciled already its id and its name."""
    texts = []
    for value in values[:MOST_VALUES]:
        given = [value.get("id"), value.get("name")] if isinstance(value, dict) else [value]
        texts += [search.fold(text[:MAX_QUERY]) for text in given if isinstance(text, str)]
    return [text for text in texts if text]


def regions() -> dict[str, str]:
    """The slugs of the regions by all that they are called, folded."""
    columns = ("slug", "name_en", "name_fr", "name_es")
    rows = Region.objects.values_list(*columns)
    return {search.fold(name): row[0] for row in rows for name in row if name}


@lru_cache(maxsize=1)
def kinds() -> dict[str, str]:
    """The kinds by all that they are called, folded."""
    return {search.fold(name): kind for kind in Kind.values for name in search.kind_names(kind)}


@lru_cache(maxsize=1)
def country_names() -> dict[str, str]:
    """The codes of the countries by their codes and names in every language, folded."""
    return {
        search.fold(name): code
        for code in countries.codes()
        for name in [*countries.names(code), code]
    }


@lru_cache(maxsize=2000)
def country_code(text: str) -> str | None:
    """The country meant by a folded code or name; by a part of a name where it is the only one."""
    if text in country_names():
        return country_names()[text]
    found = search.country_codes(text)
    return found[0] if len(found) == 1 else None
