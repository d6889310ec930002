"""Measures the site on both engines, in directories of several sizes. `make bench` calls this.

.venv/bin/python -m tests.bench [--only sqlite|postgresql] [--database URL] [1000 10000 ...]
"""

import datetime
import json
import math
import signal
import sys
import tempfile
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path

from tests import cluster, serving
from tests.bench import kept, measure, report

SIZES = [1000, 10000]
ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
# A million is only measured on PostgreSQL.
MOST_ON_SQLITE = 100_000


def main(arguments: list[str]) -> int:
    asked = parser().parse_args(arguments)
    engines = [engine_of(asked.database)] if asked.database else asked.only or list(ENGINES)
    runs = []
    for engine in engines:
        with ExitStack() as stack:
            environment = prepare(stack, engine, asked.database)
            if environment is None:
                continue
            for size in sorted(set(asked.sizes)) or ([None] if asked.database else SIZES):
                if engine != "sqlite" or (size or 0) <= MOST_ON_SQLITE:
                    runs.append(run(environment, engine, size))
                    say(report.table(runs[-1:]))
                    keep(runs[-1:])
    if runs:
        say(f"\n{report.aims(kept.load())}\n\nKept in docs/benchmarks.md.".lstrip("\n"))
    return 0 if runs else 1


def parser() -> ArgumentParser:
    found = ArgumentParser(prog="python -m tests.bench", description=__doc__.splitlines()[0])
    found.add_argument("sizes", nargs="*", type=int, help="numbers of organisations")
    found.add_argument("--only", action="append", choices=ENGINES, help="one engine")
    found.add_argument(
        "--database",
        metavar="URL",
        help="a database for the bench alone, which stays: filled as far as it is not yet; "
        "without sizes, measured as it is",
    )
    return found


def engine_of(url: str) -> str:
    return "sqlite" if url.startswith("sqlite:") else "postgresql"


def keep(new: list[kept.Run]) -> None:
    """At once, so that what is measured is not lost if a later size fails."""
    runs = kept.replaced(kept.load(), new)
    kept.save(runs)
    kept.PAGE.write_text(report.document(runs), encoding="utf-8")


def prepare(stack: ExitStack, engine: str, url: str | None) -> dict[str, str] | None:
    """The environment of a site, with an empty database unless one is given; None without one."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="prosper-bench-")))
    if url is None and engine == "sqlite":
        url = f"sqlite:///{folder / 'site.sqlite3'}"
    elif url is None:
        server = cluster.find()
        if server is None:
            say("PostgreSQL was not found, so it is left out. Install: apt-get install postgresql")
            return None
        url = stack.enter_context(cluster.running(server))
    # One worker, so that it is one process whose memory and kept pages count.
    more = {"DJANGO_SETTINGS_MODULE": "tests.bench.settings", "WEB_CONCURRENCY": "1"}
    environment = serving.environment(folder, url, **more)
    serving.prepare(environment)
    return environment


def run(environment: dict[str, str], engine: str, size: int | None) -> kept.Run:
    """Fills up to a size, and measures every case."""
    facts = json.loads(serving.python(environment, "-m", "tests.bench.fill", str(size or 0)))
    if size and facts["organisations"] > size:
        sys.exit(f"The database holds more than {size:,}: {facts['organisations']:,}.")
    size = size or nearest(facts["organisations"])
    say(f"\n== {ENGINES[engine]}, {facts['organisations']:,} organisations ==")
    with serving.serving(environment) as port:
        server = measure.Server(port)
        found = measure.cases(facts, measure.etag(server, "/members/"))
        results = [result for case in found if (result := measure.measure(server, case))]
        exported = measure.export(server, "/members.csv")
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    return kept.Run(ENGINES[engine], size, day, report.machine(), facts, results, exported)


def nearest(number: int) -> int:
    """The round number under which a directory of this size is kept."""
    return 10 ** round(math.log10(number))


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    # Ended from outside, the throw-away server is to be stopped and removed all the same.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(sys.argv[1:]))
