"""The lock against guessing: passwords and codes, by account and by address."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.db.models import F
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.factories import UserFactory
from tests.reading import read

pytestmark = pytest.mark.django_db

PASSWORD = "Oaxaca-2007-abril"
STEP = "/admin/second-factor/"
STRANGER = {"REMOTE_ADDR": "192.0.2.9"}


@pytest.fixture
def rosa():
    user = UserFactory(username="rosa", groups=["Steering committee"])
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def telephone(rosa, settings):
    """Rosa's, whose codes are asked for; no time need pass between two wrong ones."""
    settings.STAFF_SECOND_FACTOR = True
    settings.OTP_TOTP_THROTTLE_FACTOR = settings.OTP_STATIC_THROTTLE_FACTOR = 0
    device = StaticDevice.objects.create(user=rosa, name="recovery")
    device.token_set.create(token="abcdefgh")
    return TOTPDevice.objects.create(user=rosa, confirmed=True)


def sign_in(client, name="rosa", password=PASSWORD, **more):
    return client.post("/admin/login/", {"username": name, "password": password}, **more)


def guess(client, times: int, **more):
    for _guess in range(times):
        response = client.post(STEP, {"code": "000000"}, **more)
    return response


@pytest.mark.parametrize(
    "prefix, title", [("", "Locked"), ("/fr", "Verrouillé"), ("/es", "Bloqueado")]
)
def test_who_guesses_an_account_is_locked_out_for_a_while_and_told_so(client, rosa, prefix, title):
    for _guess in range(5):
        response = client.post(f"{prefix}/admin/login/", {"username": "rosa", "password": "x"})

    assert response.status_code == 429
    assert 890 < int(response["Retry-After"]) <= 901
    assert read(response).one("h1").text.startswith(title)
    assert sign_in(client).status_code == 429
    assert sign_in(client, **STRANGER).status_code == 429


def test_the_page_looks_like_the_desk_and_says_until_when_and_what_to_do(client, rosa):
    for _guess in range(5):
        response = sign_in(client, password="x")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=10))

    response = sign_in(client)

    page = read(response)
    until = AccessAttempt.objects.get().attempt_time + timedelta(minutes=15)
    assert page.one(id="site-name").text == "ProsperA: the committee’s desk"
    assert page.one("title").text == "Locked for a while | ProsperA"
    assert page.one("p", class_="until").text == (
        f"Try again after {until:%H:%M} (UTC), in 5 minutes."
    )
    assert page.links["Forgotten your password?"] == "/admin/password/"
    assert "they can unlock your account at once" in page.text
    assert 290 < int(response["Retry-After"]) <= 301


def test_the_lock_ends_when_so_many_guesses_are_forgotten_that_the_rest_is_allowed(client, rosa):
    now = timezone.now()
    for minutes, failures in ((14, 3), (10, 2), (1, 3)):
        AccessAttempt.objects.create(
            username="rosa",
            ip_address="192.0.2.9",
            user_agent=str(minutes),
            failures_since_start=failures,
        )
        last = AccessAttempt.objects.filter(user_agent=str(minutes))
        last.update(attempt_time=now - timedelta(minutes=minutes))

    page = read(sign_in(client))

    assert page.one("p", class_="until").text.endswith("in 5 minutes.")


def test_who_guesses_many_accounts_is_locked_out_by_the_address(client, rosa):
    for number in range(5):
        sign_in(client, f"user{number}", "x", **STRANGER)

    assert sign_in(client, **STRANGER).status_code == 429
    assert sign_in(client, REMOTE_ADDR="192.0.2.10").status_code == 302


def test_a_network_of_ipv6_counts_as_one_address(client, rosa):
    for number in range(5):
        sign_in(client, f"user{number}", "x", REMOTE_ADDR=f"2001:db8:1:2::{number + 1}")

    assert sign_in(client, REMOTE_ADDR="2001:db8:1:2:ffff::1").status_code == 429
    assert sign_in(client, REMOTE_ADDR="2001:db8:1:3::1").status_code == 302


