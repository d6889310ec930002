"""The site as production serves it, on a free port, for programs that look at it from outside."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"


def environment(folder: Path, url: str, **more: str) -> dict[str, str]:
    """The environment of a site whose files are in the folder."""
    return os.environ | {
        "DATABASE_URL": url,
        "DEBUG": "0",
        "SECRET_KEY": "for-this-run-only-" + "0123456789" * 5,
        "ALLOWED_HOSTS": HOST,
        "HTTPS_ONLY": "0",
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        "EMAIL_URL": f"filemail:///{folder / 'mail'}",
        "LOG_LEVEL": "ERROR",
        **more,
    }


def prepare(environment: dict[str, str]) -> None:
    """The site's files, tables and the network's own data."""
    for command in ("collectstatic --noinput", "migrate", "load_prospera"):
        python(environment, "manage.py", *command.split(), "--verbosity=0")


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
    """gunicorn as in production, but never replacing its worker: its port."""
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    command = ["-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--max-requests", "0"]
    own = environment | {"BIND": f"{HOST}:{port}"}
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
        connection = http.client.HTTPConnection(HOST, port, timeout=30)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    sys.exit("The server did not start.")
