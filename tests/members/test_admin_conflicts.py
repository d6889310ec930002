"""Two edit the same record: the second is told, keeps what was typed, and chooses."""

import pytest

from members.models import Organisation
from tests.factories import OrganisationFactory, RegionFactory
from tests.forms import errors, fields, notice
from tests.members.conftest import change, save
from tests.reading import read

pytestmark = pytest.mark.django_db


def test_what_only_the_other_changed_is_kept_and_said(typed):
    organisation = OrganisationFactory(acronym="WN")

    response = typed(organisation, {"website": "https://a.example"}, {"acronym": "RW"})

    organisation.refresh_from_db()
    assert (organisation.website, organisation.acronym) == ("https://a.example", "RW")
    assert "Ana has changed" in notice(response)
    assert "Website. This is kept." in notice(response)


def test_what_both_changed_is_not_saved_but_asked(typed):
    organisation = OrganisationFactory(acronym="WN")

    response = typed(organisation, {"acronym": "ANA"}, {"acronym": "BEN", "note": "Called"})

    organisation.refresh_from_db()
    assert (organisation.acronym, organisation.note) == ("ANA", "")
    told = errors(response)["id_acronym"]
    assert told.startswith("Now stored: ANA (by Ana, ")
    assert "Before: WN. keep mine take theirs" in told
    assert fields(response)["acronym"] == "BEN"
    assert fields(response)["note"] == "Called"


@pytest.mark.parametrize("choice, stored", [("mine", "BEN"), ("theirs", "ANA")])
def test_the_second_chooses(typed, ben, choice, stored):
    organisation = OrganisationFactory(acronym="WN")
    response = typed(organisation, {"acronym": "ANA"}, {"acronym": "BEN", "note": "Called"})

    sent = fields(response) | {"_choice-acronym": choice}
    ben.post(change(organisation), sent)

    organisation.refresh_from_db()
    assert (organisation.acronym, organisation.note) == (stored, "Called")


def test_without_a_choice_it_is_asked_again(typed, ben):
    organisation = OrganisationFactory(acronym="WN")
    response = typed(organisation, {"acronym": "ANA"}, {"acronym": "BEN"})

    response = ben.post(change(organisation), fields(response))

    assert errors(response)["id_acronym"].startswith("Now stored: ANA (by Ana, ")
    assert Organisation.objects.get().acronym == "ANA"


def test_a_choice_holds_for_what_was_shown_alone(typed, ana, ben):
    organisation = OrganisationFactory(acronym="WN")
    response = typed(organisation, {"acronym": "ANA"}, {"acronym": "BEN"})
    save(ana, change(organisation), acronym="ANA 2")

    sent = fields(response) | {"_choice-acronym": "mine"}
    response = ben.post(change(organisation), sent)

    assert errors(response)["id_acronym"].startswith("Now stored: ANA 2 (by Ana, ")
    assert Organisation.objects.get().acronym == "ANA 2"


def test_the_same_typed_twice_is_no_dispute(typed):
    organisation = OrganisationFactory(acronym="WN")

    response = typed(organisation, {"acronym": "RW"}, {"acronym": "RW"})

    assert errors(response) == {}


def test_choices_and_countries_are_shown_by_their_names(typed):
    organisation = OrganisationFactory(country=None)
    asia, europe = RegionFactory(slug="asia"), RegionFactory(slug="europe")

    response = typed(
        organisation,
        {"region": str(asia.pk), "kind": "mfi"},
        {"region": str(europe.pk), "kind": "support"},
    )

    told = errors(response)
    assert told["id_region"].startswith("Now stored: Asia (by Ana, ")
    assert "Before: Africa." in told["id_region"]
    assert told["id_kind"].startswith("Now stored: Microfinance institution (by Ana, ")


def test_a_form_that_does_not_say_what_it_was_made_from_overwrites_nothing(ben):
    organisation = OrganisationFactory(acronym="WN")
    sent = fields(ben.get(change(organisation))) | {"_state": "forged", "acronym": "BEN"}

    response = ben.post(change(organisation), sent)

    assert errors(response)["id_acronym"].startswith("Now stored: WN.")
    assert Organisation.objects.get().acronym == "WN"


def test_a_state_of_another_record_is_no_state_of_this_one(ben):
    organisation, other = OrganisationFactory(acronym="WN"), OrganisationFactory()
    state = fields(ben.get(change(other)))["_state"]
    sent = fields(ben.get(change(organisation))) | {"_state": state, "acronym": "BEN"}

    assert "id_acronym" in errors(ben.post(change(organisation), sent))


def test_a_choice_can_be_made_by_keyboard_and_without_scripts(typed):
    organisation = OrganisationFactory(acronym="WN")

    page = read(typed(organisation, {"acronym": "ANA"}, {"acronym": "BEN"}))

    choices = page.all("input", type="radio", name="_choice-acronym")
    assert [choice["value"] for choice in choices] == ["mine", "theirs"]
    assert page.one("input", id="id_acronym")["aria-describedby"] == "id_acronym_error"
