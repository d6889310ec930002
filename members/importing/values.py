"""The cells of a row as values: what its columns hold, each read as that column is written."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from members import search
from members.api.queries import regions as region_slugs
from members.importing.columns import BY_KEY, ID, PERIOD, REASONS, UnreadableError, Value, headings
from members.importing.problems import RefusedRowError, about, messages
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
                raise ValidationError({"region": _("“%(text)s” is unknown.") % {"text": region}})
            values["region"] = slug
        if values.get("country") and values["country"] not in self.countries:
            raise ValidationError({"country": _("This country has no region yet.")})


def read_values(row: Row, keys: list[str], empties: bool, places: Places) -> dict[str, Value]:
    """The row's values by column; an empty cell counts only if it ``empties``.

    Raises RefusedRowError, with every reason there is.
    """
    named = headings()
    reasons = [_problem(position, text, keys) for position, text in row.problems.items()]
    values = {}
    for position, (key, cell) in enumerate(zip(keys, row.cells, strict=False)):
        try:
            values[key] = BY_KEY[key].read(cell) if position not in row.problems else None
        except UnreadableError as error:
            reasons.append(about(named[key], str(error)))
    values = _told(values, empties)
    try:
        places.settle(values)
    except ValidationError as error:
        reasons += messages(error, named)
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


def _problem(position: int, text: str, keys: list[str]) -> str:
    return about(headings()[keys[position]], text) if 0 <= position < len(keys) else text
