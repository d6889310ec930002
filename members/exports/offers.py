"""The kinds of files there are, and the links to them that a page shows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.addresses import fixed_address
from members.exports import documents, tabular
from members.exports.rows import Export
from members.filters import OrganisationFilter


@dataclass(frozen=True)
class Format:
    """``write`` gives blocks of bytes, or a file; ``saved``: for the disk, not for the browser."""

    extension: str
    label: str
    detail: str | Promise
    content_type: str
    write: Callable[[Export], Iterator[bytes] | BinaryIO]
    saved: bool = False


FORMATS = {
    made.extension: made
    for made in (
        Format(
            "csv",
            "CSV",
            _("for spreadsheets and statistics"),
            "text/csv; charset=utf-8",
            tabular.write_csv,
            saved=True,
        ),
        Format(
            "xlsx",
            "XLSX",
            _("for Excel and LibreOffice"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            tabular.write_xlsx,
            saved=True,
        ),
        Format("json", "JSON", _("for programs"), "application/json", documents.write_json),
        Format(
            "geojson", "GeoJSON", _("for maps"), "application/geo+json", documents.write_geojson
        ),
    )
}


def links(filterset: OrganisationFilter) -> list[dict[str, str]]:
    """The query as files, a feed, a list to print: ``label``, ``url``, ``detail`` of each."""
    offered = [(made.extension, made.label, made.detail) for made in FORMATS.values()]
    offered.append(("feed", "Atom", _("for feed readers: the newest members")))
    offered.append(("print", _("Printable list"), _("on paper, by region and country")))
    return [
        {
            "label": str(label),
            "url": address(name, filterset),
            "detail": str(detail),
        }
        for name, label, detail in offered
    ]


def address(name: str, filterset: OrganisationFilter) -> str:
    """Where the present query is had in another form: a file's extension, "list", "print"."""
    query = filterset.as_query()
    return fixed_address(f"members:{name}") + (f"?{query}" if query else "")
