"""What a visitor typed where a country is asked for: a code, or a name in any language."""

from functools import cache

from members import countries, search

LONGEST = 100
# Fewer letters are the beginning of anything.
SHORTEST = 4


def country_code(text: str) -> str:
    """The code of the country that is meant; the text itself where that is none, or not one alone.

    Accents and case make no difference, and of a long name a part will do.
    """
    code = text.upper()
    if code in countries.codes() or not text or len(text) > LONGEST:
        return code if code in countries.codes() else text
    found = _codes_by_name().get(search.fold(text)) or _begun(text)
    return found[0] if len(found) == 1 else text


def alike(text: str) -> list[str]:
    """Names, in the reader's language, of the countries that the text may have meant."""
    return sorted(map(countries.name, _begun(text[:LONGEST])), key=countries.sort_key)


def _begun(text: str) -> list[str]:
    """Codes of the countries whose names have these words, whole or begun."""
    return search.country_codes(text) if len(search.fold(text)) >= SHORTEST else []


@cache
def _codes_by_name() -> dict[str, list[str]]:
    found = {}
    for code in countries.codes():
        for folded in {search.fold(name) for name in countries.names(code)}:
            found.setdefault(folded, []).append(code)
    return found
