"""What a regional contact is not shown of an organisation's contacts, its history does not tell."""

import pytest
from django.urls import reverse

from members.models import Contact
from tests.factories import ContactFactory, OrganisationFactory, RegionFactory, UserFactory
from tests.forms import fields
from tests.members.conftest import change
from tests.reading import read

pytestmark = pytest.mark.django_db

SECRET, PHONE = "steering@example.org", "+33612345678"


@pytest.fixture
def regional(client):
    """A regional contact of Africa."""
    user = UserFactory(groups=["Regional contact"])
    RegionFactory(slug="africa").editors.add(user)
    client.force_login(user)
    return client


@pytest.fixture
def wend():
    return OrganisationFactory(name="Wend", region=RegionFactory(slug="africa"))


def past(record) -> str:
    return reverse(f"admin:members_{record._meta.model_name}_history", args=[record.pk])


def told(client, record) -> str:
    response = client.get(past(record))
    assert response.status_code == 200
    return read(response).one("div", id="content-main").text.replace(" ", "")


def hidden(organisation, **kwargs) -> Contact:
    """The committee's own contact, which is nobody's else to see."""
    values = {"is_public": False, "email": SECRET, "phone": PHONE} | kwargs
    return ContactFactory(organisation=organisation, steering=True, **values)


def alter(contact, **values) -> None:
    for name, value in values.items():
        setattr(contact, name, value)
    contact.save()


def test_a_contact_that_is_hidden_is_not_told_of(regional, ana, wend):
    hidden(wend)

    assert SECRET not in told(regional, wend)
    assert PHONE not in told(regional, wend)
    assert SECRET in told(ana, wend)


def test_nor_is_one_of_another_region(regional, wend):
    there = RegionFactory(slug="asia")
    ContactFactory(organisation=wend, role="regional_contact", region=there, email=SECRET)
    Contact.objects.update(is_public=False)

    assert SECRET not in told(regional, wend)


def test_nor_one_that_was_deleted(regional, wend):
    hidden(wend).delete()

    assert SECRET not in told(regional, wend)


@pytest.mark.parametrize("is_deleted", [True, False])
def test_one_that_was_public_is_not_told_of_once_it_is_hidden(regional, wend, is_deleted):
    contact = hidden(wend, is_public=True)
    assert SECRET in told(regional, wend)

    alter(contact, is_public=False)
    if is_deleted:
        contact.delete()

    assert SECRET not in told(regional, wend)


def test_one_that_is_public_now_is_told_of_since_then_alone(regional, ana, wend):
    contact = hidden(wend)
    alter(contact, is_public=True, email="open@example.org")
    alter(contact, phone="")

    assert SECRET not in told(regional, wend)
    assert PHONE in told(regional, wend)
    assert SECRET in told(ana, wend)


def test_its_own_history_tells_no_more(regional, wend):
    contact = hidden(wend)
    alter(contact, is_public=True, email="open@example.org")
    mine = RegionFactory(slug="africa")
    alter(contact, is_public=False, role="regional_contact", region=mine, email="own@example.org")

    page = told(regional, contact)

    assert SECRET not in page
    assert "own@example.org" in page


def test_contacts_that_are_ones_own_are_told_of_as_before(regional, wend):
    mine = RegionFactory(slug="africa")
    contact = ContactFactory(organisation=wend, role="regional_contact", region=mine, email=SECRET)
    alter(contact, is_public=False, email="new@example.org")

    page = told(regional, wend)

    assert SECRET in page
    assert "new@example.org" in page


def test_the_way_back_to_a_hidden_state_is_closed(regional, wend):
    contact = hidden(wend)
    entries = [*contact.history.values_list("history_id", flat=True)]
    alter(contact, is_public=True, email="open@example.org")

    for entry in [*entries, contact.history.latest("history_id").history_id]:
        back = reverse("admin:members_organisation_revert", args=[wend.pk, "contact", entry])
        answer = regional.get(back)
        assert answer.status_code == 403
        assert SECRET not in answer.content.decode()


def test_one_that_is_hidden_while_the_form_is_open_is_not_told_by_the_conflict(regional, wend):
    contact = hidden(wend, is_public=True, email="open@example.org", phone="")
    opened = fields(regional.get(change(wend)))
    alter(contact, is_public=False, email=SECRET, phone=PHONE)
    wend.acronym = "theirs"
    wend.save()

    page = regional.post(change(wend), opened | {"acronym": "mine"}, follow=True)

    assert "Now stored: theirs" in page.content.decode()
    assert SECRET not in page.content.decode()
    assert PHONE not in page.content.decode().replace(" ", "")
