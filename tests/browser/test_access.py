"""Signing in, its second step and the lock, in the browser: axe's rules, and the phone's width."""

import pytest
from django.contrib.auth import get_user_model
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import expect

from members.invitations import invitation

WIDTHS = pytest.mark.parametrize("width", [1280, 390])
PASSWORD = "Oaxaca-2007-abril"
ASK = "For either, give the code that your app shows now, or one of your recovery codes."


@pytest.fixture
def rosa(site, settings):
    """She has a telephone, and two recovery codes left."""
    settings.STAFF_SECOND_FACTOR = True
    user = get_user_model().objects.create_superuser("rosa", password=PASSWORD)
    TOTPDevice.objects.create(user=user, confirmed=True)
    device = StaticDevice.objects.create(user=user, name="recovery")
    for token in ("aaaaaaaa", "bbbbbbbb", "cccccccc"):
        device.token_set.create(token=token)
    return user


def sign_in(page, password=PASSWORD) -> None:
    page.get_by_label("E-mail address").fill("rosa")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


@WIDTHS
def test_the_second_step_is_taken_and_renewed(site, rosa, violations, width):
    page = site.open("/admin/", width, bypass_csp=True, reduced_motion="reduce")
    found = {}

    def look(name: str) -> None:
        found[name] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name

    sign_in(page)
    look("asked for a code")
    page.get_by_label("Code:").fill("aaaaaaaa")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".messagelist")).to_contain_text("2 recovery codes are left")
    page.get_by_role("link", name="Second step").click()
    expect(page.get_by_text(ASK)).to_be_visible()
    look("second step")
    page.get_by_label("Code:").fill("bbbbbbbb")
    page.get_by_role("button", name="Set up another telephone").click()
    expect(page.get_by_role("img", name="Picture of the key, for the camera")).to_be_visible()
    look("another telephone")
    page.get_by_role("link", name="Leave as it is").click()
    # A code right after that of another device has to wait; here nobody does.
    TOTPDevice.objects.update(throttling_failure_count=0)
    page.get_by_label("Code:").fill("cccccccc")
    page.get_by_role("button", name="Make new recovery codes").click()
    expect(page.locator(".codes li")).to_have_count(10)
    look("recovery codes")

    assert found == {name: [] for name in found}


@WIDTHS
def test_one_who_is_locked_out_is_told_so_at_the_desk(site, rosa, violations, width):
    page = site.open("/admin/", width, bypass_csp=True)
    for _guess in range(5):
        page.goto("/admin/login/")
        sign_in(page, "x")

    expect(page.get_by_role("heading", level=1)).to_have_text("Locked for a while")
    expect(page.locator(".until")).to_contain_text("(UTC), in 15 minutes.")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # The browser tells of the refusal as a failure of the page.
    site.complaints.clear()


@WIDTHS
def test_one_who_is_invited_chooses_a_password(site, violations, width):
    user = get_user_model().objects.create_user("ana@example.org", is_staff=True)
    mail = invitation(user, "en").body
    path = next(line for line in mail.splitlines() if "/password/" in line).split("testserver")[1]
    page = site.open(path, width, bypass_csp=True)

    expect(page.get_by_role("heading", level=1)).to_have_text("Choose a password")
    chosen = violations(page)
    page.get_by_label("New password:").fill("Cotonou-1998-mai")
    page.get_by_label("The same once more:").fill("Cotonou-1998-mai")
    page.get_by_role("button", name="Choose this password").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your password is set")
    done = violations(page)
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_have_text("This link is no longer good")

    assert (chosen, done, violations(page)) == ([], [], [])
