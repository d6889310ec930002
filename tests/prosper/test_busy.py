"""Somebody writes for long into SQLite, which has one writer: others are told, and lose nothing."""

import json

import pytest

from tests.serving import environment, python

# One who edits waits for a fraction of a second, where the settings have it be longer.
SCRIPT = """
import json, sqlite3
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from members.models import Country, Organisation, Region
from tests.forms import fields
from tests.reading import read

connection.close()
connection.settings_dict["OPTIONS"]["timeout"] = 0.2
user = get_user_model().objects.create_superuser("rosa", password="Oaxaca-2007")
africa = Region.objects.create(slug="africa", name_en="Africa")
country = Country.objects.create(code="BJ", region=africa)
wend = Organisation.objects.create(name="Wend", slug="wend", kind="mfi", country=country)
client = Client(SERVER_NAME="127.0.0.1")
client.force_login(user)
address = f"/fr/admin/members/organisation/{wend.pk}/change/"
typed = fields(client.get(address)) | {"acronym": "TYPED", "note_x": "é&<"}
session = client.session
session["seen"] = 1
session.save()

other = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
other.execute("BEGIN IMMEDIATE")
looked = client.get(address)
saved = client.post(address, typed)
password = {"username": "rosa", "password": "Oaxaca-2007"}
signed = Client(SERVER_NAME="127.0.0.1").post("/admin/login/", password)
other.execute("COMMIT")

again = fields(saved)
client.post(address, again)
wend.refresh_from_db()
print(json.dumps({
    "looked": looked.status_code,
    "saved": [saved.status_code, saved["Retry-After"], read(saved).one("h1").text],
    "lost": {name: value for name, value in typed.items() if again.get(name) != value},
    "stored": wend.acronym,
    "signed": [signed.status_code, "Oaxaca-2007" in signed.text],
}))
"""


@pytest.fixture
def site(tmp_path):
    folder = environment(tmp_path, f"sqlite:///{tmp_path / 'site.sqlite3'}")
    folder |= {"LOG_LEVEL": "CRITICAL", "STAFF_SECOND_FACTOR": "0", "DEBUG": "1"}
    python(folder, "manage.py", "migrate", "--verbosity=0")
    return folder


def test_one_who_saves_meanwhile_is_told_and_sends_the_same_again(site):
    told = json.loads(python(site, "manage.py", "shell", "--verbosity=0", "-c", SCRIPT))

    assert told == {
        "looked": 200,
        "saved": [503, "60", "Le site est occupé"],
        "lost": {},
        "stored": "TYPED",
        "signed": [503, False],
    }
