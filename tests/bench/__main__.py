"""Measures the site on both engines, in directories of several sizes. `make bench` calls this.

.venv/bin/python -m tests.bench [--only sqlite|postgresql] [--database URL] [1000 10000 ...]
"""

import datetime
import json
import math
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests import cluster
from tests.bench import kept, measure, report

ROOT = Path(__file__).resolve().parent.parent.parent
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
        say(f"\n{report.aims(kept.load())}\n\nKept in docs/benchmarks.md.")
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
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "DATABASE_URL": url,
        "DEBUG": "0",
        "SECRET_KEY": "for-the-bench-only-" + "0123456789" * 5,
        "ALLOWED_HOSTS": measure.HOST,
        "HTTPS_ONLY": "0",
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        "EMAIL_URL": f"filemail:///{folder / 'mail'}",
        "LOG_LEVEL": "ERROR",
        "WEB_CONCURRENCY": "1",  # so that it is one process whose memory and kept pages count
    }
    for command in ("collectstatic --noinput", "migrate", "load_prospera"):
        python(environment, "manage.py", *command.split(), "--verbosity=0")
    return environment


def run(environment: dict[str, str], engine: str, size: int | None) -> kept.Run:
    """Fills up to a size, and measures every case."""
    facts = json.loads(python(environment, "-m", "tests.bench.fill", str(size or 0)))
    size = size or nearest(facts["organisations"])
    say(f"\n== {ENGINES[engine]}, {facts['organisations']:,} organisations ==")
    with serving(environment) as port:
        server = measure.Server(port)
        found = measure.cases(facts, measure.etag(server, "/members/"))
        results = [result for case in found if (result := measure.measure(server, case))]
        exported = measure.export(server, "/members.csv")
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    return kept.Run(ENGINES[engine], size, day, report.machine(), facts, results, exported)


def nearest(number: int) -> int:
    """The round number under which a directory of this size is kept."""
    return 10 ** round(math.log10(number))


def python(environment: dict[str, str], *arguments: str) -> str:
    """Runs a program of ours; its output."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{' '.join(arguments)} failed.")
    return done.stdout


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[int]:
    """gunicorn as in production, but never replacing its worker, on a free port: that port."""
    with socket.create_server((measure.HOST, 0)) as free:
        port = free.getsockname()[1]
    command = ["-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--max-requests", "0"]
    own = environment | {"BIND": f"{measure.HOST}:{port}"}
    process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=own)
    try:
        wait_for(process, port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(process: subprocess.Popen, port: int) -> None:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up and process.poll() is None:
        try:
            if measure.Server(port).ask("/healthz")[1] == 200:
                return
        except OSError:
            time.sleep(0.2)
    sys.exit("The server did not start.")


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    # Ended from outside, the throw-away server is to be stopped and removed all the same.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(sys.argv[1:]))
