"""Readers who take a file a byte at a time: the site goes on answering the others."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READERS = 10
# More than the system itself keeps for one who does not read.
FILL = """
from django.db.models import QuerySet
from members.models import *
region = Region.objects.create(slug="africa", name="Africa")
country = Country.objects.create(code="BJ", region=region)
QuerySet.bulk_create(Organisation.objects.all(), [
    Organisation(name=f"Name {n}", slug=f"name-{n}", kind="mfi", status="published", region=region,
                 country=country, description_en="Savings and credit. " * 200)
    for n in range(4000)
], batch_size=500)
"""
SERVE = """
import sys
from prosper import wsgi
wsgi.PATIENCE = float(sys.argv.pop(1))
from gunicorn.app.wsgiapp import run
run()
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """What a site with 16 MB of open data needs to know."""
    folder = tmp_path_factory.mktemp("site")
    found = os.environ | {
        "DEBUG": "1",
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "STATIC_ROOT": str(folder),
        "WEB_CONCURRENCY": "2",
        "BIND": f"unix:{folder}/site",
    }
    for command in (["migrate", "--verbosity", "0"], ["shell", "--command", FILL]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=found, check=True)
    return found


@pytest.fixture
def serve(environment):
    """Starts gunicorn as in production, on a port of its own, with so much patience."""
    servers = []

    def start(patience: float) -> str:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{probe.getsockname()[1]}"
        command = [sys.executable, "-c", SERVE, str(patience), "-c", "deploy/gunicorn.conf.py"]
        servers.append(subprocess.Popen(command, cwd=ROOT, env=environment | {"BIND": address}))
        until(lambda: answers(address))
        return address

    yield start
    for server in servers:
        server.terminate()
        server.wait(30)


def until(happens, seconds=30):
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.1)


def answers(address):
    try:
        return seconds_to_get(address, "/healthz") >= 0
    except OSError:
        return False


def seconds_to_get(address, path):
    """How long somebody waits for the whole of a page."""
    begun = time.monotonic()
    with urllib.request.urlopen(f"http://{address}{path}", timeout=20) as page:
        assert page.read()
    return time.monotonic() - begun


@pytest.fixture
def ask():
    """Asks for a file; its status, and the connection from which it may be read on."""
    with ExitStack() as connections:

        def ask_for(address, path="/members.json"):
            host, port = address.split(":")
            connection = connections.enter_context(socket.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            connection.settimeout(20)
            connection.connect((host, int(port)))
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            return int(connection.recv(12).split()[1]), connection

        yield ask_for


@pytest.mark.parametrize("path", ["/members.json", "/members.csv"])
def test_others_are_answered_while_many_read_a_byte_a_second(serve, ask, path):
    address = serve(patience=60)
    statuses, connections = zip(*(ask(address, path) for _reader in range(READERS)), strict=True)

    waited = []
    for _second in range(5):
        for connection in connections:
            connection.recv(1)
        waited += [seconds_to_get(address, page) for page in ("/members/", "/healthz")]
        time.sleep(1)

    # At most two in each of the two processes, however the system shares them out.
    assert set(statuses) == {200, 503}
    assert statuses.count(200) <= 4
    assert max(waited) < 5


def test_one_who_reads_nothing_is_let_go_and_leaves_the_place_to_others(serve, ask):
    address = serve(patience=1)
    statuses = [ask(address)[0] for _reader in range(READERS)]

    assert 503 in statuses
    until(lambda: ask(address)[0] == 200)
