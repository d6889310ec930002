"""The words of names and places, against which a mistyped word is held."""

from django.db import connections, models
from django.utils.translation import gettext_lazy as _

# So many of the nearest words by their letter triples are looked at more closely.
CANDIDATES = 100
LAST = "\U0010ffff"
IS_KNOWN = "EXISTS (SELECT 1 FROM members_searchword WHERE word >= %s AND word < %s)"
SQLITE = f"""
SELECT %s AS given, word, squeezed FROM members_searchword
WHERE NOT {IS_KNOWN} AND word IN (
    SELECT word FROM members_searchword_fts WHERE padded MATCH %s ORDER BY rank LIMIT %s)
"""  # noqa: S608


class SearchWordQuerySet(models.QuerySet):
    def proposed_for(self, words: dict[str, str]) -> list[tuple[str, str, str]]:
        """For each of the words that is not known, whole or begun, those that it may stand for.

        Each with the squeezed form of it. By their letter triples: PostgreSQL's ``pg_trgm``
        (``members_nearest``), or FTS5's.
        """
        if not words:
            return []
        if connections[self.db].vendor == "postgresql":
            sql = "SELECT given, word, squeezed FROM members_nearest(%s, %s, %s)"
            parameters = [list(words), list(words.values()), CANDIDATES]
        else:
            sql = " UNION ALL ".join([SQLITE] * len(words))
            parameters = []
            for word, squeezed in words.items():
                parameters += [word, word, word + LAST, triples(squeezed), CANDIDATES]
        with connections[self.db].cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()


def triples(word: str) -> str:
    """FTS5's question for the words that share most triples of letters with this one.

    With blanks before and behind, so that a slip in the middle of a short word leaves some.
    """
    padded = f"  {word}  "
    return " OR ".join(sorted({f'"{padded[i : i + 3]}"' for i in range(len(padded) - 2)}))


class SearchWord(models.Model):
    """A word by which an organisation may be found (see ``members.spelling``).

    Words that no organisation has any more do no harm; ``rebuild_search`` drops them.
    """

    word = models.CharField(_("word"), max_length=100, primary_key=True)
    squeezed = models.CharField(_("without double letters"), max_length=100)

    objects = SearchWordQuerySet.as_manager()

    class Meta:
        verbose_name = _("search word")
        verbose_name_plural = _("search words")

    def __str__(self):
        return self.word
