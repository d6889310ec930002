"""The cells of a row as values: what its columns hold, each read as that column is written."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from members import search
from members.api.queries import regions as region_slugs
from members.importing.columns import BY_KEY, HEADINGS, ID, PERIOD, REASONS, UnreadableError, Value
from members.importing.problems import Reason, RefusedRowError, about, messages
from members.importing.reading import Row
from members.models import Country, Region

# What an empty cell never empties: without it there is no organisation.
KEPT = (ID, REASONS, "slug", "name", "kind", "status")


class Places:
    """Regions and countries, read once."""

    def __init__(self):
        self.slugs = region_slugs()
        self.regions = {region.slug: region for region in Region.objects.all()}
        self.countries = Country.objects.select_related("region").in_bulk()

    def settle(self, values: dict[str, Value]) -> None:
        """Turns the region's name into its slug; ValidationError for a place that is not ours."""
        if region := values.get("region"):
            slug = self.slugs.get(search.fold(str(region)))
            if slug is None:
                unknown = _("“%(text)s” is unknown.")
                raise ValidationError(
                    {"region": ValidationError(unknown, "unknown", {"text": region})}
                )
            values["region"] = slug
        if values.get("country") and values["country"] not in self.countries:
            raise ValidationError({"country": _("This country has no region yet.")})


def read_values(row: Row, keys: list[str], empties: bool, places: Places) -> dict[str, Value]:
    """The row's values by column; an empty cell counts only if it ``empties``.

    Raises RefusedRowError, with every reason there is.
    """
    problems = _formulas(row, keys) | row.problems
    reasons = [_problem(position, reason, keys) for position, reason in problems.items()]
    values = {}
    for position, (key, cell) in enumerate(zip(keys, row.cells, strict=False)):
        try:
            values[key] = BY_KEY[key].read(cell) if position not in problems else None
        except UnreadableError as error:
            reasons.append(about(HEADINGS[key], error.reason))
    values = _told(values, empties)
    try:
        places.settle(values)
    except ValidationError as error:
        reasons += messages(error, HEADINGS)
    if reasons:
        raise RefusedRowError(reasons)
    return values


def _told(values: dict[str, Value], empties: bool) -> dict[str, Value]:
    """Without those that tell of nothing."""
    # A period is not emptied: where the row tells of none, the one that is there stays.
    kept = KEPT if any(values.get(key) for key in PERIOD) else (*KEPT, *PERIOD)
    return {
        key: value
        for key, value in values.items()
        if value not in ("", None, []) or (empties and key not in kept)
    }


def _formulas(row: Row, keys: list[str]) -> dict[int, Reason]:
    """What is wrong with cells of CSV that a spreadsheet would take for a formula."""
    return {
        position: _("a formula; put its value there, or an apostrophe before what is a text.")
        for position, (key, cell) in enumerate(zip(keys, row.cells, strict=False))
        if position in row.formulas and (cell.startswith("=") or not BY_KEY[key].takes_signs)
    }


def _problem(position: int, reason: Reason, keys: list[str]) -> Reason:
    return about(HEADINGS[keys[position]], reason) if 0 <= position < len(keys) else reason
