"""Showing where a text matches what was searched for."""

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe

from members import search

# Initials are one word, as the search takes them.
WORD = re.compile(r"(?:[^\W\d_]\.){2,}[^\W\d_]?(?!\w)|[^\W_]+")
# So many words of a text are found run together (as search has them).
MOST_TOGETHER = 4


def marked(text: str, query: str) -> SafeString | str:
    """The text as HTML, with each word that the query finds in ``<mark>``."""
    wanted = search.words(query or "")
    if not wanted:
        return text
    shown, end = "", 0
    for start, stop in found_in(text, wanted):
        if start >= end:
            shown += f"{escape(text[end:start])}<mark>{escape(text[start:stop])}</mark>"
            end = stop
    return mark_safe(shown + escape(text[end:]))  # noqa: S308


def unseen_in(texts: Iterable[str], wanted: list[str]) -> list[str]:
    """Those of the words that none of the texts has."""
    return [word for word in wanted if not any(found_in(text, [word]) for text in texts)]


def found_in(text: str, wanted: list[str]) -> list[tuple[int, int]]:
    """Where the text has what is wanted: a word of it, or several run together ("csrsme")."""
    spans = words_of(text)
    found = [(a, b) for a, b, folded in spans if any(is_found(folded, word) for word in wanted)]
    for first, (start, _stop, folded) in enumerate(spans):
        for _start, stop, more in spans[first + 1 : first + MOST_TOGETHER]:
            before, folded = folded, folded + more
            if any(begins(word, before) and folded.startswith(word) for word in wanted):
                found.append((start, stop))
    return sorted(found, key=lambda span: (span[0], -span[1]))


@lru_cache(maxsize=512)
def words_of(text: str) -> tuple[tuple[int, int, str], ...]:
    """Where each word of the text begins and ends, and the word as it is folded."""
    found = WORD.finditer(text)
    return tuple((match.start(), match.end(), search.fold(match[0])) for match in found)


def begins(word: str, folded: str) -> bool:
    """Whether a word begins as the text does, and goes on."""
    return bool(folded) and word != folded and word.startswith(folded)


def is_found(folded: str, word: str) -> bool:
    """Whether the search finds a word by its beginning, or by that of one of its endings."""
    at = folded.find(word)
    return at == 0 or 0 < at <= len(folded) - search.SHORTEST_ENDING


def as_written(words: str, texts: Iterable[str]) -> str:
    """Folded words as the first of the texts writes them: "finrural" as "FINRURAL"."""
    written = {}
    for text in texts:
        for word in WORD.findall(text):
            written.setdefault(search.fold(word), word)
    return " ".join(written.get(word, word) for word in words.split())
