"""What `make run` starts: the server and its workers, each of which is never missed for long."""

import os
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.serving import HOST, ROOT, environment, wait_for

pytestmark = pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="It reads /proc.")


@pytest.fixture
def run(tmp_path):
    """The script at work: its process, whose processes are a session of their own."""
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    folder = environment(tmp_path, f"sqlite:///{tmp_path / 'site.sqlite3'}", PORT=str(port))
    process = subprocess.Popen(["deploy/run.sh"], cwd=ROOT, env=folder, start_new_session=True)
    try:
        # What it does before it serves takes a while.
        assert eventually(lambda: running(process, "gunicorn"), 180)
        wait_for(process, port)
        yield process
    finally:
        for pid in running(process):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()


def running(process, words: str = "") -> list[int]:
    """Its processes, those whose command has these words."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            is_its = os.getsid(int(path.name)) == process.pid
            command = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            found += [int(path.name)] if is_its and words in command else []
    return found


def eventually(tell, seconds=60):
    give_up = time.monotonic() + seconds
    while not (found := tell()) and time.monotonic() < give_up:
        time.sleep(0.2)
    return found


def test_a_worker_that_dies_is_followed_by_another_and_all_end_together(run):
    importer = "db_worker --queue-name imports"
    [first] = eventually(lambda: running(run, importer))
    assert eventually(lambda: running(run, "db_worker --queue-name default"))

    os.kill(first, signal.SIGKILL)
    [second] = eventually(lambda: [p for p in running(run, importer) if p != first])
    run.terminate()

    assert second != first
    assert run.wait(timeout=60) == 0
    assert eventually(lambda: running(run) == [], 10)
