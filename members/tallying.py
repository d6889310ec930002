"""The SQL with which the database keeps ``Tally`` and each organisation's year of joining.

What an organisation counts for is one in the present tallies and, for each of its periods, one
more in the year of its first day and one less in the year of the day after its last: as a
membership's end is inclusive, one that ends on 31 December still counts at the end of that year.
A change takes away what was counted before it and adds what is to be counted now; what cancels out
is not written. Counting everything anew is the same, with all organisations as the change.

PostgreSQL's triggers see a statement's rows at once, so loading many costs little; SQLite's see
one row each.
"""

from members.models.tally import NOW, Grain

ORGANISATION = ("id", "status", "kind", "region_id", "country_id", "language", "year_joined")
MEMBERSHIP = ("organisation_id", "start", "end", "attested_on")
EVENTS = ("insert", "update", "delete")

YEAR = {
    "postgresql": "extract(year FROM {day})::integer",
    "sqlite": "CAST(strftime('%Y', {day}) AS integer)",
}
DAY_AFTER = {"postgresql": '({alias}."end" + 1)', "sqlite": "date({alias}.\"end\", '+1 day')"}

# The columns of a tally that each grain fills, the coarsest grain first.
TOLD = {
    Grain.REGION: (),
    Grain.COUNTRY: ("country",),
    Grain.LANGUAGE: ("language",),
    Grain.JOINED: ("joined",),
    Grain.LANGUAGE_JOINED: ("language", "joined"),
    Grain.COUNTRY_LANGUAGE: ("country", "language"),
    Grain.COUNTRY_JOINED: ("country", "joined"),
    Grain.ALL: ("country", "language", "joined"),
}
GRAINS = " UNION ALL ".join(
    f"SELECT {grain.value} AS grain, "
    + ", ".join(f"{int(name in told)} AS by_{name}" for name in TOLD[Grain.ALL])
    for grain, told in TOLD.items()
)
# Written in one order by all, so that two writers do not wait for each other crosswise.
RETALLY = f"""
INSERT INTO members_tally (grain, year, kind, region_id, country, language, joined, total)
SELECT grain, year, kind, region_id,
    CASE by_country WHEN 1 THEN country ELSE '' END,
    CASE by_language WHEN 1 THEN language ELSE '' END,
    CASE by_joined WHEN 1 THEN joined ELSE 0 END,
    sum(n)
FROM ({{counted}}) AS counted CROSS JOIN ({GRAINS}) AS grains
GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(n) <> 0 ORDER BY 1, 2, 3, 4, 5, 6, 7
ON CONFLICT (grain, year, kind, region_id, country, language, joined)
DO UPDATE SET total = members_tally.total + excluded.total
"""  # noqa: S608
CELL = (
    "{year} AS year, o.kind AS kind, o.region_id AS region_id, "
    "coalesce(o.country_id, '') AS country, o.language AS language, "
    "coalesce(o.year_joined, 0) AS joined, {sign} AS n"
)
OF_ORGANISATIONS = f"""
SELECT {CELL.format(year=NOW, sign="o.sign")} FROM {{changed}} AS o WHERE o.status = 'published'
UNION ALL
SELECT {CELL.format(year="{begun}", sign="o.sign")} FROM {{changed}} AS o
JOIN members_membership AS m ON m.organisation_id = o.id WHERE o.status = 'published'
UNION ALL
SELECT {CELL.format(year="{ended}", sign="-o.sign")} FROM {{changed}} AS o
JOIN members_membership AS m ON m.organisation_id = o.id
WHERE o.status = 'published' AND m."end" IS NOT NULL
"""  # noqa: S608
OF_MEMBERSHIPS = f"""
SELECT {CELL.format(year="{begun}", sign="m.sign")} FROM {{changed}} AS m
JOIN members_organisation AS o ON o.id = m.organisation_id WHERE o.status = 'published'
UNION ALL
SELECT {CELL.format(year="{ended}", sign="-m.sign")} FROM {{changed}} AS m
JOIN members_organisation AS o ON o.id = m.organisation_id
WHERE o.status = 'published' AND m."end" IS NOT NULL
"""  # noqa: S608
FIRST_YEAR = (
    "(SELECT min({begun}) FROM members_membership AS m "
    "WHERE m.organisation_id = members_organisation.id)"
)
REMEMBER_JOINING = f"""
UPDATE members_organisation SET year_joined = {FIRST_YEAR}
WHERE coalesce(year_joined, 0) <> coalesce({FIRST_YEAR}, 0)
"""  # noqa: S608

TABLES = {
    "organisation": (ORGANISATION, OF_ORGANISATIONS),
    "membership": (MEMBERSHIP, OF_MEMBERSHIPS),
}


