"""Which organisation each row of a file is about: by identifier, slug, then name."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from members import search
from members.importing.columns import ID, Value
from members.importing.names import Names
from members.importing.problems import RefusedRowError, say
from members.models import Organisation

Values = dict[str, Value]


@dataclass(frozen=True)
class Match:
    """The organisation meant, if one surely is; or else those that may be."""

    pk: int | None = None
    candidates: list[int] = field(default_factory=list)


class Matcher:
    """Matches the rows of one file, chunk by chunk, and notices two about the same organisation."""

    def __init__(self):
        self.names = Names()
        self.lines: dict[tuple, int] = {}
        # Each identifier with the one that stands for it, should it have been merged.
        self.known: dict[int, int] = {}
        self.slugs: dict[str, int] = {}
        self.old_slugs: dict[str, int] = {}

    def prepare(self, rows: Collection[Values]) -> None:
        """Looks up the identifiers and slugs of a chunk, in two queries."""
        stored = Organisation.objects.order_by()
        ids = [values[ID] for values in rows if values.get(ID)]
        slugs = [values["slug"] for values in rows if values.get("slug")]
        stands = Coalesce("merged_into", "pk")
        self.known = dict(stored.filter(pk__in=ids).values_list("pk", stands))
        self.slugs = dict(stored.filter(slug__in=slugs).values_list("slug", stands))
        merged = stored.filter(slug__in=slugs, merged_into__isnull=False)
        self.old_slugs = dict(merged.values_list("slug", "merged_into"))

    def match(self, line: int, values: Values) -> Match:
        """Raises RefusedRowError for a row about none, or about the same as an earlier one."""
        match = self._match(values)
        if match.pk and self.old_slugs.get(values.get("slug")) == match.pk:
            # It leads there already, and stays taken: no new slug for the one that stands.
            del values["slug"]
        if not match.candidates:
            self._once(line, match, values)
        return match

    def _match(self, values: Values) -> Match:
        if pk := values.get(ID):
            if pk not in self.known:
                message = _("No organisation has the identifier %(id)s. Empty it for a new one.")
                raise RefusedRowError([say(message, id=pk)])
            return Match(self.known[int(pk)])
        if pk := self.slugs.get(values.get("slug")):
            return Match(pk)
        name, country = values.get("name"), values.get("country")
        if not name:
            raise RefusedRowError([_("The row names no organisation.")])
        if exact := self.names.exact(name):
            own = self.names.countries[exact[0]]
            is_sure = len(exact) == 1 and (not country or own in (None, country))
            return Match(exact[0]) if is_sure else Match(candidates=exact)
        return Match(candidates=self.names.near(name, country))

    def _once(self, line: int, match: Match, values: Values) -> None:
        keys = [(match.pk,)]
        if match.pk is None:
            keys = [(search.fold(values["name"]), values.get("country"))]
            keys += [("slug", values["slug"])] if values.get("slug") else []
        for key in keys:
            if (first := self.lines.setdefault(key, line)) != line:
                message = _("Row %(line)s is about the same organisation.")
                raise RefusedRowError([say(message, line=first)])
