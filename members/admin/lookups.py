"""What the address of a list may ask of its rows: what its filters offer, and nothing else.

Django lets an address ask for any field of the list's own model. Whether a row is listed then
tells, letter by letter, what no page shows: a note that a merge has written down.
"""

from collections.abc import Iterator

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.utils import get_fields_from_path

# What filters and the days above a list put after the name of a field.
ENDS = ("", "exact", "isnull", "isempty", "gte", "lt", "year", "month", "day")


class OffersLookups:
    """Mixin of the desk's lists: a field that is added to a model is not asked for by that."""

    trays = ()

    def lookup_allowed(self, lookup, value, request):
        return lookup in self.offered_lookups(request)

    def offered_lookups(self, request) -> set[str]:
        """The parameters of the list's filters, of its days and of its trays."""
        offered = {name for tray in self.trays for name in tray.query}
        for one in (self.date_hierarchy, *self.get_list_filter(request)):
            if isinstance(one, type) and issubclass(one, SimpleListFilter):
                offered.add(one.parameter_name)
            elif one:
                offered.update(self._lookups_of(one if isinstance(one, str) else one[0]))
        return offered

    def _lookups_of(self, path: str) -> Iterator[str]:
        field = get_fields_from_path(self.model, path)[-1]
        for end in (f"{field.target_field.name}__exact", *ENDS) if field.is_relation else ENDS:
            yield f"{path}__{end}" if end else path
