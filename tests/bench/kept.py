"""The last measurement of each engine and size, kept in ``docs/benchmarks.json``."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench.measure import Export, Result

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
FILE, PAGE = DOCS / "benchmarks.json", DOCS / "benchmarks.md"


@dataclass
class Run:
    """All that was measured on one engine in a directory of one size."""

    engine: str
    size: int
    day: str
    machine: str
    facts: dict
    results: list[Result]
    exported: Export | None

    @property
    def baseline(self) -> float:
        """The baseline's milliseconds, as the middle one of the cases saw it."""
        return sorted(result.baseline for result in self.results)[len(self.results) // 2]

    def result(self, name: str) -> Result | None:
        return next((result for result in self.results if result.name == name), None)


def load() -> list[Run]:
    if not FILE.exists():
        return []
    return [
        Run(
            **kept
            | {
                "results": [Result(**result) for result in kept["results"]],
                "exported": kept["exported"] and Export(**kept["exported"]),
            }
        )
        for kept in json.loads(FILE.read_text(encoding="utf-8"))
    ]


def replaced(runs: list[Run], new: list[Run]) -> list[Run]:
    """The runs, those of the same engine and size replaced by the new ones."""
    latest = {(run.engine, run.size): run for run in [*runs, *new]}
    return [latest[key] for key in sorted(latest, key=lambda key: (key[0] != "SQLite", key[1]))]


def save(runs: list[Run]) -> None:
    """A line for each result, so that a change can be read."""
    text = json.dumps([rounded(asdict(run)) for run in runs], ensure_ascii=False)
    FILE.write_text(text.replace(', {"', ',\n{"') + "\n", "utf-8")


def rounded(value):
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return [rounded(item) for item in value] if isinstance(value, list) else value
