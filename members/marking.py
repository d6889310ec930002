"""Showing where a text matches what was searched for."""

import re

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from members import search

WORD = re.compile(r"[^\W_]+")


def marked(text: str, query: str) -> SafeString | str:
    """The text as HTML, with each word that the query finds in ``<mark>``."""
    wanted = search.words(query or "")
    if not wanted:
        return text
    pieces, end = [], 0
    for match in WORD.finditer(text):
        if any(is_found(search.fold(match[0]), word) for word in wanted):
            pieces += [(text[end : match.start()], match[0])]
            end = match.end()
    marked = format_html_join("", "{}<mark>{}</mark>", pieces)
    return marked + format_html_join("", "{}", [(text[end:],)])


def is_found(folded: str, word: str) -> bool:
    """Whether the search finds a word by its beginning, or by that of one of its endings."""
    at = folded.find(word)
    return at == 0 or 0 < at <= len(folded) - search.SHORTEST_ENDING


def as_written(words: str, texts: list[str]) -> str:
    """Folded words as one of the texts writes them: "finrural" as "FINRURAL"."""
    written = {search.fold(word): word for text in texts for word in WORD.findall(text)}
    return " ".join(written.get(word, word) for word in words.split())
