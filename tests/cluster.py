"""A throw-away PostgreSQL server for the tests: a private socket, no port, no trace left."""

import locale
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

OLDEST = 15
ROLE = "prosper"
USUAL_PLACES = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
)


class ClusterError(Exception):
    """The server was found but does not start; the message says why in a few lines."""


class Server(NamedTuple):
    version: int
    folder: Path


def find() -> Server | None:
    """The newest usable server on this machine."""
    servers = filter(None, map(_server_in, _folders()))
    return max(servers, key=lambda server: server.version, default=None)


def _folders() -> Iterator[Path]:
    """Where to look; of equal versions the first counts, so wrappers on the path come last."""
    for place in USUAL_PLACES:
        yield from Path("/").glob(place)
    if (pg_config := shutil.which("pg_config")) and (answer := _output(pg_config, "--bindir")):
        yield Path(answer.strip())
    if on_path := shutil.which("initdb"):
        yield Path(on_path).resolve().parent


def _server_in(folder: Path) -> Server | None:
    if not all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres")):
        return None
    version = re.search(r"\(PostgreSQL\) (\d+)", _output(folder / "postgres", "--version"))
    if version is None or int(version[1]) < OLDEST:
        return None
    return Server(int(version[1]), folder)


def _output(*command: str | Path) -> str:
    try:
        return subprocess.run(
            command, capture_output=True, text=True, timeout=20, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""


@contextmanager
def running(server: Server) -> Iterator[str]:
    """Start `server` on a new data folder, give its DATABASE_URL, then stop and remove it."""
    # Not TMPDIR: a socket's path may have 107 characters at most.
    home = Path(tempfile.mkdtemp(prefix="prosper-pg-", dir="/tmp"))
    process = None
    try:
        child = _child_options(home)
        _initialise(server, home, child)
        process = _start(server, home, child)
        _wait_until_ready(process, home)
        yield f"postgres://{ROLE}@/{ROLE}?host={home}&port=5432"
    finally:
        if process:
            _stop(process)
        shutil.rmtree(home, ignore_errors=True)


def _child_options(home: Path) -> dict[str, Any]:
    """How to run the server's programs; they refuse to run as root."""
    options: dict[str, Any] = {
        "cwd": home,
        "env": {"PATH": os.defpath, "HOME": str(home), "LC_ALL": "C", "TZ": "UTC"},
        "stdin": subprocess.DEVNULL,
        "start_new_session": True,  # Ctrl-C is for the tests; the server is stopped after them
    }
    if os.geteuid() == 0:
        user = _unprivileged_user()
        os.chown(home, user.pw_uid, user.pw_gid)
        options |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return options


def _unprivileged_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ClusterError("No user `postgres` or `nobody` to run PostgreSQL as, instead of root.")


def _initialise(server: Server, home: Path, child: dict[str, Any]) -> None:
    done = subprocess.run(
        [
            server.folder / "initdb",
            f"--pgdata={home / 'data'}",
            f"--username={ROLE}",
            "--auth=trust",
            "--encoding=UTF8",
            f"--locale={_utf8_locale()}",
            "--no-sync",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **child,
    )
    if done.returncode:
        raise ClusterError("\n".join(done.stdout.splitlines()[-5:]))


def _utf8_locale() -> str:
    """One whose letters include É and ñ, without which upper and lower case are ASCII's."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "en_US.UTF-8"):
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C"


def _start(server: Server, home: Path, child: dict[str, Any]) -> subprocess.Popen[bytes]:
    settings = {
        "listen_addresses": "",
        "port": "5432",  # only part of the socket's name
        "unix_socket_directories": str(home),
        "unix_socket_permissions": "0700",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (home / "log").open("wb") as log:
        return subprocess.Popen(
            [server.folder / "postgres", "-D", home / "data", *options],
            stdout=log,
            stderr=subprocess.STDOUT,
            **child,
        )


def _wait_until_ready(process: subprocess.Popen[bytes], home: Path) -> None:
    import psycopg

    give_up = time.monotonic() + 60
    while time.monotonic() < give_up and process.poll() is None:
        try:
            with psycopg.connect(host=str(home), port=5432, user=ROLE, dbname="postgres") as one:
                one.autocommit = True
                one.execute(f"CREATE DATABASE {ROLE}")
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    log = (home / "log").read_text(errors="replace")
    raise ClusterError("\n".join(["The server did not start.", *log.splitlines()[-5:]]))


def _stop(process: subprocess.Popen[bytes]) -> None:
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        process.send_signal(how)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            continue
        return
