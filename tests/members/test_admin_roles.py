"""Who may do what in the admin."""

import pytest
from django.contrib.auth.models import Group

from members.models import Membership, Organisation
from prosper.roles import ROLES
from tests.factories import (
    ContactFactory,
    EditionFactory,
    MembershipFactory,
    MessageFactory,
    OrganisationFactory,
    PageFactory,
    UserFactory,
)
from tests.forms import fields
from tests.reading import read

pytestmark = pytest.mark.django_db

COMMITTEE_ONLY = ["contact", "message", "membership", "alternatename", "page", "region", "country"]


@pytest.fixture
def editor(client):
    client.force_login(UserFactory(groups=["Newsletter editor"]))
    return client


@pytest.fixture
def committee(client):
    client.force_login(UserFactory(groups=["Steering committee"]))
    return client


def desk(client) -> list[str]:
    """The lists that the admin's first page offers."""
    page = read(client.get("/admin/")).one("div", id="content-main")
    return [title.text for title in page.all("th", scope="row")]


def test_groups_and_their_permissions_exist_once_the_database_is_made():
    granted = {
        group.name: {
            f"{permission.content_type.app_label}.{permission.codename}"
            for permission in group.permissions.select_related("content_type")
        }
        for group in Group.objects.all()
    }

    assert granted == {
        role: {
            f"{app}.{verb}_{model}"
            for app, _dot, model, verbs in ((*name.partition("."), v) for name, v in rights.items())
            for verb in verbs
        }
        for role, rights in ROLES.items()
    }


def test_the_committee_is_offered_everything_the_accounts_among_it(committee):
    assert desk(committee) == [
        "Users",
        *("Alternate names", "Change requests", "Contacts", "Countries", "Imports"),
        *("Member institutions", "Memberships", "Merges"),
        *("Messages received", "Organisations", "Pages", "Probable duplicates"),
        *("Questions", "Regions", "Support organisations"),
        *("Addresses not to mail", "Editions", "Newsletters", "Subscribers"),
    ]


def test_a_newsletter_editor_is_offered_newsletters_and_the_names_of_organisations(editor):
    assert desk(editor) == ["Organisations", "Editions", "Newsletters", "Subscribers"]


def test_a_regional_contact_is_offered_what_lies_in_regions(client):
    client.force_login(UserFactory(groups=["Regional contact"]))

    assert desk(client) == [
        *("Alternate names", "Change requests", "Contacts", "Countries", "Imports"),
        *("Member institutions", "Memberships", "Merges"),
        *("Messages received", "Organisations", "Probable duplicates", "Questions"),
        *("Regions", "Support organisations"),
    ]


def test_an_auditor_is_offered_everything_to_look_at(client):
    client.force_login(UserFactory(groups=["Auditor"]))

    assert desk(client) == [
        "Users",
        *("Alternate names", "Change requests", "Contacts", "Countries", "Imports"),
        *("Member institutions", "Memberships", "Merges"),
        *("Messages received", "Organisations", "Pages", "Probable duplicates"),
        *("Questions", "Regions", "Support organisations"),
        *("Addresses not to mail", "Editions", "Newsletters", "Subscribers"),
    ]


@pytest.mark.parametrize("model", COMMITTEE_ONLY)
def test_a_newsletter_editor_does_not_open_the_lists_of_the_committee(editor, model):
    assert editor.get(f"/admin/members/{model}/").status_code == 403


def test_a_newsletter_editor_does_not_read_messages(editor):
    message = MessageFactory(contact=None)

    assert editor.get(f"/admin/members/message/{message.pk}/change/").status_code == 403


def test_a_newsletter_editor_reads_an_organisation_and_does_not_change_it(editor):
    organisation = OrganisationFactory(name="Wend")
    address = f"/admin/members/organisation/{organisation.pk}/change/"

    assert editor.get(address).status_code == 200
    assert editor.post(address, {"name": "Changed"}).status_code == 403
    assert Organisation.objects.get().name == "Wend"


def test_a_newsletter_editor_cannot_add_delete_or_archive_an_organisation(editor):
    organisation = OrganisationFactory()
    chosen = {"action": "archive", "_selected_action": [organisation.pk]}
    address = f"/admin/members/organisation/{organisation.pk}/delete/"

    assert editor.get("/admin/members/organisation/add/").status_code == 403
    assert editor.post(address, {"post": "yes"}).status_code == 403
    editor.post("/admin/members/organisation/", chosen)
    assert Organisation.objects.get().status == "published"


def test_a_newsletter_editor_chooses_the_organisations_that_an_issue_names(editor):
    organisation = OrganisationFactory(name="Wend")
    asked = {"app_label": "newsletters", "model_name": "newsletter", "term": "wend"}

    response = editor.get("/admin/autocomplete/", asked | {"field_name": "organisations"})

    assert response.json()["results"] == [{"id": str(organisation.pk), "text": "Wend"}]


def test_a_newsletter_editor_deletes_an_issue_with_its_editions(editor):
    newsletter = EditionFactory().newsletter

    address = f"/admin/newsletters/newsletter/{newsletter.pk}/delete/"
    editor.post(address, {"name": newsletter.slug})

    assert editor.get(newsletter.get_absolute_url()).status_code == 404


def test_the_committee_deletes_an_organisation_with_all_that_hangs_on_it(committee):
    organisation = MembershipFactory().organisation
    ContactFactory(organisation=organisation)

    address = f"/admin/members/organisation/{organisation.pk}/delete/"
    committee.post(address, {"name": organisation.name})

    assert not Organisation.objects.exists()
    assert not Membership.objects.exists()


def test_the_committee_changes_a_text_and_the_site_shows_it(committee):
    page = PageFactory(slug="about", title_en="About", body_en="Old")
    address = f"/admin/members/page/{page.pk}/change/"

    committee.post(address, fields(committee.get(address)) | {"body_fr": "**Oaxaca**, 2007"})

    assert read(committee.get("/fr/about/")).one("strong").text == "Oaxaca"


def test_the_place_of_a_text_is_not_changed_and_the_text_not_deleted(committee):
    page = PageFactory(slug="about")

    assert "slug" not in fields(committee.get(f"/admin/members/page/{page.pk}/change/"))
    assert committee.get(f"/admin/members/page/{page.pk}/delete/").status_code == 403


def test_a_user_without_a_group_is_offered_nothing(client):
    client.force_login(UserFactory())

    assert desk(client) == []
    assert client.get("/admin/members/organisation/").status_code == 403
    assert client.get("/admin/newsletters/newsletter/").status_code == 403


@pytest.mark.parametrize("prefix", ["", "/fr", "/es"])
def test_visitors_are_sent_to_the_sign_in_in_their_language(client, prefix):
    address = f"{prefix}/admin/members/organisation/"

    response = client.get(address)

    assert response.status_code == 302
    assert response.headers["Location"] == f"{prefix}/admin/login/?next={address}"


def test_a_member_of_staff_signs_in_and_lands_where_they_wanted(client):
    user = UserFactory(username="rosa", groups=["Steering committee"])
    user.set_password("Oaxaca-2007-abril")
    user.save()
    sent = {"username": "rosa", "password": "Oaxaca-2007-abril"}

    response = client.post("/admin/login/?next=/admin/members/page/", sent)

    assert (response.status_code, response.headers["Location"]) == (302, "/admin/members/page/")


def test_an_account_that_is_not_staff_does_not_sign_in(client):
    client.force_login(UserFactory(is_staff=False, groups=["Steering committee"]))

    assert client.get("/admin/members/organisation/").status_code == 302
