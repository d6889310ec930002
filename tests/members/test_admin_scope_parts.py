"""What a regional contact keeps of the names, periods, contacts and messages of organisations."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME

from members.models import AlternateName, Contact, Membership, Organisation
from tests.factories import (
    AlternateNameFactory,
    ContactFactory,
    CountryFactory,
    MembershipFactory,
    MessageFactory,
    OrganisationFactory,
    RegionFactory,
    UserFactory,
)
from tests.forms import errors, fields, notice
from tests.reading import read

pytestmark = pytest.mark.django_db

ASK = "This is outside your regions: ask the steering committee to do it."
PARTS = {
    "alternatename": AlternateNameFactory,
    "membership": MembershipFactory,
    "contact": ContactFactory,
}
MODELS = {"alternatename": AlternateName, "membership": Membership, "contact": Contact}


@pytest.fixture
def regional(client):
    """A regional contact of Africa."""
    user = UserFactory(groups=["Regional contact"])
    RegionFactory(slug="africa").editors.add(user)
    client.force_login(user)
    return client


@pytest.fixture
def here():
    return OrganisationFactory(name="Wend")


@pytest.fixture
def there():
    asia = RegionFactory(slug="asia")
    return OrganisationFactory(name="Padma", country=CountryFactory(code="BD", region=asia))


def address(model: str, *parts) -> str:
    return "/".join(["/admin/members", model, *map(str, parts), ""])


def send(client, url: str, values: dict):
    return client.post(url, fields(client.get(url)) | values, follow=True)


@pytest.mark.parametrize("model", PARTS)
def test_a_part_is_not_moved_to_an_organisation_of_another_region(regional, here, there, model):
    part = PARTS[model](organisation=here)

    response = send(regional, address(model, part.pk, "change"), {"organisation": str(there.pk)})

    assert errors(response) == {"id_organisation": ASK}
    assert MODELS[model].objects.get().organisation == here


@pytest.mark.parametrize("model", PARTS)
def test_a_part_of_another_region_is_neither_taken_nor_deleted(regional, here, there, model):
    part = PARTS[model](organisation=there)

    changed = regional.post(address(model, part.pk, "change"), {"organisation": str(here.pk)})
    deleted = regional.post(address(model, part.pk, "delete"), {"post": "yes"})

    assert (changed.status_code, deleted.status_code) == (403, 403)
    assert MODELS[model].objects.get().organisation == there


@pytest.mark.parametrize("model", PARTS)
def test_organisations_of_ones_regions_are_offered_to_a_part(regional, here, there, model):
    asked = {"app_label": "members", "model_name": model, "field_name": "organisation"}

    response = regional.get("/admin/autocomplete/", asked)

    assert [choice["text"] for choice in response.json()["results"]] == ["Wend"]


@pytest.mark.parametrize("model", PARTS)
def test_deleting_several_asks_of_those_of_ones_regions_and_tells_of_the_rest(
    regional, here, there, model
):
    mine, other = (PARTS[model](organisation=organisation) for organisation in (here, there))
    chosen = {"action": "delete_selected", ACTION_CHECKBOX_NAME: [mine.pk, other.pk]}

    page = regional.post(f"{address(model)}?whose=all", chosen)
    regional.post(f"{address(model)}?whose=all", chosen | {"post": "yes"})

    assert notice(page).startswith("1 record was left out: it is not in your regions")
    asked = [box["value"] for box in read(page).all("input", name=ACTION_CHECKBOX_NAME)]
    assert asked == [str(mine.pk)]
    assert list(MODELS[model].objects.all()) == [other]


def test_a_part_of_ones_region_is_deleted_on_its_own_page(regional, here):
    membership = MembershipFactory(organisation=here)

    regional.post(address("membership", membership.pk, "delete"), {"post": "yes"})

    assert not Membership.objects.exists()


def test_parts_are_entered_in_the_form_of_their_organisation(regional, here):
    name = {"alternate_names-TOTAL_FORMS": "1", "alternate_names-0-name": "Wend Network"}
    kind = {"alternate_names-0-kind": "spelling"}
    period = {"memberships-TOTAL_FORMS": "1", "memberships-0-start": "2009-04-01"}

    response = send(regional, address("organisation", here.pk, "change"), name | kind | period)

    assert errors(response) == {}
    assert (AlternateName.objects.count(), Membership.objects.count()) == (1, 1)


def test_parts_sent_with_anothers_form_are_refused_with_it(regional, there):
    url = address("organisation", there.pk, "change")
    period = {"memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0"}

    response = regional.post(url, period | {"memberships-0-start": "2009-04-01"})

    assert response.status_code == 403
    assert not Membership.objects.exists()


def test_a_part_of_another_organisation_is_not_taken_by_the_form_of_ones_own(regional, here, there):
    theirs = MembershipFactory(organisation=there)
    MembershipFactory(organisation=here)
    before = list(Membership.objects.order_by("pk").values())
    taken = {"memberships-0-id": str(theirs.pk), "memberships-0-start": "2001-01-01"}

    send(regional, address("organisation", here.pk, "change"), taken)

    assert list(Membership.objects.order_by("pk").values()) == before


def contact(role: str, region) -> dict[str, str]:
    sent = {"role": role, "region": str(region.pk) if region else ""}
    sent |= {"email": "a@example.org", "language": "en", "is_public": "on"}
    return {f"contacts-0-{name}": value for name, value in sent.items()} | {
        "contacts-TOTAL_FORMS": "1"
    }


@pytest.mark.parametrize("role", ["steering", "elsewhere"])
def test_who_answers_for_all_or_for_others_is_not_entered_by_a_regional_contact(
    regional, here, there, role
):
    steering = contact("steering_committee", None)
    sent = steering if role == "steering" else contact("regional_contact", there.region)

    inline = send(regional, address("organisation", here.pk, "change"), sent)
    alone = {name.removeprefix("contacts-0-"): value for name, value in sent.items()}
    listed = send(regional, address("contact", "add"), alone | {"organisation": str(here.pk)})

    assert errors(inline)["id_contacts-0-region"].startswith(ASK)
    assert errors(listed)["id_region"].startswith(ASK)
    assert not Contact.objects.exists()


def test_the_committees_contact_is_shown_in_the_form_and_not_taken(regional, here):
    stored = ContactFactory(steering=True, organisation=here, email="committee@example.org")
    url = address("organisation", here.pk, "change")
    taken = {"contacts-0-email": "me@example.org", "contacts-0-DELETE": "on"}

    page = read(regional.get(url))
    response = send(regional, url, taken | {"acronym": "WND"})

    assert "disabled" in page.one("input", id="id_contacts-0-email")
    assert "disabled" in page.one("input", id="id_contacts-0-DELETE")
    assert errors(response) == {}
    assert Organisation.objects.get(pk=here.pk).acronym == "WND"
    stored.refresh_from_db()
    assert stored.email == "committee@example.org"


def test_private_contacts_of_other_regions_are_not_shown(regional, there):
    shown = ContactFactory(organisation=there, email="public@example.org")
    hidden = ContactFactory(organisation=there, email="private@example.org", is_public=False)

    listed = read(regional.get(f"{address('contact')}?whose=all")).text
    on_its_page = read(regional.get(address("organisation", there.pk, "change"))).text

    for text in (listed, on_its_page):
        assert shown.email in text
        assert hidden.email not in text
    assert regional.get(address("contact", hidden.pk, "change")).status_code == 302
    assert regional.get(address("contact", hidden.pk, "history")).status_code == 302


def test_messages_are_seen_by_those_to_whose_contacts_they_were_sent(regional, here, there):
    MessageFactory(contact=ContactFactory(organisation=here), text="For Africa")
    other = MessageFactory(contact=ContactFactory(organisation=there), name="Bob")
    steering = ContactFactory(steering=True, organisation=here)
    committees = MessageFactory(contact=steering, name="Carla")
    lost = MessageFactory(contact=None, name="Dora")

    page = read(regional.get(address("message")))

    assert [row.text for row in page.all("td", class_="field-name")] == ["Ada"]
    for message in (other, committees, lost):
        assert regional.get(address("message", message.pk, "change")).status_code == 302


@pytest.mark.parametrize("role", ["Steering committee", "Auditor"])
def test_the_committee_and_the_auditor_see_all_messages(client, role, there):
    client.force_login(UserFactory(groups=[role]))
    MessageFactory(contact=ContactFactory(organisation=there))
    MessageFactory(contact=None)

    page = read(client.get(address("message")))

    assert len(page.all("td", class_="field-name")) == 2


@pytest.mark.parametrize("role", ["Regional contact", "Auditor"])
def test_messages_are_sent_again_by_the_committee_alone(client, mailoutbox, role, here):
    user = UserFactory(groups=[role])
    here.region.editors.add(user)
    client.force_login(user)
    message = MessageFactory(contact=ContactFactory(organisation=here))

    client.post(address("message"), {"action": "send_again", "_selected_action": [message.pk]})

    assert mailoutbox == []
