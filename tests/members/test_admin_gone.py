"""A record is purged while somebody edits it: nothing that was typed is lost."""

import pytest

from members.models import AlternateName, Organisation, Region
from prosper.roles import REGIONAL_CONTACT
from tests.factories import AlternateNameFactory, OrganisationFactory, UserFactory
from tests.forms import fields, notice
from tests.members.conftest import change
from tests.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def wend():
    organisation = OrganisationFactory(name="Wend", acronym="WN")
    AlternateNameFactory(organisation=organisation, name="Wend Kuuni")
    return organisation


@pytest.fixture
def contact():
    """A regional contact of the one region, which it may not restore."""
    user = UserFactory(groups=[REGIONAL_CONTACT])
    Region.objects.get().editors.add(user)
    return user


def typed_and_purged(client, organisation, ana, **typed):
    """The answer to a form that was opened before, and sent after, Ana purged the record."""
    address = change(organisation)
    sent = fields(client.get(address)) | typed
    ana.post(f"/admin/members/organisation/{organisation.pk}/delete/", {"name": organisation.name})
    return client.post(address, sent)


def told(response) -> dict[str, str]:
    rows = read(response).one("table", class_="changes").one("tbody").all("tr")
    return {row.one("th").text: row.one("td").text for row in rows}


def test_what_was_typed_is_shown_with_who_has_purged_it(ben, ana, wend):
    response = typed_and_purged(ben, wend, ana, acronym="BEN", note="Called\nthem")
    page = read(response)

    assert response.status_code == 410
    assert page.one("h1").text == "Purged meanwhile: Wend"
    assert "Ana has purged this record while" in page.one("p", class_="errornote").text
    shown = told(response)
    assert (shown["Acronym"], shown["Note"]) == ("BEN", "Called them")
    assert shown["Region"] == str(Region.objects.get())
    assert shown["Alternate name 1: Name"] == "Wend Kuuni"


def test_it_is_restored_and_what_was_typed_saved_by_one_button(ben, ana, wend):
    response = typed_and_purged(ben, wend, ana, acronym="BEN")

    answer = ben.post(change(wend), fields(response) | {"_restore": "1"}, follow=True)

    assert "“Wend” is restored." in notice(answer)
    assert "was changed successfully" in notice(answer)
    assert Organisation.objects.get(pk=wend.pk).acronym == "BEN"
    assert AlternateName.objects.get().name == "Wend Kuuni"


def test_what_stands_in_the_way_of_restoring_it_is_said_and_the_typing_kept(ben, ana, wend):
    response = typed_and_purged(ben, wend, ana, acronym="BEN")
    OrganisationFactory(slug=wend.slug, country=wend.country)

    answer = ben.post(change(wend), fields(response) | {"_restore": "1"})

    assert answer.status_code == 410
    assert "Slug" in notice(answer)
    assert told(answer)["Acronym"] == "BEN"


def test_who_may_not_restore_it_asks_the_committee_and_saves_again(client, ana, wend, contact):
    client.force_login(contact)
    response = typed_and_purged(client, wend, ana, acronym="MINE")
    again = fields(response)

    assert "Ask the steering committee to restore it" in read(response).text
    assert client.post(change(wend), again | {"_restore": "1"}).status_code == 410
    assert not Organisation.objects.filter(pk=wend.pk).exists()
    entry = wend.history.model.objects.get(history_type="-").history_id
    ana.post(f"/admin/members/organisation/deleted/{entry}/")
    client.post(change(wend), again)

    assert Organisation.objects.get(pk=wend.pk).acronym == "MINE"


def test_who_may_not_change_it_learns_nothing_of_it(client, ana, wend):
    client.force_login(UserFactory(groups=["Auditor"]))
    address = change(wend)
    ana.post(f"/admin/members/organisation/{wend.pk}/delete/", {"name": wend.name})

    response = client.post(address, {"acronym": "X"})

    assert response.status_code == 403
    assert "Wend" not in read(response).text


@pytest.mark.parametrize("key", ["0", "nonsense", "1_5F"])
def test_what_never_was_is_answered_as_ever(ana, key):
    response = ana.post(f"/admin/members/organisation/{key}/change/", {}, follow=True)

    assert "Perhaps it was deleted?" in notice(response)
