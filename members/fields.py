"""Fields of our own, and what can be asked of them."""

from django.db import models

# So many of the nearest words by their letter triples are looked at more closely.
CANDIDATES = 100


class FoldedTextField(models.TextField):
    """Text in the form of ``search.fold``. Compared byte by byte: both engines sort it alike."""

    COLLATIONS = {"postgresql": "C", "sqlite": "BINARY"}

    def db_parameters(self, connection):
        parameters = super().db_parameters(connection)
        return parameters | {"collation": self.COLLATIONS[connection.vendor]}


@FoldedTextField.register_lookup
class HasWords(models.Lookup):
    """``search_text__has_words=["credit", "ben"]``: each is a word of the text, whole or begun."""

    lookup_name = "has_words"
    prepare_rhs = False

    def get_db_prep_lookup(self, value, connection):
        return "%s", [value]

    def as_postgresql(self, compiler, connection):
        sql, params = self.process_lhs(compiler, connection)
        words = " & ".join(f"'{word}':*" for word in self.rhs)
        return f"members_words({sql}) @@ to_tsquery('simple', %s)", [*params, words]

    def as_sqlite(self, compiler, connection):
        words = " ".join(f'"{word}"*' for word in self.rhs)
        found = "SELECT rowid FROM members_organisation_fts WHERE search_text MATCH %s"
        alias = connection.ops.quote_name(self.lhs.alias)
        return f"{alias}.id IN ({found})", [words]


class JSONList(models.Aggregate):
    """The values of a group, as a list."""

    function = "JSONB_AGG"
    output_field = models.JSONField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **context)


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
        # So a slip in the middle of the shortest words leaves some: the first letter, the last.
        padded = f"  {self.rhs}  "
        triples = " OR ".join(sorted({f'"{padded[i : i + 3]}"' for i in range(len(padded) - 2)}))
        nearest = (
            "SELECT word FROM members_searchword_fts WHERE padded MATCH %s ORDER BY rank LIMIT %s"
        )
        alias = connection.ops.quote_name(self.lhs.alias)
        return f"{alias}.word IN ({nearest})", [triples, CANDIDATES]
