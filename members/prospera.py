"""The data files of the members, row by row as the models want them."""

import datetime
from pathlib import Path

from django.conf import settings

from members.loading import load, read_csv
from members.models import (
    AlternateName,
    Contact,
    Country,
    Membership,
    Organisation,
    Page,
    Region,
)

DATA = Path(__file__).parent / "data"


def load_all():
    """Loads every file of ``data/``; yields a report for each table."""
    yield load(Region, read_csv(DATA / "regions.csv"), ("slug",))
    regions = {region.slug: region for region in Region.objects.all()}
    yield load(Country, rows("countries.csv", region=regions), ("code",), at_once=True)
    known = {country.code: country for country in Country.objects.select_related("region")}
    yield load(Organisation, organisations(regions, known), ("slug",))
    by_slug = Organisation.objects.in_bulk(field_name="slug")
    yield load(
        AlternateName, rows("alternate_names.csv", organisation=by_slug), ("organisation", "name")
    )
    yield load(Membership, memberships(by_slug), ("organisation", "source"))
    yield load(Contact, contacts(by_slug, regions), ("organisation", "role", "region"))
    yield load(Page, pages(), ("slug",))


def rows(name: str, **references: dict):
    """The rows of a file, with the columns named in ``references`` resolved in those tables.

    A row whose reference staff have deleted or renamed is passed over.
    """
    for row in read_csv(DATA / name):
        resolved = {
            column: table.get(row[column]) if row[column] else None
            for column, table in references.items()
        }
        if all(resolved[column] or not row[column] for column in references):
            yield row | resolved


def organisations(regions, known):
    for row in rows("organisations.csv", region=regions, country=known):
        yield row | {"year_founded": int(row["year_founded"]) if row["year_founded"] else None}


def memberships(by_slug):
    for row in rows("memberships.csv", organisation=by_slug):
        dates = {name: date(row[name]) for name in ("start", "end", "attested_on")}
        yield row | dates


def contacts(by_slug, regions):
    for row in rows("contacts.csv", organisation=by_slug, region=regions):
        yield row | {"is_public": row["is_public"] == "true"}


def pages():
    """The texts of ``data/pages/``: ``# Title``, the lead, ``---``, the rest."""
    for slug in sorted({path.name.split(".")[0] for path in (DATA / "pages").glob("*.md")}):
        row = {"slug": slug}
        for language, _label in settings.LANGUAGES:
            text = (DATA / "pages" / f"{slug}.{language}.md").read_text(encoding="utf-8")
            title, _newline, rest = text.partition("\n")
            lead, _rule, body = rest.partition("\n---\n")
            row[f"title_{language}"] = title.removeprefix("#").strip()
            row[f"lead_{language}"] = lead.strip()
            row[f"body_{language}"] = body.strip()
        yield row


def date(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
