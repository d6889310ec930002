"""The owner of an account is told of what others could have done, through a real mail server."""

import time

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from prosper import roles
from tests.factories import UserFactory
from tests.forms import fields
from tests.members.test_admin_passwords import NEW, OLD, link_of
from tests.smtp import free_port

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ana():
    Group.objects.get_or_create(name=roles.STEERING_COMMITTEE)
    user = UserFactory(username="ana@example.org", email="ana@example.org", first_name="Ana")
    user.groups.add(Group.objects.get(name=roles.STEERING_COMMITTEE))
    user.set_password(OLD)
    user.save()
    return user


@pytest.fixture
def hers(client, ana):
    """Her browser, after both steps."""
    device = StaticDevice.objects.create(user=ana, name="recovery")
    for token in ("aaaaaaaa", "bbbbbbbb", "cccccccc"):
        device.token_set.create(token=token)
    TOTPDevice.objects.create(user=ana, confirmed=True)
    client.force_login(ana)
    session = client.session
    session["otp_device_id"] = device.persistent_id
    session.save()
    return client


@pytest.fixture
def root():
    browser = Client()
    browser.force_login(UserFactory(username="root", is_superuser=True))
    return browser


def told(smtp) -> list[tuple[list[str], str]]:
    """Who was mailed, and the line that says what happened."""
    return [(to, mail.get_content().splitlines()[2]) for to, mail in smtp.mails]


@pytest.mark.parametrize(
    "prefix, subject, event",
    [
        ("", "ProsperA: your account was changed", "The password of your account was changed."),
        (
            "/fr",
            "ProsperA : votre compte a été modifié",
            "Le mot de passe de votre compte a été modifié.",
        ),
        ("/es", "ProsperA: su cuenta ha cambiado", "Se cambió la contraseña de su cuenta."),
    ],
)
def test_a_new_password_is_told_in_the_language_of_the_page(hers, smtp, prefix, subject, event):
    hers.post(f"{prefix}/admin/password_change/", {"old_password": OLD, **NEW})

    ((recipients, mail),) = smtp.mails
    text = mail.get_content()
    assert recipients == ["ana@example.org"]
    assert mail["Subject"].replace("\xa0", " ") == subject
    assert text.splitlines()[2] == event
    assert f"http://testserver{prefix}/contact/" in text
    assert "ana@example.org" in text


def test_a_refused_password_is_not_told(hers, smtp):
    hers.post("/admin/password_change/", {"old_password": "x", **NEW})

    assert smtp.mails == []


def test_a_password_chosen_by_a_mailed_link_is_told(client, ana, smtp):
    from members.admin.passwords import send_link

    send_link.func(ana.pk, "en")
    link = link_of(smtp.mails.pop()[1].get_content())
    client.post(client.get(link)["Location"], NEW)

    assert told(smtp) == [(["ana@example.org"], "The password of your account was changed.")]


def test_the_first_password_of_one_who_is_invited_is_no_change(client, ana, smtp):
    from members.invitations import invitation

    ana.set_unusable_password()
    ana.save()
    link = link_of(invitation(ana, "en").body)
    client.post(client.get(link)["Location"], NEW)

    assert smtp.mails == []


def test_a_new_address_is_told_to_the_old_and_to_the_new_one(root, ana, smtp):
    form = f"/fr/admin/auth/user/{ana.pk}/change/"

    root.post(form, fields(root.get(form)) | {"email": "ana@example.com"})

    event = "The e-mail address of your account was changed."
    assert sorted(told(smtp)) == [(["ana@example.com"], event), (["ana@example.org"], event)]


def test_a_change_of_anything_else_is_not_told(root, ana, smtp):
    form = f"/admin/auth/user/{ana.pk}/change/"

    root.post(form, fields(root.get(form)) | {"last_name": "Ñandú"})

    ana.refresh_from_db()
    assert (ana.last_name, smtp.mails) == ("Ñandú", [])


def test_a_password_that_the_sites_keeper_sets_is_told(root, ana, smtp):
    page = f"/admin/auth/user/{ana.pk}/password/"
    sent = {"usable_password": "true", "password1": "Cotonou-1998-mai"}

    root.post(page, sent | {"password2": "Cotonou-1998-mai"})

    assert told(smtp) == [(["ana@example.org"], "The password of your account was changed.")]


def test_a_telephone_that_is_set_up_is_told(client, ana, smtp, settings):
    settings.STAFF_SECOND_FACTOR = True
    client.force_login(ana)
    client.get("/admin/second-factor/")
    totp = TOTP(TOTPDevice.objects.get().bin_key)
    totp.time = time.time()

    client.post("/admin/second-factor/", {"code": f"{totp.token():06d}"})

    event = "A telephone was set up for the second step of signing in."
    assert told(smtp) == [(["ana@example.org"], event)]


def test_new_recovery_codes_and_another_telephone_are_told(hers, smtp):
    hers.post("/admin/second-step/", {"code": "aaaaaaaa", "device": ""})
    hers.get("/admin/second-step/device/")
    totp = TOTP(TOTPDevice.objects.get(confirmed=False).bin_key)
    totp.time = time.time()
    hers.post("/admin/second-step/device/", {"code": f"{totp.token():06d}"})
    TOTPDevice.objects.update(throttling_failure_count=0)
    hers.post("/admin/second-step/", {"code": "bbbbbbbb", "codes": ""})

    assert [event for _to, event in told(smtp)] == [
        "A telephone was set up for the second step of signing in.",
        "New recovery codes were made; the earlier ones are of no use any more.",
    ]


def test_a_second_step_that_the_committee_takes_away_is_told(root, hers, ana, smtp):
    chosen = {"action": "forget_second_factor", "_selected_action": [ana.pk]}

    root.post("/admin/auth/user/", chosen)

    ((recipients, event),) = told(smtp)
    assert recipients == ["ana@example.org"]
    assert event.startswith("The second step of signing in was taken away")


def test_a_mail_that_cannot_be_sent_undoes_nothing(hers, ana, smtp, settings, caplog):
    settings.EMAIL_PORT = free_port()

    response = hers.post("/admin/password_change/", {"old_password": OLD, **NEW})

    ana.refresh_from_db()
    assert response.status_code == 302
    assert ana.check_password("Cotonou-1998-mai")
    assert f"Account {ana.pk} could not be told of a change" in caplog.text


def test_an_account_without_an_address_is_told_nothing(smtp, client):
    user = UserFactory(username="admin", is_superuser=True)
    user.set_password(OLD)
    user.save()
    client.force_login(user)

    response = client.post("/admin/password_change/", {"old_password": OLD, **NEW})

    assert (response.status_code, smtp.mails) == (302, [])
