"""Undoing the import of a new organisation: whatever has become of it since would be lost."""

import datetime

import pytest

from members.models import Membership, Organisation
from members.models.import_batch import State
from members.verifying import verify
from tests.factories import (
    AlternateNameFactory,
    ContactFactory,
    CountryFactory,
    MembershipFactory,
    OrganisationFactory,
)
from tests.members.conftest import change, save
from tests.members.importing import go_on, imported

pytestmark = pytest.mark.django_db

TABLE = [["name", "kind", "country", "member from"], ["Wend", "network", "BJ", "2008-01-01"]]


@pytest.fixture(autouse=True)
def country():
    CountryFactory(code="BJ")


def earlier_period(wend):
    end = datetime.date(2003, 1, 1)
    MembershipFactory(organisation=wend, start=datetime.date(2001, 1, 1), end=end)


def address(wend):
    wend.email = "wend@example.org"
    wend.save()


def verified(wend):
    verify(wend, by=None)


def contact_that_went(wend):
    ContactFactory(organisation=wend).delete()


def name_that_went(wend):
    AlternateNameFactory(organisation=wend, kind="spelling").delete()


@pytest.mark.parametrize(
    "edit, record",
    [
        (earlier_period, "membership"),
        (address, "organisation"),
        (verified, "organisation"),
        (contact_that_went, "contact"),
        (name_that_went, "alternate name"),
    ],
)
def test_a_new_one_that_was_edited_since_is_not_taken_away(edit, record):
    batch = imported(TABLE)
    edit(Organisation.objects.get())

    batch = go_on(batch, State.UNDOING)

    assert (batch.state, batch.problem) == (
        "done",
        "1 row was not undone, as it has been edited since.",
    )
    [reason] = batch.rows.get().told
    assert reason.startswith("Edited since, last on ")
    assert reason.endswith(f": {record}.")
    assert Organisation.objects.exists()
    assert Membership.objects.exists()


def test_one_that_was_only_opened_and_saved_is_taken_away(ana):
    """A form sends empty texts for those that were never there, and its own ends of lines."""
    table = [["name", "kind", "country", "description_en"], ["Wend", "network", "BJ", "One\nTwo"]]
    batch = imported(table)
    save(ana, change(Organisation.objects.get()), description_en="One\r\nTwo")

    batch = go_on(batch, State.UNDOING)

    assert (batch.state, batch.problem) == ("undone", "")
    assert not Organisation.objects.exists()


def test_an_edit_in_the_form_is_told_as_what_it_was(ana):
    batch = imported(TABLE)
    save(ana, change(Organisation.objects.get()), email="wend@example.org")

    batch = go_on(batch, State.UNDOING)

    [reason] = batch.rows.get().told
    assert reason.startswith("Edited since, last on ")
    assert reason.endswith(": organisation.")


def test_one_that_was_there_and_only_opened_is_put_back(ana):
    wend = OrganisationFactory(name="Wend", acronym="W", description_fr="One\nTwo")
    batch = imported([["id", "acronym"], [wend.pk, "WK"]])
    save(ana, change(wend), description_fr="One\r\nTwo")

    batch = go_on(batch, State.UNDOING)

    wend.refresh_from_db()
    assert (batch.state, wend.acronym) == ("undone", "W")


def test_another_import_that_was_undone_is_no_edit():
    first = imported(TABLE)
    wend = Organisation.objects.get()
    second = imported([["id", "acronym"], [wend.pk, "W"]])

    assert go_on(first, State.UNDOING).state == "done"
    assert go_on(second, State.UNDOING).state == "undone"
    assert go_on(first, State.UNDOING).state == "undone"
    assert not Organisation.objects.exists()


def test_the_page_offers_no_undoing_of_one_that_was_edited(ana):
    batch = imported(TABLE)
    verified(Organisation.objects.get())

    page = ana.get(f"/admin/members/importbatch/{batch.pk}/change/?show=new").content.decode()

    assert "Edited since, last on" in page
    assert 'name="line"' not in page
