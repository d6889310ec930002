"""Organisations as the rows of a list show them.

Lists are most of what is asked of the site, and an instance of the model takes ten times as long to
make as a row.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models

from members import countries, known
from members.addresses import address
from members.choices import Kind
from members.models import Region

# In the order of the row's own.
COLUMNS = (
    "id",
    "name",
    "acronym",
    "slug",
    "kind",
    "region_id",
    "country_id",
    "names_folded",
)


@dataclass(slots=True)
class Row:
    """An organisation, with no more of it than a list shows. Shared where it is kept."""

    pk: int
    name: str
    acronym: str
    slug: str
    kind: str
    region_id: int
    country_id: str | None
    names_folded: str
    region: Region
    # What it does for the network, in words (see ``members.views.roles``).
    public_roles: list[str] = field(default_factory=list)
    # Its other names, where it may have been found by them (see ``members.results``).
    known_as: list[str] = field(default_factory=list)

    def get_absolute_url(self) -> str:
        return address("members:detail", self.slug)

    def get_kind_display(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def country(self) -> str:
        """The country's name; empty for one that works for a whole region."""
        return countries.name(self.country_id) if self.country_id else ""

    @property
    def place(self) -> str:
        return self.country or self.region.name


def rows_of(organisations: models.QuerySet, *around: Region) -> list[Row]:
    """The organisations as rows, from one query, which joins no places.

    ``around``: the regions in which they all lie, where the page has them already.
    """
    # What a row shows is not translated, so it is read as it stands.
    return rows_from(organisations.rewrite(False).values_list(*COLUMNS), *around)


def rows_from(found: Iterable[tuple], *around: Region) -> list[Row]:
    """Rows of what was read from the ``COLUMNS``."""
    found = list(found)
    regions = {region.pk: region for region in around or (known.regions() if found else ())}
    return [Row(*columns, _region(columns[5], regions)) for columns in found]


def _region(key: int, regions: dict[int, Region]) -> Region:
    """A region that was added this moment is not known yet: it is then asked for."""
    return regions.get(key) or Region.objects.get(pk=key)
