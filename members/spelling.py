"""What was meant by a mistyped word: the nearest of the words that organisations are found by.

Near means one letter more, less, other or out of turn in a word of four letters or more, two in
one of eight or more. A letter written double or single counts for nothing ("morroco").
"""

from collections.abc import Iterable
from itertools import groupby, islice, product

from rapidfuzz.distance import OSA

from members import search
from members.models.search_word import SearchWord

SHORTEST, LONG = 4, 8
READINGS = 5
# A query of more words than this is taken as typed: each unknown one costs two queries.
MOST_WORDS = 6


def squeeze(word: str) -> str:
    """The word with each doubled letter written once."""
    return "".join(letter for letter, _run in groupby(word))


def learn(texts: Iterable[str]) -> None:
    """Keeps the words of some ``titles_folded`` and the like, where they are new."""
    words = {word for text in texts for word in text.split() if len(word) <= 100}
    known = set(SearchWord.objects.filter(word__in=words).values_list("word", flat=True))
    new = [SearchWord(word=word, squeezed=squeeze(word)) for word in sorted(words - known)]
    SearchWord.objects.bulk_create(new, ignore_conflicts=True)


def nearest(word: str) -> list[str]:
    """The known words that ``word`` may be a slip of, nearest first."""
    if len(word) < SHORTEST:
        return []
    squeezed = squeeze(word)
    edits = {}
    for other in SearchWord.objects.filter(squeezed__shares_triples=squeezed):
        ways = [(word, other.word), (squeezed, other.squeezed)]
        near = [OSA.distance(*way) for way in ways if is_slip(*way)]
        if near:
            edits[other.word] = min(near)
    return sorted(edits, key=lambda other: (edits[other], OSA.distance(word, other), other))


def all_nearest(words: Iterable[str]) -> dict[str, list[str]]:
    """The same for each of several; none for one that is known, whole or begun."""
    known = SearchWord.objects.filter
    return {
        word: [] if known(word__startswith=word).exists() else nearest(word)
        for word in dict.fromkeys(words)
    }


def is_slip(written: str, meant: str) -> bool:
    """Whether one may have been written for the other."""
    most = 2 if len(written) >= LONG else 1 if len(written) >= SHORTEST else 0
    return OSA.distance(written, meant) <= most


def readings(query: str, near: dict[str, list[str]] | None = None) -> list[str]:
    """Other ways to read the query, nearest first: each unknown word replaced by a known one.

    ``near`` is what ``all_nearest`` says of its words, where it was asked for many queries at once.
    """
    words = search.words(query)
    if len(words) > MOST_WORDS:
        return []
    near = all_nearest(words) if near is None else near
    choices = [near.get(word, [])[:READINGS] or [word] for word in words]
    found = (" ".join(reading) for reading in product(*choices))
    others = (reading for reading in found if reading != search.fold(query))
    return list(islice(others, READINGS))