def years(vendor: str) -> dict[str, str]:
    """How the engine says in which year a period, ``m``, has begun and is over."""
    year = YEAR[vendor]
    return {
        "begun": year.format(day="coalesce(m.start, m.attested_on)"),
        "ended": year.format(day=DAY_AFTER[vendor].format(alias="m")),
    }


def retally(vendor: str, table: str, changed: str) -> str:
    """The statement that tallies a change of rows; ``changed`` names them, each with its sign."""
    _columns, counted = TABLES[table]
    return RETALLY.format(counted=counted.format(changed=changed, **years(vendor)))


def remember_joining(vendor: str, organisations: str = "") -> str:
    """The statement that sets the year of joining, of all or of those a subquery gives."""
    statement = REMEMBER_JOINING.format(**years(vendor))
    return f"{statement} AND id IN ({organisations})" if organisations else statement


def recount(vendor: str) -> list[str]:
    """The statements that make it all anew."""
    everything = f"(SELECT 1 AS sign, {quoted(ORGANISATION)} FROM members_organisation)"  # noqa: S608
    return [
        remember_joining(vendor),
        "DELETE FROM members_tally",
        retally(vendor, "organisation", everything),
    ]


def triggers(vendor: str) -> list[str]:
    """The statements that make the triggers, also where they are there already."""
    make = _on_postgresql if vendor == "postgresql" else _on_sqlite
    return [statement for table in TABLES for event in EVENTS for statement in make(table, event)]


def name(table: str, event: str) -> str:
    return f"members_tally_{table}_{event}"


def quoted(columns: tuple[str, ...], before: str = "") -> str:
    """Column names, of which ``end`` is a word of SQL's own."""
    return ", ".join(f'{before}"{column}"' for column in columns)


def _on_postgresql(table: str, event: str) -> list[str]:
    columns = quoted(TABLES[table][0])
    was, now = (f"SELECT {columns} FROM {rows}" for rows in ("old_rows", "new_rows"))  # noqa: S608
    gone = {"insert": "", "delete": was, "update": f"{was} EXCEPT ALL {now}"}[event]
    come = {"insert": now, "delete": "", "update": f"{now} EXCEPT ALL {was}"}[event]
    changed = " UNION ALL ".join(
        f"SELECT {sign} AS sign, changed.* FROM ({rows}) AS changed"  # noqa: S608
        for sign, rows in ((-1, gone), (1, come))
        if rows
    )
    seen = {
        "insert": "NEW TABLE AS new_rows",
        "delete": "OLD TABLE AS old_rows",
        "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    }[event]
    deeds = [f"WITH changed AS ({changed}) {retally('postgresql', table, 'changed')}"]
    if table == "membership":
        rows = " UNION ".join(
            f"SELECT organisation_id FROM {rows}"  # noqa: S608
            for rows in ("old_rows", "new_rows")
            if rows in seen
        )
        deeds.append(remember_joining("postgresql", rows))
    return [
        f"CREATE OR REPLACE FUNCTION {name(table, event)}() RETURNS trigger LANGUAGE plpgsql "
        f"AS $$ BEGIN {';'.join(deeds)}; RETURN NULL; END $$",
        f"CREATE OR REPLACE TRIGGER {name(table, event)} AFTER {event} ON members_{table} "
        f"REFERENCING {seen} FOR EACH STATEMENT EXECUTE FUNCTION {name(table, event)}()",
    ]


def _on_sqlite(table: str, event: str) -> list[str]:
    columns = TABLES[table][0]
    signed = {
        row: f"SELECT {sign} AS sign, "
        + ", ".join(f'{row}."{column}" AS "{column}"' for column in columns)
        for row, sign in (("old", -1), ("new", 1))
    }
    rows = {"insert": ["new"], "delete": ["old"], "update": ["old", "new"]}[event]
    changed = f"({' UNION ALL '.join(signed[row] for row in rows)})"
    deeds = [retally("sqlite", table, changed)]
    if table == "membership":
        deeds.append(
            remember_joining("sqlite", ", ".join(f"{row}.organisation_id" for row in rows))
        )
    when, of = "", ""
    if event == "update":
        of = f" OF {quoted(columns)}"
        # Rows cannot be compared whole where a column may be unknown.
        differ = (f'old."{column}" IS NOT new."{column}"' for column in columns)
        when = f" WHEN {' OR '.join(differ)}"
    return [
        f"CREATE TRIGGER IF NOT EXISTS {name(table, event)} AFTER {event}{of} "
        f"ON members_{table}{when} BEGIN {';'.join(deeds)}; END"
    ]
