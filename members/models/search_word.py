"""The words of names and places, against which a mistyped word is held."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# So many of the nearest words by their letter triples are looked at more closely.
CANDIDATES = 100


class SqueezedField(models.CharField):
    """A word with each doubled letter written once."""


@SqueezedField.register_lookup
class SharesTriples(models.Lookup):
    """``squeezed__shares_triples="finrual"``: the words with the most letter triples in common."""

    lookup_name = "shares_triples"

    def as_postgresql(self, compiler, connection):
        sql, params = self.process_lhs(compiler, connection)
        nearest = "SELECT squeezed FROM members_searchword ORDER BY squeezed <-> %s LIMIT %s"
        return f"{sql} IN ({nearest})", [*params, self.rhs, CANDIDATES]

    def as_sqlite(self, compiler, connection):
        padded = f" {self.rhs} "
        triples = " OR ".join(sorted({f'"{padded[i : i + 3]}"' for i in range(len(padded) - 2)}))
        nearest = (
            "SELECT word FROM members_searchword_fts WHERE padded MATCH %s ORDER BY rank LIMIT %s"
        )
        alias = connection.ops.quote_name(self.lhs.alias)
        return f"{alias}.word IN ({nearest})", [triples, CANDIDATES]


class SearchWord(models.Model):
    """A word by which an organisation may be found (see ``members.spelling``).

    Words that no organisation has any more do no harm; ``rebuild_search`` drops them.
    """

    word = models.CharField(_("word"), max_length=100, primary_key=True)
    squeezed = SqueezedField(_("without double letters"), max_length=100)

    class Meta:
        verbose_name = _("search word")
        verbose_name_plural = _("search words")

    def __str__(self):
        return self.word
