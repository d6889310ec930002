"""Looking at an organisation as another sees it: never more than one sees oneself."""

import pytest

from members.models import Organisation
from tests.factories import (
    AlternateNameFactory,
    ContactFactory,
    CountryFactory,
    OrganisationFactory,
    RegionFactory,
    UserFactory,
)
from tests.reading import read

pytestmark = pytest.mark.django_db

NOTE = "Called on Monday"
CHOICES = {
    "Steering committee": ["regional", "elsewhere", "committee"],
    "Regional contact": ["regional", "elsewhere"],
    "Auditor": ["regional", "elsewhere", "committee"],
    "Newsletter editor": [],
}


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Wend", draft=True, note=NOTE)


def sign_in(client, role: str) -> None:
    user = UserFactory(groups=[role])
    RegionFactory(slug="africa").editors.add(user)
    client.force_login(user)


def change(organisation, query: str = "", model: str = "organisation") -> str:
    return f"/admin/members/{model}/{organisation.pk}/change/{query}"


def offered(client, address: str) -> list[str]:
    """Where the choices of "View as" lead."""
    found = read(client.get(address)).one("nav", class_="viewpoints")
    return [link["href"] for link in found.all("a")]


@pytest.mark.parametrize("role", CHOICES)
def test_each_role_is_offered_those_who_see_no_more_than_itself(client, role, organisation):
    sign_in(client, role)

    preview = f"/admin/members/organisation/{organisation.pk}/preview/"
    assert offered(client, change(organisation)) == [
        preview,
        *(f"?as={choice}" for choice in CHOICES[role]),
    ]


def test_a_regional_contact_is_offered_the_public_alone_for_another_region(client):
    sign_in(client, "Regional contact")
    asia = CountryFactory(code="BD", region=RegionFactory(slug="asia"))
    organisation = OrganisationFactory(country=asia)

    assert len(offered(client, change(organisation))) == 1
    assert client.get(change(organisation, "?as=regional")).status_code == 403


@pytest.mark.parametrize(
    "as_, sees_note, can",
    [
        ("regional", True, "a regional contact of Africa does. That role may change it;"),
        (
            "elsewhere",
            False,
            "a regional contact of another region does. That role may not change it.",
        ),
        ("committee", True, "the steering committee does. That role may change it;"),
    ],
)
@pytest.mark.parametrize("role", ["Steering committee", "Auditor"])
@pytest.mark.parametrize("model", ["organisation", "memberinstitution"])
def test_the_record_is_shown_as_the_other_sees_it_and_takes_nothing(
    client, organisation, role, model, as_, sees_note, can
):
    sign_in(client, role)
    address = change(organisation, f"?as={as_}", model)

    page = read(client.get(address))

    assert can in page.one("p", class_="viewpoint").text
    assert (NOTE in page.text) is sees_note
    assert page.one("form", id=f"{model}_form").all("input", type="submit") == []
    assert client.post(address, {"name": "Changed"}).status_code == 403
    assert Organisation.objects.get().name == "Wend"


def test_contacts_that_the_other_does_not_see_are_not_shown(client, organisation):
    sign_in(client, "Steering committee")
    ContactFactory(organisation=organisation, email="private@example.org", is_public=False)

    seen = {
        as_: "private@example.org" in read(client.get(change(organisation, f"?as={as_}"))).text
        for as_ in ("regional", "elsewhere", "committee")
    }

    assert seen == {"regional": True, "elsewhere": False, "committee": True}


def test_one_gets_back_to_ones_own_view(client, organisation):
    sign_in(client, "Steering committee")

    page = read(client.get(change(organisation, "?as=elsewhere")))

    assert page.links["Back to your own view"] == change(organisation)
    chosen = page.one("nav", class_="viewpoints").one("a", aria_current="page")
    assert chosen["href"] == "?as=elsewhere"


@pytest.mark.parametrize(
    "role, as_",
    [
        ("Regional contact", "committee"),
        ("Newsletter editor", "elsewhere"),
        ("Newsletter editor", "committee"),
        ("Steering committee", "superuser"),
    ],
)
def test_nobody_looks_through_the_eyes_of_one_who_sees_more(client, organisation, role, as_):
    sign_in(client, role)

    assert client.get(change(organisation, f"?as={as_}")).status_code == 403


@pytest.mark.parametrize("role", CHOICES)
def test_a_draft_is_previewed_as_the_public_will_see_it(client, organisation, role):
    sign_in(client, role)
    AlternateNameFactory(organisation=organisation, name="Wend Network")

    response = client.get(f"/admin/members/organisation/{organisation.pk}/preview/")

    page = read(response)
    assert page.one("h1").text == "Wend"
    assert "Wend Network" in page.text
    assert NOTE not in page.text
    assert page.one("p", class_="preview").text.startswith("A preview, for staff alone")
    assert page.links["Back to the record"] == change(organisation)


def test_a_preview_is_neither_kept_nor_indexed(client, organisation):
    sign_in(client, "Steering committee")
    address = f"/admin/members/organisation/{organisation.pk}/preview/"

    response = client.get(address)

    assert "no-store" in response.headers["Cache-Control"]
    assert "ETag" not in response.headers
    assert read(response).one("meta", name="robots")["content"] == "noindex,follow"
    client.logout()
    assert client.get(address).status_code == 302


def test_the_public_page_knows_nothing_of_previews(client):
    organisation = OrganisationFactory()

    page = read(client.get(organisation.get_absolute_url()))

    assert page.all("p", class_="preview") == []
    assert page.all("meta", name="robots") == []


@pytest.mark.parametrize("status", ["published", "archived"])
def test_what_is_no_draft_is_previewed_too(client, status):
    sign_in(client, "Auditor")
    organisation = OrganisationFactory(status=status)

    response = client.get(f"/admin/members/organisation/{organisation.pk}/preview/")

    assert read(response).one("h1").text == organisation.name


def test_an_organisation_that_is_not_there_has_no_preview(client):
    sign_in(client, "Steering committee")

    response = client.get("/admin/members/organisation/99/preview/", follow=True)

    assert response.redirect_chain == [("/admin/", 302)]
