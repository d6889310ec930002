"""Whoever is signed in makes new recovery codes, and sets up another telephone."""

import time
from datetime import timedelta

import pytest
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.factories import UserFactory
from tests.forms import notice
from tests.reading import read

pytestmark = pytest.mark.django_db

STEP = "/admin/second-step/"
DEVICE = "/admin/second-step/device/"
SIGN_IN = "/admin/second-factor/"
LIST = "/admin/members/organisation/"
CODES = [f"code{number:04}" for number in range(10)]


@pytest.fixture(autouse=True)
def demanded(settings):
    """The second step is asked for; no time need pass between two wrong codes."""
    settings.STAFF_SECOND_FACTOR = True
    settings.OTP_TOTP_THROTTLE_FACTOR = settings.OTP_STATIC_THROTTLE_FACTOR = 0


@pytest.fixture
def rosa():
    """She has a telephone and ten recovery codes."""
    user = UserFactory(username="rosa", groups=["Steering committee"])
    TOTPDevice.objects.create(user=user, confirmed=True)
    device = StaticDevice.objects.create(user=user, name="recovery")
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in CODES)
    return user


def enter(client, user) -> None:
    """Through both steps, by the telephone."""
    client.force_login(user)
    client.post(SIGN_IN, {"code": code(TOTPDevice.objects.get(user=user, confirmed=True))})
    # A code is good once: the next one is waited for, here by setting the clock of the device.
    TOTPDevice.objects.update(last_t=-1)


@pytest.fixture
def desk(client, rosa):
    enter(client, rosa)
    return client


def code(device) -> str:
    """What a telephone shows now."""
    totp = TOTP(device.bin_key)
    totp.time = time.time()
    return f"{totp.token():06d}"


def mine() -> str:
    return code(TOTPDevice.objects.get(confirmed=True))


def new() -> str:
    return code(TOTPDevice.objects.get(confirmed=False))


def test_the_page_is_linked_beside_that_of_the_password(desk):
    assert read(desk.get("/admin/")).links["Second step"] == STEP


