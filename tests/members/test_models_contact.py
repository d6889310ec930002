"""Contacts, the messages to them, and what the database refuses of both."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.utils.translation import override

from members.models import Contact, Message
from tests.factories import (
    ContactFactory,
    MessageFactory,
    OrganisationFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db


# Telephone


@pytest.mark.parametrize("typed", ["+33 1 40 36 92 92", "+33(0)140369292", "+33-1.40.36.92.92"])
def test_a_telephone_number_is_stored_as_e164(typed):
    ContactFactory(phone=typed)

    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM members_contact")
        assert cursor.fetchall() == [("+33140369292",)]


def test_a_telephone_number_is_read_in_groups_and_linked_by_rfc_3966():
    contact = ContactFactory(phone="+33140369292")

    assert contact.phone_parts == {
        "phone_display": "+33 1 40 36 92 92",
        "phone_uri": "tel:+33-1-40-36-92-92",
    }


def test_a_contact_needs_no_telephone():
    assert ContactFactory().phone_parts == {"phone_display": "", "phone_uri": ""}


@pytest.mark.parametrize("typed", ["01 40 36 92 92", "+33 1", "telephone"])
def test_a_telephone_number_without_its_country_or_no_number_is_refused(typed):
    contact = ContactFactory.build(organisation=OrganisationFactory(), phone=typed)

    with pytest.raises(ValidationError) as refusal:
        contact.full_clean()

    assert list(refusal.value.message_dict) == ["phone"]


# Who answers


def test_public_contacts_are_the_committee_and_then_the_regions_in_order():
    asia = ContactFactory(region=RegionFactory(slug="asia", position=2))
    africa = ContactFactory()
    committee = ContactFactory(steering=True)
    ContactFactory(region=RegionFactory(slug="europe"), is_public=False)
    ContactFactory(region=RegionFactory(slug="oceania"), organisation__draft=True)
    ContactFactory(region=RegionFactory(slug="latin-america"), organisation__archived=True)

    assert list(Contact.objects.public()) == [committee, africa, asia]


def test_a_contact_is_found_at_its_address():
    committee = ContactFactory(steering=True)
    africa = ContactFactory()
    ContactFactory(region=RegionFactory(slug="asia"))

    found = {slug: list(Contact.objects.at(slug)) for slug in ("steering-committee", "africa", "x")}

    assert found == {"steering-committee": [committee], "africa": [africa], "x": []}


def test_a_contact_says_its_role_in_the_readers_language():
    contact = ContactFactory(region=RegionFactory(name_en="Africa", name_fr="Afrique"))

    with override("fr"):
        assert str(contact).endswith(", Afrique")
    assert str(contact) == "Regional contact, Africa"


def test_the_form_of_a_contact_stands_at_its_region_or_at_the_committee():
    regional, committee = ContactFactory(), ContactFactory(steering=True)

    addresses = [regional.write_url, committee.write_url]

    assert addresses == ["/contact/africa/", "/contact/steering-committee/"]
    assert list(Contact.objects.at("africa")) == [regional]
    assert list(Contact.objects.at("steering-committee")) == [committee]


def test_a_regional_contact_without_a_region_is_told_to_give_one():
    contact = ContactFactory.build(organisation=OrganisationFactory(), region=None)

    with pytest.raises(ValidationError) as refusal:
        contact.full_clean()

    assert refusal.value.message_dict["region"] == ["Give the region this contact answers for."]


# What the database refuses


def test_contact_role_is_known():
    # Such a row breaks contact_has_region_if_regional as well, which SQLite or PostgreSQL may name.
    with pytest.raises(IntegrityError, match=r"contact_role_is_known|contact_has_region"):
        ContactFactory(role="treasurer")


def test_contact_language_is_known():
    with pytest.raises(IntegrityError, match="contact_language_is_known"):
        ContactFactory(language="de")


@pytest.mark.parametrize("values", [{"region": None}, {"role": "steering_committee"}])
def test_contact_has_region_if_regional(values):
    with pytest.raises(IntegrityError, match="contact_has_region_if_regional"):
        ContactFactory(**values)


def test_contact_is_the_only_one_of_its_region():
    ContactFactory()
    ContactFactory(is_public=False)  # one in reserve is no public contact

    with pytest.raises(IntegrityError):
        ContactFactory()


def test_contact_is_the_only_steering_committee():
    ContactFactory(steering=True)
    ContactFactory(steering=True, is_public=False)

    with pytest.raises(IntegrityError):
        ContactFactory(steering=True)


# Messages


def test_a_message_outlives_its_contact():
    message = MessageFactory(addressee="Regional contact, Africa")

    message.contact.delete()

    message.refresh_from_db()
    assert (message.contact, str(message)) == (None, "Ada → Regional contact, Africa")


def test_messages_come_latest_first():
    first, second = MessageFactory(), MessageFactory(contact=None)

    assert list(Message.objects.all()) == [second, first]


def test_message_language_is_known():
    with pytest.raises(IntegrityError, match="message_language_is_known"):
        MessageFactory(language="de")
