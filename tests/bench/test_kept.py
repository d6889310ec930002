"""Results of the bench are kept for each engine and size, and held against the aims."""

import pytest

from tests.bench import kept, report
from tests.bench.measure import Export, Result


def run(engine, size, day="2026-11-24", median=10.0, queries=5):
    results = [
        Result(name, median, 20.0, 5.0, 1.25, 1.5, 1.0, queries, 98_000, 40)
        for name in ("directory", "directory, kept")
    ]
    facts = {"added": size, "seconds": 2.0, "bytes": 3_000_000}
    return kept.Run(engine, size, day, "2 cores", facts, results, Export(size, 0.5, 60, 70))


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "FILE", tmp_path / "benchmarks.json")


def test_what_is_kept_is_read_back(file):
    runs = [run("SQLite", 1000), run("PostgreSQL", 1000)]

    kept.save(runs)

    assert kept.load() == runs


def test_nothing_is_kept_before_the_first_run(file):
    assert kept.load() == []


def test_a_run_takes_the_place_of_its_own_engine_and_size_alone():
    before = [run("PostgreSQL", 1000), run("SQLite", 1000), run("PostgreSQL", 100)]

    after = kept.replaced(before, [run("PostgreSQL", 1000, day="2027-01-01")])

    assert [(one.engine, one.size, one.day) for one in after] == [
        ("SQLite", 1000, "2026-11-24"),
        ("PostgreSQL", 100, "2026-11-24"),
        ("PostgreSQL", 1000, "2027-01-01"),
    ]


def test_the_page_shows_every_engine_and_size_with_its_day():
    page = report.document([run("SQLite", 1000), run("PostgreSQL", 100_000, day="2027-01-01")])

    assert "| directory | 5.0 / 8.0 / 13.3 (5) |" in page
    assert "| *measured on* | 2026-11-24 |" in page
    assert "| *measured on* | 2027-01-01 |" in page
    assert "Machine: 2 cores." in page


def test_aims_are_met_or_missed():
    runs = [
        run("PostgreSQL", 1000, median=5.0),
        run("PostgreSQL", 100_000, queries=6),
        run("PostgreSQL", 1_000_000),
    ]

    table = report.aims(runs).splitlines()

    assert table[2] == "| directory | 8 | 8.0, met | 6, **missed** | 2.0, **missed** |"
    assert table[3].startswith("| directory, kept | 2 | 8.0, **missed** |")


def test_where_the_aims_were_not_measured_nothing_is_said():
    assert report.aims([run("SQLite", 100_000), run("PostgreSQL", 1000)]) == ""
    assert "| directory | 8 | 8.0, met | 5, met |  |" in report.aims([run("PostgreSQL", 100_000)])
