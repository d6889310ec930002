"""The links under which passwords are chosen: of invitations, and of forgotten passwords."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from members.invitations import invitation
from tests.factories import UserFactory
from tests.members.importing import work
from tests.reading import read

pytestmark = pytest.mark.django_db

User = get_user_model()
OLD = "Oaxaca-2007-abril"
NEW = {"new_password1": "Cotonou-1998-mai", "new_password2": "Cotonou-1998-mai"}


@pytest.fixture
def ana():
    """Invited; she has not chosen a password yet."""
    user = UserFactory(username="ana@example.org", email="ana@example.org", first_name="Ana")
    user.set_unusable_password()
    user.save()
    return user


def link_of(text: str) -> str:
    return re.search(r"http://testserver(\S+/password/\S+)", text)[1]


@pytest.fixture
def link(ana):
    return link_of(invitation(ana, "en").body)


def forget(client, address: str) -> None:
    """Has the link for a new password sent, as the worker does."""
    client.post("/admin/password/", {"email": address})
    work()


def choose(client, link, **sent):
    form = client.get(link, follow=True)
    return client.post(form.redirect_chain[-1][0], NEW | sent, follow=True)


@pytest.mark.parametrize(
    "language, title, welcome",
    [
        ("en", "Choose a password", "Welcome, Ana."),
        ("fr", "Choisissez un mot de passe", "Bienvenue, Ana."),
        ("es", "Elija una contraseña", "Le damos la bienvenida, Ana."),
    ],
)
def test_who_is_invited_is_welcomed(client, ana, language, title, welcome):
    link = link_of(invitation(ana, language).body)

    page = read(client.get(link, follow=True))

    assert page.one("h1").text == title
    assert welcome in page.text
    assert "ana@example.org" in page.text


def test_one_who_has_chosen_is_told_what_comes_next(client, link, settings):
    settings.STAFF_SECOND_FACTOR = True

    page = read(choose(client, link))

    assert page.one("h1").text == "Your password is set"
    assert page.links["Sign in"] == "/admin/login/"
    assert "your telephone" in page.text


def test_a_password_that_is_too_easy_is_refused_beside_its_field(client, link):
    page = read(choose(client, link, new_password1="12345678", new_password2="12345678"))

    assert "This password is too common." in page.one("ul", class_="errorlist").text
    assert page.one("title").text.startswith("Error:")


def test_a_link_is_good_once(client, ana, link):
    choose(client, link)

    page = read(client.get(link, follow=True))

    assert page.one("h1").text == "This link is no longer good"
    assert "ask the committee to send the invitation again" in page.text


def test_an_old_link_is_of_no_use_and_says_so(client, link, settings):
    settings.PASSWORD_RESET_TIMEOUT = -1

    assert read(client.get(link, follow=True)).one("h1").text == "This link is no longer good"


def test_a_link_is_of_no_use_once_the_account_is_inactive(client, ana, link):
    form = client.get(link, follow=True).redirect_chain[-1][0]
    User.objects.update(is_active=False)

    assert read(client.post(form, NEW)).one("h1").text == "This link is no longer good"
    assert not User.objects.get().has_usable_password()


def test_a_link_to_the_old_address_is_of_no_use_once_the_address_has_changed(client, ana, link):
    ana.email = ana.username = "ana@example.com"
    ana.save()

    assert read(client.get(link, follow=True)).one("h1").text == "This link is no longer good"


@pytest.mark.parametrize("address", ["ana@example.org", "nobody@example.org"])
def test_a_forgotten_password_is_answered_alike_whoever_asks(
    client, ana, address, django_assert_num_queries
):
    ana.set_password(OLD)
    ana.save()

    # The account, if there is one; and the note for the worker.
    with django_assert_num_queries(2):
        response = client.post("/admin/password/", {"email": address})
    assert (response.status_code, response["Location"]) == (302, "/admin/password/sent/")
    assert not mail.outbox
    assert address not in str(DBTaskResult.objects.values())

    work()
    assert [sent.to for sent in mail.outbox] == ([[ana.email]] if address == ana.email else [])


def test_the_link_for_a_new_password_is_in_the_language_of_the_page(client, ana):
    ana.set_password(OLD)
    ana.save()

    client.post("/fr/admin/password/", {"email": "ana@example.org"})
    work()

    (sent,) = mail.outbox
    page = read(client.get(link_of(sent.body), follow=True))
    assert link_of(sent.body).startswith("/fr/admin/password/")
    assert page.one("h1").text == "Choisissez un mot de passe"
    assert "Bienvenue" not in page.text


def test_mails_lead_to_the_site_whatever_address_it_was_asked_by(client, ana, settings):
    settings.SITE_ADDRESS, settings.ALLOWED_HOSTS = "https://prospera.example", [".example.org"]
    ana.set_password(OLD)
    ana.save()

    asked = {"email": "ana@example.org"}
    client.post("/admin/password/", asked, headers={"host": "evil.example.org:31337"})
    work()

    text = mail.outbox[0].body + invitation(ana, "en").body
    assert "31337" not in text
    assert len(re.findall(r"https://prospera.example/admin/password/\S+", text)) == 2


def test_one_who_has_no_password_yet_is_sent_no_link_for_a_new_one(client, ana):
    forget(client, "ana@example.org")

    assert mail.outbox == []


def test_nobody_asks_for_links_without_end(client, ana, limit):
    limit("1/min")
    forget(client, "ana@example.org")

    assert client.post("/admin/password/", {"email": "ana@example.org"}).status_code == 429


def test_guesses_at_the_old_password_of_one_who_left_the_desk_open_are_counted(client):
    user = UserFactory(username="rosa", groups=["Auditor"])
    user.set_password(OLD)
    user.save()
    client.force_login(user)
    page = reverse("admin:password_change")
    for _guess in range(5):
        response = client.post(page, {"old_password": "x", **NEW})

    assert response.status_code == 429
    assert client.post(page, {"old_password": OLD, **NEW}).status_code == 429
    assert User.objects.get().check_password(OLD)
