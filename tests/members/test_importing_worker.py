"""The worker as a process of its own, killed in the middle of an import."""

import subprocess
import sys
import time

import psycopg
import pytest
from django.db import connection

from tests.members.importing import as_csv
from tests.serving import ROOT, environment, python

ROWS = 800
IMPORTS = ["--queue-name", "imports"]
# Of the server's address.
PLACE = ("host", "port", "user", "password")
SET_UP = """
from django.core.files.base import ContentFile
from django.contrib.auth import get_user_model
from members.models import Country, ImportBatch, Region
from members.importing.tasks import start
user = get_user_model().objects.create_superuser("rosa")
Country.objects.create(code="BJ", region=Region.objects.create(slug="africa", name_en="Africa"))
file = ContentFile(open({path!r}, "rb").read(), name="members.csv")
batch = ImportBatch(name="members.csv", file=file, created_by=user, language="en")
start(batch, "reading", user)
"""
CONFIRM = """
from members.models import ImportBatch
from members.importing.choosing import confirm
batch = ImportBatch.objects.get()
confirm(batch, False, batch.created_by)
"""
TELL = """
from members.models import AlternateName, ImportBatch, Membership, Organisation
batch = ImportBatch.objects.get()
counts = [model.objects.count() for model in (Organisation, AlternateName, Membership)]
print(batch.state, batch.counts.get("new", 0), *counts)
"""


@pytest.fixture
def site(tmp_path, db):
    """A site with a database of its own, whatever the engine: its environment."""
    url = f"sqlite:///{tmp_path / 'site.sqlite3'}"
    if connection.vendor == "postgresql":
        name = f"{connection.settings_dict['NAME']}_worker"
        known = connection.get_connection_params()
        options = {key: known[key] for key in PLACE if known.get(key)}
        with psycopg.connect(**options, dbname="postgres", autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}"')
            server.execute(f'CREATE DATABASE "{name}"')
        who = f"{options.get('user', '')}:{options.get('password', '')}".rstrip(":")
        where = f"host={options.get('host', '')}&port={options.get('port', '')}"
        url = f"postgres://{who}@/{name}?{where}"
    folder = environment(tmp_path, url)
    python(folder, "manage.py", "migrate", "--verbosity=0")
    yield folder
    if connection.vendor == "postgresql":
        with psycopg.connect(**options, dbname="postgres", autocommit=True) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def shell(site, script) -> str:
    return python(site, "manage.py", "shell", "--verbosity=0", "-c", script).strip()


def work(site) -> None:
    python(
        site, "manage.py", "db_worker", *IMPORTS, "--batch", "--no-startup-delay", "--verbosity=0"
    )


def killed_while(site, folder, is_time) -> None:
    """Has a worker work, and kills it in the middle, as an end of the machine would."""
    quiet = ["--no-startup-delay", "--verbosity=0"]
    command = [sys.executable, "manage.py", "db_worker", *IMPORTS, *quiet]
    worker = subprocess.Popen(command, cwd=ROOT, env=site)
    give_up = time.monotonic() + 120
    while not is_time(folder) and worker.poll() is None and time.monotonic() < give_up:
        time.sleep(0.01)
    worker.kill()
    worker.wait()


def has_begun(folder) -> bool:
    told = [path.read_text() for path in folder.glob("media/imports/*.progress")]
    return any(int(text.split()[0]) > 0 for text in told)


def test_a_worker_that_is_killed_leaves_nothing_half_done_and_is_followed_by_another(
    site, tmp_path
):
    path = tmp_path / "members.csv"
    headings = ["name", "kind", "country", "former names", "member from"]
    names = [f"Caisse {number} {number:b}" for number in range(ROWS)]
    path.write_bytes(
        as_csv([headings, *([name, "mfi", "BJ", f"Old {name}", "2007-04-01"] for name in names)])
    )
    shell(site, SET_UP.format(path=str(path)))

    killed_while(site, tmp_path, has_begun)
    assert shell(site, TELL) == "reading 0 0 0 0"
    assert python(site, "manage.py", "resume_imports") == "Imports to go on with: 1.\n"
    work(site)
    assert shell(site, TELL) == f"previewed {ROWS} 0 0 0"

    shell(site, CONFIRM)
    killed_while(site, tmp_path, has_begun)
    assert shell(site, TELL) == f"importing {ROWS} 0 0 0"
    python(site, "manage.py", "resume_imports")
    work(site)
    assert shell(site, TELL) == f"done {ROWS} {ROWS} {ROWS} {ROWS}"
