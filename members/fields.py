"""Fields of our own, and what can be asked of them."""

from django.db import models


class FoldedTextField(models.TextField):
    """Text in the form of ``search.fold``. Compared byte by byte: both engines sort it alike."""

    COLLATIONS = {"postgresql": "C", "sqlite": "BINARY"}

    def db_parameters(self, connection):
        parameters = super().db_parameters(connection)
        return parameters | {"collation": self.COLLATIONS[connection.vendor]}


@FoldedTextField.register_lookup
class HasWords(models.Lookup):
    """``search_text__has_words=["credit", "ben"]``: each is a word of the text, whole or begun.

    One with a mark before it ("#finca") has to be the whole word.
    """

    lookup_name = "has_words"
    prepare_rhs = False

    def get_db_prep_lookup(self, value, connection):
        return "%s", [value]

    def as_postgresql(self, compiler, connection):
        sql, params = self.process_lhs(compiler, connection)
        words = " & ".join(f"'{word}'" + ":*" * word.isalnum() for word in self.rhs)
        return f"members_words({sql}) @@ %s::tsquery", [*params, words]

    def as_sqlite(self, compiler, connection):
        words = " ".join(f'"{word}"' + "*" * word.isalnum() for word in self.rhs)
        found = "SELECT rowid FROM members_organisation_fts WHERE search_text MATCH %s"
        alias = connection.ops.quote_name(self.lhs.alias)
        return f"{alias}.id IN ({found})", [words]


class JSONList(models.Aggregate):
    """The values of a group, as a list."""

    function = "JSONB_AGG"
    output_field = models.JSONField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **context)
