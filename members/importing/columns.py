"""What a file says of an organisation, cell by cell: the one declaration for import and export.

A value is what JSON keeps: a text, a number, a list of texts, None; days in ISO form. Each column
reads a cell into such a value and shows the value as a cell again, so that what was exported is
read back as it was.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from django.conf import settings
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from members import countries, search
from members.choices import Kind, NameKind, Status, WorkingLanguage
from members.exports.text import for_xml
from members.importing.days import read_day
from members.importing.problems import say

SEPARATOR, ESCAPE = "|", "\\"
LONGEST_NUMBER = 18

Value = str | int | list[str] | None


class UnreadableError(ValueError):
    """The cell is not what its column holds; the reason, lazy, says what would be."""

    def __init__(self, reason: Promise):
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Column:
    """``key`` names it in every language, ``heading`` in the reader's.

    ``takes_signs``: its texts may begin with a sign, as a list's do; elsewhere that is a formula.
    """

    key: str
    heading: str | Promise
    read: Callable[[str], Value]
    show: Callable[[Value], str | int | datetime.date | None]
    takes_signs: bool = False

    def same(self, old: Value, new: Value) -> bool:
        """Whether a cell that says ``new`` is what a file would say of ``old``."""
        if old == new:
            return True
        shown = self.show(old)
        if isinstance(shown, datetime.date):
            shown = shown.isoformat()
        text = "" if shown is None else str(shown)
        return new in (self.read(text), self.read(text[: settings.IMPORT_MAX_CELL]))


def is_same(one: Value, other: Value) -> bool:
    """Whether nobody would see a difference: a form sends no text for nothing, and its own ends of
    lines."""
    return _seen(one) == _seen(other)


def _seen(value: Value) -> Value:
    return (value.replace("\r\n", "\n") if isinstance(value, str) else value) or None


def read_line(cell: str) -> str:
    """A text of one line."""
    return " ".join(for_xml(cell).split())


def read_text(cell: str) -> str:
    return for_xml(cell).replace("\r\n", "\n").replace("\r", "\n").strip()


def read_number(cell: str) -> int | None:
    text = cell.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
        raise UnreadableError(say(_("“%(text)s” is no whole number."), text=text[:60]))
    return int(text)


def read_date(cell: str) -> str | None:
    text = cell.strip()
    if not text:
        return None
    day = read_day(text)
    if day is None:
        raise UnreadableError(
            say(_("“%(text)s” is no day. Write 2007-12-31, or 31/12/2007."), text=text[:60])
        )
    return day.isoformat()


def show_date(value: Value) -> datetime.date | None:
    return datetime.date.fromisoformat(value) if value else None


def read_names(cell: str) -> list[str]:
    """Several texts, a "|" between them; one within a text has a backslash before it."""
    names, name, letters = [], "", iter(for_xml(cell))
    for letter in letters:
        if letter == ESCAPE:
            name += next(letters, ESCAPE)
        elif letter == SEPARATOR:
            names.append(name)
            name = ""
        else:
            name += letter
    found = {" ".join(name.split()) for name in [*names, name]}
    return sorted(filter(None, found))


def show_names(value: Value) -> str:
    escaped = (
        name.replace(ESCAPE, ESCAPE * 2).replace(SEPARATOR, ESCAPE + SEPARATOR)
        for name in value or []
    )
    return SEPARATOR.join(escaped)


def one_of(names: Callable[[], dict[str, str]]) -> Callable[[str], str]:
    """Reads what one of a closed list is called, whatever its case and accents."""

    def read(cell: str) -> str:
        text = cell.strip()
        if not text:
            return ""
        found = names().get(search.fold(text))
        if found is None:
            raise UnreadableError(say(_("“%(text)s” is unknown."), text=text[:60]))
        return found

    return read


def _in_each_language(codes: Sequence[str], name: Callable[[str], str]) -> dict[str, str]:
    """The codes by themselves and by their names in every language, folded."""
    found = {}
    for language, _label in settings.LANGUAGES:
        with override(language):
            found |= {search.fold(str(name(code))): code for code in codes}
    return found | {search.fold(code): code for code in codes}


@cache
def kinds() -> dict[str, str]:
    return {search.fold(name): kind for kind in Kind.values for name in search.kind_names(kind)}


@cache
def statuses() -> dict[str, str]:
    return _in_each_language(Status.values, lambda code: Status(code).label)


@cache
def languages() -> dict[str, str]:
    return _in_each_language(WorkingLanguage.values, countries.language_name)


@cache
def country_codes() -> dict[str, str]:
    """Codes by every name; one that several countries go by names none of them."""
    found, ambiguous = {}, set()
    for code in countries.codes():
        for name in countries.known_as(code):
            folded = search.fold(name)
            if found.setdefault(folded, code) != code:
                ambiguous.add(folded)
    certain = {name: code for name, code in found.items() if name not in ambiguous}
    return certain | {search.fold(code): code for code in countries.codes()}


def show_country(value: Value) -> str:
    return countries.name(str(value)) if value else ""


def show_language(value: Value) -> str:
    return countries.language_name(str(value)) if value else ""


def _label(choices) -> Callable[[Value], str]:
    return lambda value: str(choices(value).label) if value else ""


def as_is(value: Value) -> str | int | None:
    return value


NAMES = {
    "former_names": NameKind.FORMER,
    "translations": NameKind.TRANSLATION,
    "spellings": NameKind.SPELLING,
}
PERIOD = {
    "member_from": "start",
    "member_until": "end",
    "attested_on": "attested_on",
    "source": "source",
}
DESCRIPTIONS = {
    f"description_{code}": format_lazy("{} [{}]", _("description"), code)
    for code, _name in settings.LANGUAGES
}
# The identifier is for finding the organisation: it is never written.
ID = "id"
PRIVATE = ("note",)

COLUMNS = [
    Column(ID, _("identifier"), read_number, as_is),
    Column("slug", _("slug"), read_line, as_is),
    Column("name", _("name"), read_line, as_is),
    Column("acronym", _("acronym"), read_line, as_is),
    Column("kind", _("kind"), one_of(kinds), _label(Kind)),
    Column("status", _("status"), one_of(statuses), _label(Status)),
    Column("country", _("country"), one_of(country_codes), show_country),
    Column("region", _("region"), read_line, as_is),
    *(Column(key, heading, read_text, as_is, True) for key, heading in DESCRIPTIONS.items()),
    Column("language", _("working language"), one_of(languages), show_language),
    Column("website", _("website"), read_line, as_is),
    Column("year_founded", _("year founded"), read_number, as_is),
    Column("former_names", _("former names"), read_names, show_names),
    Column("translations", _("translations of the name"), read_names, show_names),
    Column("spellings", _("other spellings"), read_names, show_names),
    Column("member_from", _("member from"), read_date, show_date),
    Column("member_until", _("member until"), read_date, show_date),
    Column("attested_on", _("attested on"), read_date, show_date),
    Column("source", _("source"), read_line, as_is),
    Column("note", _("note"), read_text, as_is, takes_signs=True),
]
# Stands in the file of the refused rows, which may be sent again as it is: it is passed over.
REASONS = "reasons"
BY_KEY = {column.key: column for column in COLUMNS}
BY_KEY[REASONS] = Column(REASONS, _("reasons"), lambda cell: None, as_is, takes_signs=True)
# What each is called, in the language in which it is read.
HEADINGS = {column.key: column.heading for column in BY_KEY.values()}


@cache
def keys_by_heading() -> dict[str, str]:
    """The columns by their keys and by their headings in every language, folded."""
    found = {}
    for language, _label in settings.LANGUAGES:
        with override(language):
            found |= {search.fold(str(c.heading)): c.key for c in BY_KEY.values()}
    return found | {search.fold(key): key for key in BY_KEY}


def known(headings: list[str]) -> int:
    """How many of the headings are some column's."""
    return sum(search.fold(heading) in keys_by_heading() for heading in headings)


def headings() -> dict[str, str]:
    """What the reader calls each column."""
    return dict(_headings(get_language()))


@lru_cache(maxsize=8)
def _headings(language: str | None) -> tuple[tuple[str, str], ...]:
    return tuple((column.key, str(column.heading)) for column in BY_KEY.values())


def shown(key: str, value: Value) -> str:
    """A value as the reader would write it in a cell."""
    cell = BY_KEY[key].show(value) if value is not None else ""
    return cell.isoformat() if isinstance(cell, datetime.date) else str(cell or "")
