"""The committee can shut out neither itself nor its last member; what its forms say."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils.translation import gettext, override

from prosper.roles import AUDITOR, COLUMNS, STEERING_COMMITTEE
from tests.factories import UserFactory
from tests.forms import errors, fields
from tests.reading import read

pytestmark = pytest.mark.django_db

User = get_user_model()
LIST = "/admin/auth/user/"
NOT_ONESELF = "You cannot shut yourself out: ask another of the committee to do it."
NOBODY_LEFT = "Nobody of the committee would be left: give the role to another."


def member(name: str, **more) -> User:
    address = f"{name}@example.org"
    return UserFactory(username=address, email=address, groups=[STEERING_COMMITTEE], **more)


@pytest.fixture
def rosa(client):
    user = member("rosa")
    client.force_login(user)
    return user


@pytest.fixture
def ana(rosa):
    return member("ana")


@pytest.fixture
def root(client):
    """The keeper of the site itself, who has no role."""
    client.force_login(UserFactory(username="root", is_superuser=True))


def change(client, user, without=(), **values):
    address = f"{LIST}{user.pk}/change/"
    form = fields(client.get(address)) | values
    return client.post(address, {k: v for k, v in form.items() if k not in without})


def test_nobody_makes_the_own_account_inactive(client, rosa, ana):
    response = change(client, rosa, without=["is_active"])

    assert errors(response) == {"id_is_active": NOT_ONESELF}
    rosa.refresh_from_db()
    assert rosa.is_active


@pytest.mark.parametrize("instead", [[], [AUDITOR]])
def test_nobody_takes_the_committees_role_from_oneself(client, rosa, ana, instead):
    groups = [Group.objects.get(name=name).pk for name in instead]

    response = change(client, rosa, groups=groups)

    assert errors(response) == {"id_groups": NOT_ONESELF}
    assert [group.name for group in rosa.groups.all()] == [STEERING_COMMITTEE]


def test_a_request_made_by_hand_is_refused_as_well(client, rosa, ana):
    response = client.post(f"{LIST}{rosa.pk}/change/", {"email": rosa.email})

    # Beside what else is to be asked of a form that does not say what it was made from.
    told = {field: text[: len(NOT_ONESELF)] for field, text in errors(response).items()}
    assert told == {"id_is_active": NOT_ONESELF, "id_groups": NOT_ONESELF}


def test_one_gives_oneself_another_role_besides_and_another_name(client, rosa, ana):
    groups = [Group.objects.get(name=name).pk for name in (STEERING_COMMITTEE, AUDITOR)]

    response = change(client, rosa, groups=groups, first_name="Rosa")

    rosa.refresh_from_db()
    assert response.status_code == 302
    assert (rosa.first_name, rosa.groups.count()) == ("Rosa", 2)


@pytest.mark.parametrize("without", ["is_active", "groups"])
def test_another_of_the_committee_is_let_go_while_one_is_left(client, rosa, ana, without):
    assert change(client, ana, without=[without]).status_code == 302


@pytest.mark.parametrize("without", ["is_active", "is_staff", "groups"])
def test_the_last_of_the_committee_is_not_let_go(client, rosa, root, without):
    member("bea", is_active=False)
    member("eva", is_staff=False)

    response = change(client, rosa, without=[without])

    assert errors(response) == {f"id_{without}": NOBODY_LEFT}


def test_an_account_of_another_role_is_made_inactive_however_small_the_committee(client, rosa):
    other = UserFactory(username="a@b.org", email="a@b.org", groups=[AUDITOR])

    assert change(client, other, without=["is_active"]).status_code == 302


def test_the_keeper_of_the_site_does_not_delete_the_own_account(client, root):
    keeper = User.objects.get(username="root")

    assert client.post(f"{LIST}{keeper.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    "language, role", [("fr", "Comité de pilotage"), ("es", "Comité directivo")]
)
def test_roles_are_named_in_the_readers_language(client, rosa, language, role):
    page = read(client.get(f"/{language}{LIST}"))
    form = read(client.get(f"/{language}{LIST}{rosa.pk}/change/"))
    client.force_login(UserFactory(groups=[AUDITOR]))
    shown = read(client.get(f"/{language}{LIST}{rosa.pk}/change/"))

    assert page.one("td", class_="field-roles").text == role
    assert role in page.one(id="changelist-filter").text
    assert role in form.one(id="id_groups").text
    assert role in shown.one("div", class_="field-roles").text
    for seen in (page, form, shown):
        assert STEERING_COMMITTEE not in seen.text


@pytest.mark.parametrize("language", ["fr", "es"])
def test_every_role_has_a_name_in_each_language(language):
    with override(language):
        untranslated = {role for role in COLUMNS if gettext(role) == role}

    # "Auditor" is Spanish as well.
    assert untranslated == ({AUDITOR} if language == "es" else set())


def test_the_labels_of_an_invitation_begin_with_a_capital_as_everywhere(client, rosa):
    page = read(client.get(f"{LIST}add/"))

    labels = [e.text for e in page.one(id="user_form").all("label") + page.all("legend")]
    assert [label for label in labels if not label[0].isupper()] == []
    assert {"Roles:", "Regions:", "Language of the invitation:"} <= set(labels)


def test_the_list_of_accounts_asks_as_often_however_many_there_are(
    client, rosa, django_assert_num_queries
):
    client.get(LIST)
    with django_assert_num_queries(10):
        client.get(LIST)
    for name in ("ana", "bea", "eva"):
        member(name)
    with django_assert_num_queries(10):
        client.get(LIST)


def test_an_account_that_is_inactive_is_not_invited(client, rosa, mailoutbox):
    gone = member("ana", is_active=False)
    gone.set_unusable_password()
    gone.save()

    client.post(LIST, {"action": "invite_again", "_selected_action": [gone.pk]})

    assert mailoutbox == []


def test_why_an_account_was_changed_stands_in_its_history(client, rosa, ana):
    change(client, ana, first_name="Anna", why="She wrote to us")
    change(client, ana, last_name="Ñandú")

    rows = read(client.get(f"{LIST}{ana.pk}/history/")).one("tbody").all("tr")
    told = [" ".join(row.all("td")[1].text.split()) for row in rows]
    assert sorted(told) == ["Changed First name. Why: She wrote to us", "Changed Last name."]
