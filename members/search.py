"""Search: one normalisation, one lookup with a form for each engine, one ranking.

An organisation keeps four columns that this module alone fills and reads, all in ``fold``'s form.
The first three rank what was found; each of their lines stands between line breaks and begins
with a space, so that ``" word"`` is a word begun and ``"\\n words\\n"`` a whole line:

``titles_folded``   name and acronym, also run together ("csr sme", "csrsme"); the order of lists
``names_folded``    former names, translations, spellings
``place_folded``    country and region in every language, and the kind's name
``search_text``     every word that finds the organisation, those of its descriptions included, each
                    after a space; and its titles as one word each, marked ``#`` ("#csrsme")

The engine's own full-text index on ``search_text`` finds words whole or begun: PostgreSQL's
``tsvector``, SQLite's FTS5 (both made by ``members.derived``). Endings of a title's words are words
of ``search_text`` too, so that "mujer" finds Promujer.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import cache

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import Q, Value
from django.db.models.expressions import RawSQL
from django.utils.translation import override

from members import countries
from members.choices import Kind, Language

MAX_WORDS = 10
# PostgreSQL refuses to look for much longer ones; of these, the beginning is enough.
LONGEST_WORD = 200
# As much of a title as PostgreSQL's index can hold of any script; only letters that Unicode spells
# out, such as "ﷺ", make one longer.
LONGEST_TITLES = 600
SHORTEST_ENDING = 4
# Before a whole title in ``search_text``: no folded word begins so.
WHOLE = "#"
LAST = "\U0010ffff"
# "F.I.N.C.A.", a word although there are full stops in it; each letter with its accents.
INITIALS = re.compile(r"(?<!\w)(?:[^\W\d_][\u0300-\u036f]*\.)+[^\W\d_]?(?!\w)")
# Letters that Unicode does not decompose, as people without the key for them write them.
PLAIN = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})


class Letters(dict):
    """For ``str.translate``: what becomes of each letter, found out when it first occurs."""

    def __missing__(self, code: int) -> str | None:
        letter = chr(code)
        unseen = unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Cc")
        self[code] = None if unseen else letter if letter.isalnum() else " "
        return self[code]


LETTERS = Letters(PLAIN)

# What French and Spanish call a kind for short; English does so by its code.
SHORT_NAMES = {Kind.MFI: ["imf"]}

COLUMNS = ("titles_folded", "names_folded", "place_folded", "search_text")

# The ranks of a match, best first.
EXACT, BEGINS, TITLE, OTHER_NAME, PLACE, DESCRIPTION = range(6)


def fold(text: str) -> str:
    """Lower case words of plain letters and digits, one space between.

    Accents, case, punctuation, hyphens, apostrophes and invisible marks make no difference:
    ``fold("Côte d’Ivoire") == fold("COTE D'IVOIRE") == "cote d ivoire"``. Initials are one word.
    """
    if text.isascii():
        text = text.lower()
    else:
        # Twice, as either brings the other something to do: "™" comes apart into "TM".
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    if "." in text:
        text = INITIALS.sub(lambda match: match[0].replace(".", ""), text)
    return " ".join(text.translate(LETTERS).split())


def words(query: str) -> list[str]:
    """The words to look for, each once, at most ``MAX_WORDS``; none where nothing is spoken."""
    found = (word[:LONGEST_WORD] for word in fold(query).split())
    return list(dict.fromkeys(found))[:MAX_WORDS]


def matching(query: str) -> Q:
    """The condition under which an organisation has every word of ``query``.

    Punctuation alone names nothing, so it finds nothing: never everything.
    """
    wanted = words(query)
    return Q(search_text__has_words=wanted) if wanted else Q(pk__in=[])


def standing(query: str) -> Q:
    """The same condition, asked of the text itself: for a walk along rows most of which match."""
    wanted = words(query)
    conditions = [Q(search_text__contains=f" {word}") for word in wanted]
    return _all(conditions) if wanted else Q()


def rank(query: str) -> models.Expression:
    """How well an organisation that matches the query does so: ``EXACT`` to ``DESCRIPTION``.

    Written as SQL, as the ORM takes longer to write it than the database to rank a page.
    """
    wanted, line = words(query), fold(query)
    if not wanted:
        return Value(DESCRIPTION, models.SmallIntegerField())
    (titles, in_titles), (names, in_names), (places, in_places) = _like(wanted)
    whens = [
        ("titles_folded LIKE %s", EXACT, [f"%\n {line}\n%"]),
        ("titles_folded LIKE %s", BEGINS, [f"\n {line}%"]),
        (titles, TITLE, in_titles),
        (names, OTHER_NAME, in_names),
        (places, PLACE, in_places),
    ]
    cases = " ".join(f"WHEN {condition} THEN {rank}" for condition, rank, _values in whens)
    return RawSQL(  # noqa: S611
        f"CASE {cases} ELSE {DESCRIPTION} END",
        [value for *_when, values in whens for value in values],
        models.SmallIntegerField(),
    )


def best(organisations: models.QuerySet, query: str, stop: int) -> models.QuerySet:
    """Some of the organisations, among them the first ``stop`` of those that match, as ranked.

    For words that very many have: each rank is walked in the order of names, and only where the
    ranks before it have too few. What is found has to be put in order. The organisations are those
    of any filter. Written as SQL: of so much, the ORM takes longer to make it than the database to
    answer it.
    """
    wanted, line, table = words(query), fold(query), organisations.model._meta.db_table
    exactly = organisations.filter(search_text__has_words=[WHOLE + _together(line)])
    try:
        everyone, exact = _keys_of(organisations), _keys_of(exactly)
    except EmptyResultSet:
        return organisations.none()
    parts, parameters = {}, []

    def walk(name: str, among: tuple, condition: str, values: list, *before: str) -> None:
        (sql, its_values), few = among, "(SELECT count(*) FROM {}) < %s"
        conditions = [sql, condition, *map(few.format, before)]
        # Of those exactly so named there are few, and PostgreSQL cannot know it: in an order that
        # has an index, it would rather walk through all the names.
        first = "lower(titles_folded)" if name == "exact" else "titles_folded"
        order = f"ORDER BY {first}, {table}.id LIMIT %s"
        parts[name] = f"{name} AS ({' AND '.join(conditions)} {order})"
        parameters.extend([*its_values, *values, *[stop] * (len(before) + 1)])

    (titles, in_titles), (names, in_names), (places, in_places) = _like(wanted)
    texts = " AND ".join(["search_text LIKE %s"] * len(wanted))
    in_texts = [f"% {word}%" for word in wanted]
    # Looked up one by one, so that the walk itself reads nothing but the index of names.
    looked_up = f"EXISTS (SELECT 1 FROM {table} AS one WHERE one.id = {table}.id AND {texts})"  # noqa: S608
    # Those that have other names at all are few, and have an index.
    named = f"names_folded <> '' AND {names} AND {texts}"
    beginning = [f"\n {line}", f"\n {line}{LAST}"]
    walk("exact", exact, "true", [])
    walk("begun", everyone, "titles_folded >= %s AND titles_folded < %s", beginning)
    walk("titled", everyone, f"{titles} AND {looked_up}", in_titles + in_texts, "begun")
    walk("named", everyone, named, in_names + in_texts, "begun", "titled")
    walk("placed", everyone, f"{places} AND {texts}", in_places + in_texts, "begun", "titled")
    walk("others", everyone, texts, in_texts, "begun", "titled", "placed")
    every = " UNION ALL ".join(f"SELECT id FROM {name}" for name in parts)  # noqa: S608
    found = RawSQL(f"WITH {', '.join(parts.values())} {every}", parameters)  # noqa: S611
    return organisations.model.objects.filter(pk__in=found)


def _keys_of(organisations: models.QuerySet) -> tuple[str, tuple]:
    """The query for their keys, to be narrowed further. They are filtered by something already."""
    return organisations.order_by().values("id").query.sql_with_params()


def _like(wanted: list[str]) -> list[tuple[str, list[str]]]:
    """That every word is in the titles; in these or the other names; in these or the place.

    Each as SQL, with its values.
    """
    columns, found = [], []
    for column, before in (("titles_folded", ""), ("names_folded", " "), ("place_folded", " ")):
        columns.append((f"{column} LIKE %s", before))
        either = " OR ".join(like for like, _before in columns)
        values = [f"%{before}{word}%" for word in wanted for _like, before in columns]
        found.append((" AND ".join([f"({either})"] * len(wanted)), values))
    return found


def columns(organisation) -> dict[str, str]:
    """What the four columns of an organisation should hold."""
    others = [other.name for other in organisation.alternate_names.all()] if organisation.pk else []
    titles = _lines([organisation.name, organisation.acronym])
    names, places = _lines(others), _lines(_places(organisation))
    descriptions = [getattr(organisation, f"description_{language}") for language in Language]
    spoken = [*titles, *names, *places, *map(fold, filter(None, descriptions))]
    found_by = [word[:LONGEST_WORD] for line in spoken for word in line.split()]
    found_by += [WHOLE + _together(line) for line in titles] + _endings(titles)
    return {
        "titles_folded": _column(titles)[:LONGEST_TITLES],
        "names_folded": _column(names),
        "place_folded": _column(places),
        "search_text": "".join(f" {word}" for word in dict.fromkeys(found_by)),
    }


def store(organisations: Collection[models.Model]) -> None:
    """Writes the columns of organisations that are there, in one statement.

    ``bulk_update`` takes four times as long to write such a one, while others wait to write.
    """
    if not organisations:
        return
    model = type(next(iter(organisations)))
    rows = ", ".join([f"(CAST(%s AS bigint){', %s' * len(COLUMNS)})"] * len(organisations))
    told = [value for o in organisations for value in (o.pk, *(getattr(o, c) for c in COLUMNS))]
    with connections[model.objects.db].cursor() as cursor:
        cursor.execute(
            f"WITH told (pk, {', '.join(COLUMNS)}) AS (VALUES {rows})"  # noqa: S608
            f" UPDATE {model._meta.db_table}"
            f" SET {', '.join(f'{name} = told.{name}' for name in COLUMNS)}"
            f" FROM told WHERE {model._meta.db_table}.id = told.pk",
            told,
        )


def country_codes(query: str) -> list[str]:
    """Codes of the countries that have every word of ``query`` in a name, or as their code."""
    wanted = words(query)
    return [code for code in countries.codes() if _stand_in(_of_country(code), wanted)]


def has_words(texts: Iterable[str], wanted: list[str]) -> bool:
    """Whether each word, whole or begun, stands in the texts; never for no words at all."""
    return _stand_in(_column(_lines(texts)), wanted)


@cache
def _of_country(code: str) -> str:
    return _column(_lines([code, *countries.known_as(code)]))


def _stand_in(column: str, wanted: list[str]) -> bool:
    return bool(wanted) and all(f" {word}" in column for word in wanted)


def _places(organisation) -> list[str]:
    region = organisation.region
    found = [getattr(region, f"name_{language}") for language in Language]
    if organisation.country_id:
        found += countries.known_as(organisation.country_id)
    return [*found, *kind_names(organisation.kind)]


@cache
def kind_names(kind: str) -> tuple[str, ...]:
    """The kind as it is spoken of: its label in every language, and for short ("mfi", "imf")."""
    names = [kind, *SHORT_NAMES.get(kind, ())]
    for language in Language:
        with override(language):
            names.append(str(Kind(kind).label))
    return tuple(names)


def _together(line: str) -> str:
    return line.replace(" ", "")[:LONGEST_WORD]


def _lines(texts: Iterable[str]) -> list[str]:
    """The texts folded, and those of few words also run together ("cotedivoire")."""
    folded = [fold(text) for text in texts if text]
    together = [line.replace(" ", "") for line in folded if 0 < line.count(" ") < 4]
    return [line for line in dict.fromkeys(folded + together) if line]


def _endings(lines: list[str]) -> list[str]:
    return [
        word[start : start + LONGEST_WORD]
        for line in lines
        for word in line.split()
        for start in range(1, len(word) - SHORTEST_ENDING + 1)
    ]


def _column(lines: list[str]) -> str:
    return "".join(f"\n {line}" for line in lines) + "\n" if lines else ""


def _all(conditions: Iterable[Q]) -> Q:
    found = Q()
    for condition in conditions:
        found &= condition
    return found
