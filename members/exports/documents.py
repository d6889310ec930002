"""Organisations for programs and maps: JSON and GeoJSON, streamed.

Both begin with when they were ``generated`` (UTC), the ``query`` as it was understood, and the
``total``. Keys are those of ``rows.COLUMNS`` in every language; what is not known is null.
"""

import csv
import datetime
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from members.exports.rows import COLUMNS, Export, Value
from members.exports.text import in_blocks, moment

CENTROIDS = Path(__file__).parent.parent / "data" / "centroids.csv"
KEYS = [column.key for column in COLUMNS]


def write_json(export: Export) -> Iterator[bytes]:
    """``{"generated", "query", "total", "members": [{…}, …]}``."""
    return in_blocks(document(export, head(export), "members", members(export)))


def write_geojson(export: Export) -> Iterator[bytes]:
    """A FeatureCollection (RFC 7946): a point at the centre of each organisation's country.

    One that works for a whole region lies nowhere: its geometry is null.
    """
    features = (feature(member) for member in members(export))
    kind = {"type": "FeatureCollection"}
    return in_blocks(document(export, kind | head(export), "features", features))


def document(export: Export, head: dict, key: str, items: Iterator[dict]) -> Iterator[str]:
    """The text of an object: ``head``, and at its end ``key`` with a list, an item a line."""
    yield dump(head)[:-1] + f', "{key}": ['
    separator = "\n"
    for item in items:
        yield separator + dump(item)
        separator = ",\n"
    yield "\n]}\n"


def head(export: Export) -> dict:
    return {
        "generated": export.made_at,
        "query": query(export),
        "total": export.filterset.total,
    }


def query(export: Export) -> dict:
    """What was asked for; ``meant`` only where a mistyped ``q`` was read as something else."""
    filterset = export.filterset
    asked = {
        "q": filterset.query,
        "meant": filterset.meant,
        **filterset.chosen,
        "on": filterset.day,
    }
    return {name: value for name, value in asked.items() if value} | {"sort": filterset.order}


def members(export: Export) -> Iterator[dict[str, Value]]:
    return (dict(zip(KEYS, row, strict=True)) for row in export.rows())


def feature(member: dict[str, Value]) -> dict:
    point = centroids().get(member["country"])
    geometry = {"type": "Point", "coordinates": point} if point else None
    return {"type": "Feature", "id": member["id"], "geometry": geometry, "properties": member}


@cache
def centroids() -> dict[str, tuple[float, float]]:
    """Longitude and latitude of the middle of each country's main part, by its code."""
    with CENTROIDS.open(encoding="utf-8") as file:
        return {
            row["code"]: (float(row["longitude"]), float(row["latitude"]))
            for row in csv.DictReader(file)
        }


def dump(value) -> str:
    return json.dumps(value, ensure_ascii=False, default=as_text)


def as_text(value: datetime.date) -> str:
    return moment(value)
