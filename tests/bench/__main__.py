"""Measures the site on both engines, in directories of several sizes. `make bench` calls this.

.venv/bin/python -m tests.bench [--only sqlite|postgresql] [1000 10000 ...]
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests import cluster
from tests.bench import measure, report

ROOT = Path(__file__).resolve().parent.parent.parent
SIZES = [1000, 10000]
ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
# A million is only measured on PostgreSQL.
MOST_ON_SQLITE = 100_000


def main(arguments: list[str]) -> int:
    engines = list(ENGINES)
    if arguments[:1] == ["--only"]:
        engines, arguments = [arguments[1]], arguments[2:]
    sizes = sorted({int(size) for size in arguments}) or SIZES
    runs = []
    for engine in engines:
        with ExitStack() as stack:
            environment = prepare(stack, engine)
            if environment is None:
                continue
            for size in sizes:
                if engine != "sqlite" or size <= MOST_ON_SQLITE:
                    runs.append(run(environment, engine, size))
                    say(report.table(runs[-1:]))
    if not runs:
        return 1
    (ROOT / "docs" / "benchmarks.md").write_text(report.document(runs), encoding="utf-8")
    say(f"\n{report.verdict(runs)}Kept in docs/benchmarks.md.")
    return 0


def prepare(stack: ExitStack, engine: str) -> dict[str, str] | None:
    """The environment of a site with an empty database of its own; None without that engine."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="prosper-bench-")))
    url = f"sqlite:///{folder / 'site.sqlite3'}"
    if engine == "postgresql":
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


def run(environment: dict[str, str], engine: str, size: int) -> report.Run:
    """Fills up to a size, and measures every case."""
    say(f"\n== {ENGINES[engine]}, {size:,} organisations ==")
    facts = json.loads(python(environment, "-m", "tests.bench.fill", str(size)))
    with serving(environment) as port:
        server = measure.Server(port)
        page = len(server.ask("/members/")[2])
        found = measure.cases(facts, measure.etag(server, "/members/"))
        results = [result for case in found if (result := measure.measure(server, case, page))]
        exported = measure.export(server, "/members.csv")
    return report.Run(ENGINES[engine], size, facts, page, results, exported)


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
