"""The bench's results: as tables on the terminal, and as ``docs/benchmarks.md``."""

import os
import platform
import re
import sqlite3
from importlib.metadata import version
from pathlib import Path

from tests import cluster
from tests.bench.kept import Run
from tests.bench.measure import SECONDS, TIMES, Result

# The aims of the project, for PostgreSQL: how many times the baseline a page may take.
ANEW, KEPT, AGAIN, QUERIES, GROWTH = 8, 2, 1.2, 5, 1.5
AIMED_AT, SMALL, HUGE = 100_000, 1_000, 1_000_000


def table(runs: list[Run]) -> str:
    """Ratios to the baseline and numbers of queries, a line for each case."""
    lines = [
        "| case | engine | organisations | queries | × baseline | at best | at p95 | KB |",
        "|---|---|--:|--:|--:|--:|--:|--:|",
    ]
    for name in names(runs):
        for run in runs:
            lines += [
                f"| {name} | {run.engine} | {run.size:,} | {r.queries} | {r.ratio:.1f} "
                f"| {r.ratio_best:.1f} | {r.ratio_p95:.1f} | {r.bytes / 1000:.0f} |"
                for r in run.results
                if r.name == name
            ]
    return "\n".join(lines)


def wide_table(runs: list[Run]) -> str:
    """A line for each case, a column for each size."""
    lines = ["| case |" + "".join(f" {run.size:,} |" for run in runs)]
    lines.append("|---|" + "--:|" * len(runs))
    for name in names(runs):
        cells = [cell(run.result(name)) for run in runs]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    baselines = " | ".join(f"{run.baseline:.2f} ms" for run in runs)
    days = " | ".join(run.day for run in runs)
    return "\n".join([*lines, f"| *the baseline* | {baselines} |", f"| *measured on* | {days} |"])


def cell(found: Result | None) -> str:
    if found is None:
        return ""
    times = (found.ratio_best, found.ratio, found.ratio_p95)
    return " / ".join(f"{ratio:.1f}" for ratio in times) + f" ({found.queries})"


def names(runs: list[Run]) -> list[str]:
    return list(dict.fromkeys(result.name for run in runs for result in run.results))


def limit(name: str) -> float:
    return {"directory, kept": KEPT, "directory, asked for again": AGAIN}.get(name, ANEW)


def aims(runs: list[Run]) -> str:
    """Each case held against the aims of the project, which are about PostgreSQL."""
    found = {run.size: run for run in runs if run.engine == "PostgreSQL"}
    if AIMED_AT not in found and not found.keys() >= {SMALL, HUGE}:
        return ""
    lines = [
        f"| case | at most | at {AIMED_AT:,} | queries, at most {QUERIES} "
        f"| {HUGE:,} to {SMALL:,}, at most {GROWTH} |",
        "|---|--:|--:|--:|--:|",
    ]
    for name in names(list(found.values())):
        aimed, small, huge = (
            found[size].result(name) if size in found else None for size in (AIMED_AT, SMALL, HUGE)
        )
        growth = huge.ratio / small.ratio if huge and small else None
        judged = [
            verdict(aimed and aimed.ratio, limit(name)),
            verdict(aimed and aimed.queries, QUERIES),
            verdict(growth, GROWTH),
        ]
        lines.append(f"| {name} | {limit(name)} | " + " | ".join(judged) + " |")
    return "\n".join(lines)


def verdict(value: float | None, most: float) -> str:
    """The value, and whether it meets an aim; nothing where it was not measured."""
    if value is None:
        return ""
    shown = f"{value:.1f}" if isinstance(value, float) else str(value)
    return f"{shown}, {'met' if value <= most else '**missed**'}"


def exports(runs: list[Run]) -> str:
    lines = [
        f"| {run.engine} | {run.exported.rows:,} | {run.exported.rows / run.exported.seconds:,.0f}"
        f" | {run.exported.resident_before / 1e6:.0f} | {run.exported.resident_most / 1e6:.0f} |"
        for run in runs
        if run.exported
    ]
    if not lines:
        return ""
    head = "| engine | rows | rows a second | MB before | MB at most |\n|---|--:|--:|--:|--:|"
    return "\n".join(["## Everything as CSV", "", head, *lines, ""])


def fillings(runs: list[Run]) -> str:
    head = "| engine | organisations | added a second | MB on disk |\n|---|--:|--:|--:|"
    lines = [
        f"| {run.engine} | {run.size:,} | {rate(run.facts)} | {run.facts['bytes'] / 1e6:.0f} |"
        for run in runs
    ]
    return "\n".join(["## Filling", "", head, *lines, ""])


def rate(facts: dict) -> str:
    """Organisations a second; nothing where the database was filled before."""
    return f"{facts['added'] / facts['seconds']:,.0f}" if facts["added"] else ""


def document(runs: list[Run]) -> str:
    """The whole page."""
    parts = [
        "# Benchmarks\n",
        "Written by `make bench`: the last numbers of each engine and size, kept in\n"
        "`benchmarks.json`. Each is a multiple of what a constant page of the same size takes\n"
        "through the same server and middleware (no ETag, nothing kept: what Django costs at\n"
        "least), asked for in turn with the page measured, so that a busy machine slows both (the\n"
        "longer one the more: then believe the best). Best / median / 95th percentile of\n"
        f"{TIMES} requests, or of as many as {SECONDS} seconds allow; the number of queries in\n"
        "brackets. Pages are made anew, but for two that say otherwise.\n",
        machines(runs),
    ]
    for engine in dict.fromkeys(run.engine for run in runs):
        of_engine = [run for run in runs if run.engine == engine]
        parts += [f"## {engine}\n", wide_table(of_engine) + "\n"]
    if table := aims(runs):
        parts += ["## Aims, on PostgreSQL\n", table + "\n"]
    parts += [exports(runs), fillings(runs)]
    return "\n".join(part for part in parts if part).rstrip() + "\n"


def machines(runs: list[Run]) -> str:
    """What was measured on; with the columns where it was not the same for all."""
    found = {}
    for run in runs:
        found.setdefault(run.machine, []).append(f"{run.engine} {run.size:,}")
    if len(found) == 1:
        return f"Machine: {runs[0].machine}.\n"
    return "\n".join(f"- {', '.join(which)}: {one}." for one, which in found.items()) + "\n"


def machine() -> str:
    """Cores, memory, processor and versions: what a reader needs, and nothing of whose it is."""
    server = cluster.find()
    parts = [
        f"{os.cpu_count()} cores{processor()}",
        f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB",
        platform.system(),
        f"Python {platform.python_version()}",
        f"Django {version('django')}",
        f"gunicorn {version('gunicorn')} with one worker",
        f"SQLite {sqlite3.sqlite_version}",
        *([f"PostgreSQL {server.version}"] if server else []),
    ]
    return ", ".join(parts)


def processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return ""
    found = re.search(r"^model name\s*: (.+)$", text, re.MULTILINE)
    return f" ({found[1].strip()})" if found else ""