def test_guesses_at_another_are_not_forgiven_by_signing_in_as_oneself(client, rosa):
    other = UserFactory(username="ana", groups=["Auditor"])
    other.set_password(PASSWORD)
    other.save()
    for _guess in range(4):
        sign_in(client, password="x")
    sign_in(client, "ana")
    client.logout()

    assert sign_in(client, password="x").status_code == 429


def test_wrong_codes_lock_the_account_as_wrong_passwords_do(client, telephone):
    sign_in(client)

    response = guess(client, 5)

    assert response.status_code == 429
    assert read(response).one("h1").text == "Locked for a while"
    assert client.post(STEP, {"code": "abcdefgh"}).status_code == 429
    client.logout()
    assert sign_in(client, **STRANGER).status_code == 429


def test_wrong_codes_and_wrong_passwords_are_counted_together(client, telephone):
    for _guess in range(2):
        sign_in(client, password="x")
    sign_in(client)

    assert guess(client, 2).status_code == 200
    assert guess(client, 1).status_code == 429


def test_a_right_password_takes_no_wrong_code_back(client, telephone):
    for _time in range(4):
        sign_in(client)
        guess(client, 1)
        client.logout()
    sign_in(client)

    assert guess(client, 1).status_code == 429


def test_wrong_codes_for_many_accounts_lock_the_address(client, telephone):
    for number in range(5):
        user = UserFactory(username=f"user{number}")
        TOTPDevice.objects.create(user=user, confirmed=True)
        client.force_login(user)
        guess(client, 1, **STRANGER)
    client.logout()

    assert sign_in(client, **STRANGER).status_code == 429
    assert sign_in(client, REMOTE_ADDR="192.0.2.10").status_code == 302


def test_an_empty_code_is_no_guess(client, telephone):
    sign_in(client)
    for _time in range(6):
        response = client.post(STEP, {"code": ""})

    assert response.status_code == 200
    assert client.post(STEP, {"code": "abcdefgh"}).status_code == 302


def test_a_lock_leaves_a_line_in_the_log_and_in_the_history_of_the_account(client, rosa, caplog):
    for _guess in range(7):
        sign_in(client, password="x", **STRANGER)

    said = [record.message for record in caplog.records if record.name == "members.lockout"]
    assert said == [
        "Locked for a while: the account; the last wrong password or code, "
        "for rosa, came from 192.0.2.9"
    ]
    client.force_login(UserFactory(groups=["Steering committee"]))
    history = read(client.get(f"/admin/auth/user/{rosa.pk}/history/")).text
    assert "the last wrong password or code came from 192.0.2.9." in history


def test_what_was_typed_for_a_name_is_written_nowhere(client, caplog):
    for _guess in range(5):
        sign_in(client, "my secret password", "x", **STRANGER)

    assert "my secret password" not in caplog.text
    assert "for no account, came from 192.0.2.9" in caplog.text
    assert not LogEntry.objects.exists()


def test_codes_that_were_tried_are_not_kept(client, telephone):
    sign_in(client)
    guess(client, 1)

    assert "000000" not in str(AccessAttempt.objects.values())


def test_the_committee_unlocks_an_account(client, rosa):
    client.force_login(UserFactory(groups=["Steering committee"]))
    for _guess in range(5):
        sign_in(client, password="x", **STRANGER)
    chosen = {"action": "unlock", "_selected_action": [rosa.pk]}

    client.post("/admin/auth/user/", chosen)

    history = read(client.get(f"/admin/auth/user/{rosa.pk}/history/")).text
    client.logout()
    assert sign_in(client).status_code == 302
    assert "Unlocked" in history


def test_one_who_is_at_the_desk_is_not_put_out_by_guesses_of_others(client, rosa):
    client.force_login(rosa)
    for number in range(5):
        sign_in(client.__class__(), password=str(number), **STRANGER)

    assert client.get("/admin/").status_code == 200


def test_a_lock_is_over_after_a_while(client, rosa):
    for _guess in range(5):
        sign_in(client, password="x")
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=15))

    assert sign_in(client).status_code == 302
