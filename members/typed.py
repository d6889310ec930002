"""What a visitor typed where a country is asked for: a code, or a name in any language."""

from functools import cache

from members import countries, search

LONGEST = 100
# Words of fewer letters alone begin anything.
SHORTEST = 4


def country_code(text: str) -> str:
    """The code of the country that is meant; the text itself where that is none, or not one alone.

    Accents and case make no difference, and of a long name a part will do.
    """
    code = text.upper()
    if code in _codes():
        return code
    if len(text) > LONGEST:
        return text
    found = _codes_by_name().get(search.fold(text)) or _begun(text)
    return found[0] if len(found) == 1 else text


def alike(text: str) -> list[str]:
    """Codes of the countries that the text may have meant, sorted by name."""
    return sorted(_begun(text[:LONGEST]), key=lambda code: countries.sort_key(countries.name(code)))


def _begun(text: str) -> list[str]:
    """Codes of the countries whose names have these words, whole or begun."""
    wanted = search.words(text)
    if max(map(len, wanted), default=0) < SHORTEST:
        return []
    return [code for code, line in _lines().items() if all(f" {word}" in line for word in wanted)]


@cache
def _lines() -> dict[str, str]:
    """The words of each country's names, a space before each, by its code."""
    return {
        code: " " + " ".join(search.fold(name) for name in countries.names(code))
        for code in countries.codes()
    }


@cache
def _codes() -> frozenset[str]:
    return frozenset(countries.codes())


@cache
def _codes_by_name() -> dict[str, list[str]]:
    """Codes by a name as it is folded, and as it is run together: "cotedivoire"."""
    found = {}
    for code in countries.codes():
        folded = {search.fold(name) for name in countries.names(code)}
        for name in folded | {name.replace(" ", "") for name in folded}:
            found.setdefault(name, []).append(code)
    return found
