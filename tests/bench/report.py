"""The bench's results: as tables on the terminal, and as ``docs/benchmarks.md``."""

import os
import platform
import re
import sqlite3
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tests import cluster
from tests.bench.measure import SECONDS, TIMES, Export, Result

# The aims of the project, for PostgreSQL: how many times the baseline a page may take.
ANEW, KEPT, AGAIN, QUERIES, GROWTH = 8, 2, 1.2, 5, 1.5
AIMED_AT, SMALL, HUGE = 100_000, 1_000, 1_000_000


@dataclass
class Run:
    """All that was measured on one engine in a directory of one size."""

    engine: str
    size: int
    facts: dict
    page: int
    results: list[Result]
    exported: Export | None

    @property
    def baseline(self) -> float:
        """The baseline's milliseconds, as the middle one of the cases saw it."""
        return sorted(result.baseline for result in self.results)[len(self.results) // 2]


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
        cells = []
        for run in runs:
            found = next((r for r in run.results if r.name == name), None)
            cells.append(cell(found) if found else "")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    baselines = " | ".join(f"{run.baseline:.2f} ms" for run in runs)
    return "\n".join([*lines, f"| *the baseline* | {baselines} |"])


def cell(found: Result) -> str:
    times = (found.ratio_best, found.ratio, found.ratio_p95)
    return " / ".join(f"{ratio:.1f}" for ratio in times) + f" ({found.queries})"


def names(runs: list[Run]) -> list[str]:
    return list(dict.fromkeys(result.name for run in runs for result in run.results))


def limit(result: Result) -> float:
    return {"directory, kept": KEPT, "directory, asked for again": AGAIN}.get(result.name, ANEW)


def missed(run: Run) -> list[str]:
    """In a run that the aims are about: the cases that miss them, and by how much."""
    lines = []
    for result in run.results:
        most = limit(result)
        if result.ratio > most:
            lines.append(f"- {result.name}: {result.ratio:.1f} times the baseline, not {most}")
        if result.queries > QUERIES:
            lines.append(f"- {result.name}: {result.queries} queries, not {QUERIES}")
    return lines


def outgrown(small: Run, huge: Run) -> list[str]:
    """The cases that take too much longer in the huge directory than in the small one."""
    before = {result.name: result.ratio for result in small.results}
    return [
        f"- {result.name}: {result.ratio / before[result.name]:.1f} times its time at {SMALL:,}"
        for result in huge.results
        if result.name in before and result.ratio > GROWTH * before[result.name]
    ]


def verdict(runs: list[Run]) -> str:
    """What misses the aims, where the sizes they are about were measured."""
    found = {run.size: run for run in runs if run.engine == "PostgreSQL"}
    parts = []
    if AIMED_AT in found:
        lines = missed(found[AIMED_AT]) or ["- nothing"]
        parts += [f"Missing the aims at {AIMED_AT:,} on PostgreSQL:", "", *lines, ""]
    if SMALL in found and HUGE in found:
        lines = outgrown(found[SMALL], found[HUGE]) or ["- nothing"]
        parts += [f"Growing too much up to {HUGE:,}:", "", *lines, ""]
    return "\n".join(parts)


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
        f"| {run.engine} | {run.size:,} | {run.facts['added'] / run.facts['seconds']:,.0f}"
        f" | {run.facts['bytes'] / 1e6:.0f} |"
        for run in runs
    ]
    return "\n".join(["## Filling", "", head, *lines, ""])


def document(runs: list[Run]) -> str:
    """The whole page."""
    parts = [
        "# Benchmarks\n",
        "Written by `make bench`: the numbers of its last run. Each is a multiple of what a\n"
        f"constant page of the directory's size ({runs[0].page / 1000:.0f} KB) takes through the\n"
        "same server and middleware, asked for in turn with the page measured, so that a busy\n"
        "machine slows both (the longer one the more: then believe the best). Best / median /\n"
        f"95th percentile of {TIMES} requests, or of as many as {SECONDS} seconds allow; the\n"
        "number of queries in brackets. Pages are made anew, but for two that say otherwise.\n",
        f"Machine: {machine()}.\n",
    ]
    for engine in dict.fromkeys(run.engine for run in runs):
        of_engine = [run for run in runs if run.engine == engine]
        parts += [f"## {engine}\n", wide_table(of_engine) + "\n"]
    if words := verdict(runs):
        parts += ["## Aims\n", words]
    parts += [exports(runs), fillings(runs)]
    return "\n".join(part for part in parts if part).rstrip() + "\n"


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
