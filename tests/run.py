"""Run the whole suite: on SQLite, on PostgreSQL, and in a browser. `make test` calls this.

    .venv/bin/python tests/run.py [--only sqlite|postgresql|browser] [arguments for pytest]

DATABASE_URL   if it names a PostgreSQL server, that one is used (in a test database of its own);
               otherwise a throw-away server is started, where PostgreSQL is installed
CHROMIUM       the browser's program, if it is not on the path
REQUIRE_ALL=1  a part that cannot be run is a failure
COVERAGE=1     measure what the tests run through
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import cluster
import environ
import psycopg

ROOT = Path(__file__).resolve().parent.parent
SQLITE = "sqlite:///:memory:"
PARTS = ("sqlite", "postgresql", "browser")
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
NOTHING_SELECTED = 5  # pytest's exit status
PASSED, FAILED, MISSING, EMPTY = "passed", "FAILED", "not found", "no test selected"


class Database(NamedTuple):
    name: str
    url: str


def main(arguments: list[str]) -> int:
    parts, arguments = chosen_parts(arguments)
    required = os.environ.get("REQUIRE_ALL", "").lower() in {"1", "true", "yes", "on"}
    outcome: dict[str, str] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="prosper-test-")))
        run = Suite(environment(folder), arguments)
        database = Database("SQLite", SQLITE)
        if "sqlite" in parts:
            outcome["SQLite"] = run(database, "SQLite", "not browser")
        if parts & {"postgresql", "browser"}:
            database, state = postgresql(stack, database)
            if "postgresql" in parts:
                outcome[database.name if state == PASSED else "PostgreSQL"] = (
                    run(database, database.name, "not browser") if state == PASSED else state
                )
        if "browser" in parts:
            outcome["browser"] = in_browser(run, database)
    return report(outcome, required=required, some=bool(arguments))


def chosen_parts(arguments: list[str]) -> tuple[set[str], list[str]]:
    if arguments[:1] != ["--only"]:
        return set(PARTS), arguments
    if len(arguments) < 2 or arguments[1] not in PARTS:
        sys.exit(f"--only takes one of: {', '.join(PARTS)}")
    return {arguments[1]}, arguments[2:]


def environment(folder: Path) -> dict[str, str]:
    """The environment of the tests: none of the developer's settings, none of their files."""
    for name in ("media", "static", "mail"):
        (folder / name).mkdir()
    own = ("CSRF_TRUSTED_ORIGINS", "DEFAULT_FROM_EMAIL", "LOG_LEVEL", "PORT", "BIND")
    return {name: value for name, value in os.environ.items() if name not in own} | {
        "DEBUG": "0",
        "SECRET_KEY": "for-the-tests-only-" + "0123456789" * 5,
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "HTTPS_ONLY": "0",
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        "EMAIL_URL": f"filemail:///{folder / 'mail'}",
    }


class Suite:
    """One pytest run per call, in the environment common to all."""

    def __init__(self, common: dict[str, str], arguments: list[str]) -> None:
        self.common = common
        self.arguments = arguments

    def __call__(self, database: Database, title: str, marked: str, **more: str) -> str:
        say(f"\n== {title} ==")
        # A worker for each core, but where coverage or a debugger wants the one process.
        alone = os.environ.get("COVERAGE") == "1" or "--pdb" in self.arguments
        measured = ["coverage", "run", "-m"] if os.environ.get("COVERAGE") == "1" else []
        workers = [] if alone else ["-n", "auto", "--dist", "worksteal"]
        status = subprocess.run(
            [sys.executable, "-m", *measured, "pytest", "-m", marked, *workers, *self.arguments],
            cwd=ROOT,
            env=self.common | {"DATABASE_URL": database.url} | more,
            check=False,
        ).returncode
        if status == NOTHING_SELECTED:
            return EMPTY
        return FAILED if status else PASSED


def postgresql(stack: ExitStack, fallback: Database) -> tuple[Database, str]:
    """A PostgreSQL database for the tests, or the fallback and what is the matter."""
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith(("postgres:", "postgresql:", "psql:", "pgsql:")):
        return configured_server(url, fallback)
    server = cluster.find()
    if server is None:
        missing("PostgreSQL", f"(version {cluster.OLDEST} or newer)", "postgresql")
        return fallback, MISSING
    try:
        url = stack.enter_context(cluster.running(server))
    except (cluster.ClusterError, OSError) as error:
        say(f"PostgreSQL in {server.folder} does not start:\n{error}")
        return fallback, FAILED
    return Database(f"PostgreSQL {server.version}", url), PASSED


def configured_server(url: str, fallback: Database) -> tuple[Database, str]:
    settings = environ.Env.db_url_config(url)
    names = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password"}
    options = {ours: settings[theirs] for theirs, ours in names.items() if settings.get(theirs)}
    options |= settings.get("OPTIONS", {})
    try:
        with psycopg.connect(dbname="postgres", connect_timeout=10, **options) as connection:
            version = connection.info.server_version // 10000
    except psycopg.Error as error:
        say(f"PostgreSQL of DATABASE_URL does not answer: {str(error).splitlines()[0]}")
        return fallback, FAILED
    return Database(f"PostgreSQL {version}", url), PASSED


def in_browser(run: Suite, database: Database) -> str:
    names = [os.environ.get("CHROMIUM"), *BROWSERS]
    chromium = next(filter(None, (shutil.which(name) for name in names if name)), None)
    if chromium is None:
        missing("Chromium", "", "chromium")
        return MISSING
    # Playwright's event loop would else make Django refuse the database to the test itself.
    return run(
        database,
        f"browser, on {database.name}",
        "browser",
        CHROMIUM=chromium,
        DJANGO_ALLOW_ASYNC_UNSAFE="1",
    )


def missing(what: str, which: str, package: str) -> None:
    words = " ".join(filter(None, [what, which]))
    say(f"\n{words} was not found, so its tests are left out. Install: apt-get install {package}")


def report(outcome: dict[str, str], *, required: bool, some: bool) -> int:
    """The closing line, and the exit status it stands for."""
    bad = {FAILED}
    if required:
        bad.add(MISSING)
    if not some or set(outcome.values()) <= {EMPTY, MISSING}:
        bad.add(EMPTY)
    if required and MISSING in outcome.values():
        absent = ", ".join(name for name, state in outcome.items() if state == MISSING)
        say(f"\nREQUIRE_ALL is set, and this was not found: {absent}")
    say("\n" + "; ".join(f"{name}: {state}" for name, state in outcome.items()))
    return 1 if bad & set(outcome.values()) else 0


def say(text: str) -> None:
    print(text, flush=True)


@contextmanager
def stopped_politely() -> Iterator[None]:
    """Let the throw-away server be removed when the run is ended from outside, too."""

    def end(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    for name in ("SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), end)
    try:
        yield
    except KeyboardInterrupt:
        say("\nInterrupted.")
        raise SystemExit(130) from None


if __name__ == "__main__":
    with stopped_politely():
        sys.exit(main(sys.argv[1:]))
