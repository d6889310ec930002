"""How long one who is signed in may stay, and what ends a session."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.db.models import F
from django.test import Client
from django.utils import timezone

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "Oaxaca-2007-abril"
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def rosa(client):
    user = UserFactory(username="rosa", groups=["Steering committee"])
    user.set_password(PASSWORD)
    user.save()
    client.force_login(user)
    return user


def put_back(client, **ago: timedelta) -> None:
    """Has what the session remembers lie so long ago."""
    session = client.session
    for name, time in ago.items():
        session[name] -= int(time.total_seconds())
    session.save()


def test_a_new_password_ends_other_sessions(client, rosa):
    other = Client()
    other.force_login(rosa)
    new = {"new_password1": "Cotonou-1998-mai", "new_password2": "Cotonou-1998-mai"}

    client.post("/admin/password_change/", {"old_password": PASSWORD, **new})

    assert client.get("/admin/").status_code == 200
    assert other.get("/admin/").status_code == 302


@pytest.mark.parametrize("minutes, is_there", [(50, True), (70, False)])
def test_who_does_nothing_for_an_hour_is_signed_out(client, rosa, minutes, is_there):
    Session.objects.update(expire_date=F("expire_date") - timedelta(minutes=minutes))

    assert (client.get("/admin/").status_code == 200) is is_there


def test_who_does_something_stays(client, rosa):
    put_back(client, seen=timedelta(minutes=50))
    Session.objects.update(expire_date=F("expire_date") - timedelta(minutes=50))

    client.get("/admin/")

    left = Session.objects.get().expire_date - timezone.now()
    assert timedelta(minutes=59) < left <= timedelta(minutes=60)


@pytest.mark.parametrize("is_demanded", [True, False])
def test_after_twelve_hours_one_signs_in_again_however_busy(client, rosa, settings, is_demanded):
    put_back(client, began=timedelta(hours=11, minutes=59))
    assert client.get("/admin/").status_code == 200

    settings.STAFF_SECOND_FACTOR = is_demanded
    put_back(client, began=timedelta(minutes=2))

    assert client.get("/admin/members/region/").status_code == 302
    assert not Session.objects.filter(session_key=client.cookies["session"].value).exists()
    assert client.get("/admin/login/").status_code == 200


def test_who_signs_in_again_begins_anew(client, rosa):
    put_back(client, began=timedelta(hours=13))
    client.get("/admin/")

    client.post("/admin/login/", {"username": "rosa", "password": PASSWORD})

    assert client.get("/admin/").status_code == 200


def test_a_session_that_does_not_know_when_it_began_is_over(client, rosa):
    session = client.session
    del session["began"]
    session.save()

    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("name", ["SESSION_IDLE_MINUTES", "SESSION_MAX_HOURS"])
def test_the_limits_are_said_alike_wherever_they_are_set(name):
    seconds = {
        "SESSION_IDLE_MINUTES": django_settings.SESSION_COOKIE_AGE / 60,
        "SESSION_MAX_HOURS": django_settings.SESSION_MAX_SECONDS / 3600,
    }
    places = {
        ".env.example": rf"^#{name}=(\d+)$",
        "docker-compose.yml": rf"^    {name}: \${{{name}:-(\d+)}}$",
        "README.md": rf"^\| `{name}` \|.*\| `(\d+)` \|$",
    }

    found = {
        place: re.findall(pattern, (ROOT / place).read_text(), flags=re.MULTILINE)
        for place, pattern in places.items()
    }

    assert found == {key: [f"{seconds[name]:.0f}"] for key in places}


def test_the_public_pages_of_one_who_is_signed_in_write_no_session(client, rosa):
    response = client.get("/members/")

    assert not response.cookies


def test_signing_in_gives_the_session_another_key(client, rosa):
    client.logout()
    client.get("/admin/login/")
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key

    client.post("/admin/login/", {"username": "rosa", "password": PASSWORD})

    assert client.session.session_key != planted


@pytest.mark.parametrize("next_page", ["https://example.org/", "//example.org", "javascript:1"])
def test_signing_in_leads_to_no_other_site(client, rosa, next_page):
    client.logout()

    sent = {"username": "rosa", "password": PASSWORD, "next": next_page}
    response = client.post(f"/admin/login/?next={next_page}", sent)

    assert (response.status_code, response["Location"]) == (302, "/admin/")


@pytest.mark.parametrize("path", ["logout/", "second-step/", "password_change/", "second-factor/"])
def test_nobody_is_made_to_send_a_form_by_another_site(rosa, path):
    client = Client(enforce_csrf_checks=True)
    client.force_login(rosa)

    assert client.post(f"/admin/{path}").status_code == 403
    assert client.get("/admin/").status_code == 200


def test_an_account_that_is_made_inactive_is_out_at_once(client, rosa):
    rosa.is_active = False
    rosa.save()

    assert client.get("/admin/").status_code == 302
