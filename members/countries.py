"""Names of countries and languages, and how they sort, from the Unicode CLDR (through Babel)."""

import csv
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from babel import Locale
from django.conf import settings
from django.utils.translation import get_language

# English as the network writes it: "organisation", "31 December 2007".
CLDR_LOCALES = {"en": "en_GB"}


@cache
def locale(language: str | None) -> Locale:
    """CLDR's locale for a language of the site; English for any other."""
    if language not in dict(settings.LANGUAGES):
        language = settings.LANGUAGE_CODE
    return Locale.parse(CLDR_LOCALES.get(language, language))


def name(code: str, language: str | None = None) -> str:
    """The country's name in ``language`` (the reader's by default); the code where it has none."""
    return _name(code, language or get_language())


@lru_cache(maxsize=2048)
def _name(code: str, language: str | None) -> str:
    return locale(language).territories.get(code, code)


def names(code: str) -> list[str]:
    """The country's name in every language of the site."""
    return [name(code, language) for language, _label in settings.LANGUAGES]


@cache
def known_as(code: str) -> tuple[str, ...]:
    """Every name that a country is looked for by: CLDR's, former ones, short and long ones."""
    return tuple(dict.fromkeys([*names(code), *_other_names().get(code, [])]))


@cache
def _other_names() -> dict[str, list[str]]:
    others = {}
    for row in _rows("country_names.csv"):
        others.setdefault(row["code"], []).append(row["name"])
    return others


def _rows(name: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / "data" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@cache
def codes() -> tuple[str, ...]:
    """The 249 codes of ISO 3166-1 (CLDR names some more, such as EU and UN)."""
    return tuple(row["code"] for row in _rows("countries.csv"))


def all_by_name() -> dict[str, str]:
    """Code and name of every country, as the reader's language names and sorts them."""
    return _all_by_name(get_language())


@lru_cache(maxsize=8)
def _all_by_name(language: str | None) -> dict[str, str]:
    named = {code: name(code, language) for code in codes()}
    return dict(sorted(named.items(), key=lambda item: sort_key(item[1])))


def language_name(code: str, language: str | None = None) -> str:
    """The language's name in ``language`` (the reader's by default), in the form for running text
    ("anglais")."""
    return _language_name(code, language or get_language())


@lru_cache(maxsize=1024)
def _language_name(code: str, language: str | None) -> str:
    return locale(language).languages.get(code, code)


def sort_key(text: str) -> tuple[str, str]:
    """Orders names as English, French and Spanish do: accents and case count last.

    In Spanish ñ is a letter of its own, after n (CLDR, es: ``&N<ñ<<<Ñ``). The other two use
    CLDR's root order, which for names in Latin letters is the order of the bare letters.
    """
    return _sort_key(text, get_language() == "es")


@lru_cache(maxsize=2048)
def _sort_key(text: str, is_spanish: bool) -> tuple[str, str]:
    text = text.casefold()
    if is_spanish:
        text = text.replace("ñ", "n\uffff")
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return "".join(c for c in bare if c.isalnum() or c in " \uffff"), text
