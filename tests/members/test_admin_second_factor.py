"""The second step of signing in."""

import re
import time

import pytest
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.factories import EditionFactory, OrganisationFactory, UserFactory
from tests.reading import read

pytestmark = pytest.mark.django_db

STEP = "/admin/second-factor/"
LIST = "/admin/members/organisation/"


@pytest.fixture(autouse=True)
def demanded(settings):
    settings.STAFF_SECOND_FACTOR = True


@pytest.fixture
def rosa():
    user = UserFactory(username="rosa", groups=["Steering committee"])
    user.set_password("Oaxaca-2007-abril")
    user.save()
    return user


def sign_in(client, **more):
    sent = {"username": "rosa", "password": "Oaxaca-2007-abril"}
    return client.post("/admin/login/", sent, **more)


def code(user) -> str:
    """What the telephone shows now."""
    device = TOTPDevice.objects.get(user=user)
    totp = TOTP(device.bin_key)
    totp.time = time.time()
    return f"{totp.token():06d}"


@pytest.fixture
def set_up(client, rosa) -> list[str]:
    """Her telephone is set up, she has signed out again; her recovery codes."""
    sign_in(client)
    client.get(STEP)
    page = read(client.post(STEP, {"code": code(rosa)}))
    client.logout()
    # A code is good once: the next one is waited for, here by setting the clock of the device.
    TOTPDevice.objects.update(last_t=-1)
    return [item.text for item in page.all("code")]


def test_the_password_alone_opens_nothing_but_the_second_step(client, rosa):
    sign_in(client)

    response = client.get(LIST, follow=True)

    assert response.redirect_chain[-1][0] == f"{STEP}?next={LIST.replace('/', '%2F')}"
    assert read(response).one("h1").text == "Set up the second step"


def test_a_telephone_is_set_up_by_picture_or_key_and_confirmed_by_its_code(client, rosa):
    sign_in(client)
    page = read(client.get(f"{STEP}?next={LIST}"))
    picture = client.get(page.one("img", width="220")["src"])

    assert picture["Content-Type"] == "image/svg+xml"
    assert re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", page.one("code").text)
    done = read(client.post(f"{STEP}?next={LIST}", {"code": code(rosa)}))
    assert len(done.all("code")) == 10
    assert done.links["I have kept them: to the desk"] == LIST
    assert client.get(LIST).status_code == 200


def test_a_wrong_code_is_told_beside_its_field_and_sets_nothing_up(client, rosa):
    sign_in(client)

    page = read(client.post(STEP, {"code": "000000"}))

    assert page.one("ul", class_="errorlist").text.startswith("This code is not right")
    assert not TOTPDevice.objects.filter(confirmed=True).exists()


def test_afterwards_the_code_is_asked_for(client, rosa, set_up):
    sign_in(client)
    assert read(client.get(STEP)).one("h1").text == "Second step"

    response = client.post(f"{STEP}?next={LIST}", {"code": code(rosa)})

    assert (response.status_code, response["Location"]) == (302, LIST)
    assert client.get(LIST).status_code == 200


def test_a_recovery_code_opens_the_desk_once(client, rosa, set_up):
    for status in (302, 200):
        sign_in(client)
        assert client.post(STEP, {"code": f" {set_up[0].upper()} "}).status_code == status
        client.logout()


def test_codes_are_not_guessed(client, rosa, set_up):
    sign_in(client)
    client.post(STEP, {"code": "000000"})
    device = TOTPDevice.objects.get()
    assert device.throttling_failure_count == 1
    for _guess in range(9):
        device.throttle_increment()

    response = client.post(STEP, {"code": code(rosa)})

    assert response.status_code == 200
    assert client.get(LIST).status_code == 302


@pytest.mark.parametrize("next_page", ["https://example.org/", "//example.org", "javascript:1"])
def test_the_second_step_leads_to_no_other_site(client, rosa, set_up, next_page):
    sign_in(client)

    response = client.post(f"{STEP}?next={next_page}", {"code": code(rosa)})

    assert response["Location"] == "/admin/"