def test_who_has_no_second_step_finds_no_such_page(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(UserFactory(groups=["Steering committee"]))

    assert "Second step" not in read(client.get("/admin/")).links
    assert client.get(STEP).status_code == 404
    assert client.get(DEVICE)["Location"] == STEP
    assert client.get(f"{STEP}qr.svg").status_code == 404


@pytest.mark.parametrize("path", [STEP, DEVICE, f"{STEP}qr.svg"])
def test_the_password_alone_does_not_open_it(client, rosa, path):
    client.force_login(rosa)

    assert client.get(path).status_code == 302
    assert client.post(path, {"code": CODES[0], "codes": ""}).status_code == 302
    assert StaticToken.objects.count() == 10


@pytest.mark.parametrize(
    "used, told",
    [
        (0, "10 recovery codes are left."),
        (6, "4 recovery codes are left."),
        (7, "3 recovery codes are left: make new ones under Second step."),
        (9, "1 recovery code is left: make new ones under Second step."),
        (10, "0 recovery codes are left: make new ones under Second step."),
    ],
)
def test_it_says_how_many_recovery_codes_are_left_and_warns_in_time(desk, used, told):
    StaticToken.objects.filter(token__in=CODES[:used]).delete()

    page = read(desk.get(STEP))

    assert told in page.text
    assert bool(page.all("li", class_="warning")) is (used >= 7)


def test_one_who_enters_by_one_of_the_last_codes_is_warned(client, rosa):
    StaticToken.objects.filter(token__in=CODES[:7]).delete()
    client.force_login(rosa)

    response = client.post(SIGN_IN, {"code": CODES[9]}, follow=True)

    assert notice(response) == "2 recovery codes are left: make new ones under Second step."


@pytest.mark.parametrize("by", ["the telephone", "a recovery code"])
def test_new_recovery_codes_take_the_place_of_the_old_ones(desk, by):
    given = mine() if by == "the telephone" else CODES[0]

    page = read(desk.post(STEP, {"code": given, "codes": ""}))

    shown = [item.text for item in page.all("code")]
    assert page.one("h1").text == "Your recovery codes"
    assert sorted(StaticToken.objects.values_list("token", flat=True)) == sorted(shown)
    assert len({*shown, *CODES}) == 20
    assert desk.get(LIST).status_code == 200


def test_one_who_entered_by_a_recovery_code_stays_when_new_ones_are_made(client, rosa):
    client.force_login(rosa)
    client.post(SIGN_IN, {"code": CODES[0]})

    client.post(STEP, {"code": CODES[1], "codes": ""})

    assert client.get(LIST).status_code == 200


@pytest.mark.parametrize("what", ["codes", "device"])
def test_a_wrong_code_changes_nothing_and_is_told_beside_its_field(desk, what):
    page = read(desk.post(STEP, {"code": "000000", what: ""}))

    assert page.one("ul", class_="errorlist").text.startswith("This code is not right")
    assert StaticToken.objects.filter(token__in=CODES).count() == 10
    assert desk.get(DEVICE)["Location"] == STEP


def test_codes_are_not_guessed_at_a_desk_left_open(desk):
    for _guess in range(5):
        response = desk.post(STEP, {"code": "000000", "codes": ""})

    assert response.status_code == 429
    assert desk.post(STEP, {"code": mine(), "codes": ""}).status_code == 429
    assert StaticToken.objects.filter(token__in=CODES).count() == 10


def test_a_code_is_good_for_one_thing_only(desk):
    given = mine()
    desk.post(STEP, {"code": given, "device": ""})

    page = read(desk.post(STEP, {"code": given, "codes": ""}))

    assert page.one("ul", class_="errorlist").text.startswith("This code is not right")


def test_another_telephone_is_confirmed_before_the_old_one_goes(desk, rosa):
    old = TOTPDevice.objects.get()
    assert desk.post(STEP, {"code": mine(), "device": ""})["Location"] == DEVICE
    page = read(desk.get(DEVICE))
    picture = desk.get(page.one("img", width="220")["src"])
    assert picture["Content-Type"] == "image/svg+xml"
    wrong = read(desk.post(DEVICE, {"code": "000000"}))
    assert wrong.one("ul", class_="errorlist").text.startswith("This code is not right")
    assert wrong.one("code").text == page.one("code").text
    assert TOTPDevice.objects.filter(pk=old.pk, confirmed=True).exists()

    done = desk.post(DEVICE, {"code": new()}, follow=True)

    assert notice(done) == "The new telephone is set up; the old one is of no use any more."
    assert TOTPDevice.objects.get(confirmed=True) != old
    assert TOTPDevice.objects.count() == 1
    assert StaticToken.objects.count() == 10
    assert desk.get(LIST).status_code == 200


def test_sessions_by_the_old_telephone_are_asked_for_a_code_again(desk, rosa):
    other = Client()
    enter(other, rosa)
    assert other.get(LIST).status_code == 200

    desk.post(STEP, {"code": mine(), "device": ""})
    desk.get(DEVICE)
    desk.post(DEVICE, {"code": new()})

    assert other.get(LIST).status_code == 302
    assert read(other.get(SIGN_IN)).one("h1").text == "Second step"


def test_a_code_that_was_given_opens_the_way_for_ten_minutes_only(desk):
    desk.post(STEP, {"code": mine(), "device": ""})
    session = desk.session
    session["proved"] -= int(timedelta(minutes=11).total_seconds())
    session.save()

    assert desk.get(DEVICE)["Location"] == STEP
    assert desk.get(f"{STEP}qr.svg").status_code == 404


def test_the_key_of_the_old_telephone_is_never_shown(desk):
    old = TOTPDevice.objects.get()
    desk.post(STEP, {"code": mine(), "device": ""})

    page = read(desk.get(DEVICE))

    assert TOTPDevice.objects.get(confirmed=False).key != old.key
    assert old.key not in page.text


def test_the_second_step_gives_the_session_another_key(client, rosa):
    client.force_login(rosa)
    known = client.session.session_key

    client.post(SIGN_IN, {"code": CODES[0]})

    assert client.session.session_key != known
    thief = Client()
    thief.cookies["session"] = known
    assert thief.get(LIST)["Location"].startswith("/admin/login/")


def test_two_who_set_up_at_once_never_share_a_key(settings):
    user = UserFactory(groups=["Auditor"])
    hers, thiefs = Client(), Client()
    for browser in (hers, thiefs):
        browser.force_login(user)
    first = read(hers.get(SIGN_IN)).one("code").text
    theirs = read(thiefs.get(SIGN_IN)).one("code").text

    again = read(hers.get(SIGN_IN)).one("code").text

    assert len({first, theirs, again}) == 3
