"""Accounts of those who keep the records: invited, given roles, and never more than they may."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import mail

from tests.factories import RegionFactory, UserFactory
from tests.forms import errors, fields

pytestmark = pytest.mark.django_db

User = get_user_model()
ADD = "/admin/auth/user/add/"
NEW = {"email": "Ana@Example.org", "first_name": "Ana", "last_name": "Ñandú", "language": "es"}
PASSWORD = {"new_password1": "Oaxaca-2007-abril", "new_password2": "Oaxaca-2007-abril"}


@pytest.fixture
def committee(client):
    client.force_login(UserFactory(username="rosa", groups=["Steering committee"]))
    return client


@pytest.fixture
def invited(committee, django_capture_on_commit_callbacks):
    """The account of Ana, and the link that she was sent."""
    region = RegionFactory(slug="africa")
    role = Group.objects.get(name="Steering committee").pk
    with django_capture_on_commit_callbacks(execute=True):
        committee.post(ADD, NEW | {"groups": [role], "own_regions": [region.pk]})
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)[1]
    return User.objects.get(first_name="Ana"), link


def change(user) -> str:
    return f"/admin/auth/user/{user.pk}/change/"


def test_an_account_is_made_by_a_mail_in_its_language(invited):
    user, link = invited
    (sent,) = mail.outbox

    assert sent.to == ["ana@example.org"]
    assert sent.subject == "ProsperA: su cuenta en el espacio del comité"
    assert "7 días" in sent.body
    assert link.startswith("/es/admin/password/")
    assert (user.username, user.is_staff, user.has_usable_password()) == (
        "ana@example.org",
        True,
        False,
    )
    assert [group.name for group in user.groups.all()] == ["Steering committee"]
    assert [region.slug for region in user.regions.all()] == ["africa"]


def test_under_the_link_a_password_is_chosen_once(client, invited):
    user, link = invited
    client.logout()

    form = client.get(link, follow=True)
    assert not User.objects.get(pk=user.pk).has_usable_password()
    chosen = client.post(form.redirect_chain[-1][0], PASSWORD, follow=True)

    assert chosen.status_code == 200
    assert User.objects.get(pk=user.pk).check_password("Oaxaca-2007-abril")
    assert 'name="new_password1"' not in client.get(link, follow=True).content.decode()
    sent = {"username": "ana@example.org", "password": "Oaxaca-2007-abril"}
    assert client.post("/admin/login/", sent).status_code == 302


def test_an_address_has_one_account_however_it_is_written(committee):
    UserFactory(username="ana@example.org", email="ana@example.org")

    response = committee.post(ADD, NEW)

    assert errors(response)["id_email"] == "There is an account with this address already."


def test_who_signs_in_follows_the_address(committee):
    user = UserFactory(username="ana@example.org", email="ana@example.org")

    committee.post(change(user), fields(committee.get(change(user))) | {"email": "Ana@b.org"})

    user.refresh_from_db()
    assert (user.username, user.email) == ("ana@b.org", "ana@b.org")


def test_the_committee_makes_no_superuser_and_changes_none(committee):
    user = UserFactory(username="ana@example.org", email="ana@example.org")
    admin = UserFactory(username="admin", is_superuser=True)
    more = {"is_superuser": "on", "user_permissions": ["1"], "username": "x"}

    committee.post(change(user), fields(committee.get(change(user))) | more)

    user.refresh_from_db()
    assert (user.is_superuser, user.user_permissions.count()) == (False, 0)
    assert user.username == "ana@example.org"
    assert committee.post(change(admin), {"email": "x@example.org"}).status_code == 403
    password = f"/admin/auth/user/{user.pk}/password/"
    assert committee.post(password, {"password1": "x", "password2": "x"}).status_code == 403


def test_an_account_is_made_inactive_not_deleted(committee):
    user = UserFactory(email="ana@example.org")

    assert committee.post(f"/admin/auth/user/{user.pk}/delete/", {"post": "yes"}).status_code == 403
    form = fields(committee.get(change(user)))
    del form["is_active"]
    committee.post(change(user), form)

    user.refresh_from_db()
    assert not user.is_active


def test_an_invitation_is_sent_again_to_who_has_no_password_yet(committee):
    waiting = UserFactory(email="ana@example.org", username="ana@example.org")
    waiting.set_unusable_password()
    waiting.save()
    there = UserFactory(email="bea@example.org", username="bea@example.org")
    there.set_password("Oaxaca-2007-abril")
    there.save()
    chosen = {"action": "invite_again", "_selected_action": [waiting.pk, there.pk]}

    committee.post("/admin/auth/user/", chosen)

    assert [message.to for message in mail.outbox] == [["ana@example.org"]]


def test_an_address_too_long_to_sign_in_with_is_refused_beside_its_field(committee):
    role = Group.objects.get(name="Steering committee").pk
    address = f"{'a' * 60}@{'b' * 60}.{'c' * 40}.org"

    response = committee.post(ADD, NEW | {"email": address, "groups": [role]})

    told = "Ensure this value has at most 150 characters (it has 166)."
    assert errors(response) == {"id_email": told}
