"""Search: one normalisation, used for what is stored and for what is typed.

An organisation keeps two columns that this module alone fills and reads, both in ``fold``'s form:

``names_folded``   its name, acronym and other names: found by any part of a word
``search_text``    country in three languages and descriptions: found by the beginning of a word

Both also hold each text run together ("cotedivoire"), for those who write without gaps.
"""

import unicodedata

from django.db import models
from django.db.models import Q

from members import countries

MAX_WORDS = 10
# Letters that Unicode does not decompose, as people without the key for them write them.
PLAIN = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})


class FoldedTextField(models.TextField):
    """Text in ``fold``'s form. Compared byte by byte, so that both engines sort it alike."""

    COLLATIONS = {"postgresql": "C", "sqlite": "BINARY"}

    def db_parameters(self, connection):
        parameters = super().db_parameters(connection)
        return parameters | {"collation": self.COLLATIONS[connection.vendor]}


def fold(text: str) -> str:
    """Lower case words of plain letters and digits, one space between.

    Accents, case, punctuation, hyphens, apostrophes and invisible marks make no difference:
    ``fold("Côte d’Ivoire") == fold("COTE D'IVOIRE") == "cote d ivoire"``.
    """
    # Twice, as either brings the other something to do: "™" comes apart into the capitals "TM".
    text = unicodedata.normalize("NFKD", text).casefold()
    text = unicodedata.normalize("NFKD", text).translate(PLAIN)
    shown = (
        c
        for c in text
        if not unicodedata.combining(c) and unicodedata.category(c) not in ("Cf", "Cc")
    )
    return " ".join("".join(c if c.isalnum() else " " for c in shown).split())


def words(query: str) -> list[str]:
    """The words to look for, each once, at most ``MAX_WORDS``; none where nothing is spoken."""
    return list(dict.fromkeys(fold(query).split()))[:MAX_WORDS]


def columns(organisation) -> dict[str, str]:
    """What the two columns of a saved organisation should hold."""
    names = [organisation.name, organisation.acronym]
    names += [other.name for other in organisation.alternate_names.all()]
    texts = [organisation.description_en, organisation.description_fr, organisation.description_es]
    if organisation.country_id:
        texts += countries.names(organisation.country_id)
    return {"names_folded": _column(names), "search_text": _column(texts)}


def matching(query: str) -> Q:
    """The condition under which an organisation has every word of ``query``.

    Punctuation alone names nothing, so it finds nothing: never everything.
    """
    condition = Q()
    for word in words(query):
        condition &= Q(names_folded__contains=word) | Q(search_text__contains=f" {word}")
    return condition or Q(pk__in=[])


def country_codes(query: str) -> list[str]:
    """Codes of the countries that have every word of ``query`` in a name, or as their code."""
    wanted = [f" {word}" for word in words(query)]
    named = {code: _column([code, *countries.names(code)]) for code in countries.codes()}
    return [code for code, text in named.items() if wanted and all(word in text for word in wanted)]


def _column(texts: list[str]) -> str:
    folded = [fold(text) for text in texts if text]
    together = [text.replace(" ", "") for text in folded if 0 < text.count(" ") < 4]
    return "".join(f" {text}" for text in dict.fromkeys(folded + together))
