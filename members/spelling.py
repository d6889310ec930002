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
# A query of more words than this is taken as typed: each unknown one takes its time.
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
    """The known words that ``word`` may be a slip of, nearest first; a known one is none."""
    return all_nearest([word]).get(word, [])


def all_nearest(words: list[str]) -> dict[str, list[str]]:
    """The same for each of several, from one query."""
    squeezed = {word: squeeze(word) for word in words if len(word) >= SHORTEST}
    edits = {word: {} for word in squeezed}
    for word, other, other_squeezed in SearchWord.objects.proposed_for(squeezed):
        ways = [(word, other), (squeezed[word], other_squeezed)]
        near = [OSA.distance(*way) for way in ways if is_slip(*way)]
        if near:
            edits[word][other] = min(near)
    return {
        word: sorted(others, key=lambda other: (others[other], OSA.distance(word, other), other))
        for word, others in edits.items()
    }


def is_slip(written: str, meant: str) -> bool:
    """Whether one may have been written for the other."""
    most = 2 if len(written) >= LONG else 1 if len(written) >= SHORTEST else 0
    return OSA.distance(written, meant) <= most


def readings(query: str, near: dict[str, list[str]] | None = None) -> list[str]:
    """Other ways to read the query, nearest first, where as it stands it finds nothing.

    What punctuation divides is run together ("fin-ca"); each unknown word is replaced by a known
    one. ``near`` is what ``all_nearest`` says of its words, where many queries were asked at once.
    """
    words, folded = search.words(query), search.fold(query)
    if len(words) > MOST_WORDS:
        return []
    together = " ".join(search.fold(part).replace(" ", "") for part in query.split())
    near = all_nearest(words) if near is None else near
    choices = [near.get(word, [])[:READINGS] or [word] for word in words]
    found = [together, *(" ".join(reading) for reading in product(*choices))]
    others = (reading for reading in dict.fromkeys(found) if reading != folded)
    return list(islice(others, READINGS))


def differ(reading: str, query: str) -> bool:
    """Whether a reading of a query has other letters, rather than other gaps between them."""
    return bool(reading) and search.fold(query).replace(" ", "") != reading.replace(" ", "")