def test_the_key_is_shown_to_nobody_once_it_is_confirmed(client, rosa, set_up):
    sign_in(client)

    assert "<code>" not in client.get(STEP).content.decode()
    client.post(STEP, {"code": code(rosa)})
    assert client.get(f"{STEP}qr.svg").status_code == 404


@pytest.mark.parametrize("path", [STEP, f"{STEP}qr.svg"])
def test_the_second_step_is_no_first_one(client, path):
    assert client.get(path).status_code in (302, 404)
    assert not TOTPDevice.objects.exists()


def test_the_committee_lets_one_who_lost_the_telephone_set_up_another(client, rosa, set_up):
    lost = UserFactory(username="ana")
    TOTPDevice.objects.create(user=lost, confirmed=True)
    sign_in(client)
    client.post(STEP, {"code": code(rosa)})

    chosen = {"action": "forget_second_factor", "_selected_action": [lost.pk]}
    client.post("/admin/auth/user/", chosen)

    assert not TOTPDevice.objects.filter(user=lost).exists()


@pytest.mark.parametrize("has_given_both", [True, False])
def test_once_it_is_forgotten_the_password_is_asked_for_everywhere(
    client, rosa, set_up, has_given_both
):
    lost, thief = UserFactory(username="ana", groups=["Auditor"]), Client()
    device = TOTPDevice.objects.create(user=lost, confirmed=True)
    thief.force_login(lost)
    if has_given_both:
        session = thief.session
        session["otp_device_id"] = device.persistent_id
        session.save()
        assert thief.get(LIST).status_code == 200
    sign_in(client)
    client.post(STEP, {"code": code(rosa)})

    forget = {"action": "forget_second_factor", "_selected_action": [lost.pk]}
    response = client.post("/admin/auth/user/", forget, follow=True)

    assert "1 account changed." in read(response).text
    assert thief.get(STEP)["Location"].startswith("/admin/login/")
    assert not TOTPDevice.objects.filter(user=lost).exists()


def test_who_forgets_the_own_second_factor_is_signed_out(client, rosa, set_up):
    sign_in(client)
    client.post(STEP, {"code": code(rosa)})

    chosen = {"action": "forget_second_factor", "_selected_action": [rosa.pk]}
    response = client.post("/admin/auth/user/", chosen, follow=True)

    assert response.redirect_chain[-1][0].startswith("/admin/login/")


@pytest.mark.parametrize("name", ["x" * 151, "x" * 5_000, "a\0b"])
def test_a_name_that_no_account_can_have_is_refused_beside_its_field(client, name):
    page = read(client.post("/admin/login/", {"username": name, "password": "Oaxaca"}))

    assert page.one("ul", class_="errorlist").text


def test_the_public_is_never_asked(client):
    OrganisationFactory(name="Finca")

    assert client.get("/members/").status_code == 200


def test_an_address_is_signed_in_with_however_a_telephone_writes_it(client):
    user = UserFactory(username="ana@example.org", groups=["Auditor"])
    user.set_password("Oaxaca-2007-abril")
    user.save()
    sent = {"username": " Ana@Example.org", "password": "Oaxaca-2007-abril"}

    assert client.post("/admin/login/", sent).status_code == 302


def test_who_stops_at_the_second_step_can_sign_out(client, rosa):
    sign_in(client)
    assert "Log out" in read(client.get(STEP)).text

    client.post("/admin/logout/")

    assert client.get(STEP)["Location"].startswith("/admin/login/")


def test_a_key_that_was_not_confirmed_is_another_in_the_next_session(client, rosa):
    keys = []
    for _session in range(2):
        sign_in(client)
        keys.append([read(client.get(STEP)).one("code").text for _visit in range(2)])
        client.logout()

    assert keys[0][0] == keys[0][1] != keys[1][0]
    assert TOTPDevice.objects.count() == 1


def test_a_draft_newsletter_is_behind_the_second_step_too(client):
    editor = UserFactory(groups=["Newsletter editor"])
    edition = EditionFactory(newsletter__draft=True)
    client.force_login(editor)

    assert client.get(edition.get_absolute_url()).status_code == 404
