"""Two edit the same record: the names, periods and contacts below it."""

import datetime

import pytest

from members.models import AlternateName, Membership
from tests.factories import AlternateNameFactory, MembershipFactory, OrganisationFactory
from tests.forms import errors, fields, notice
from tests.members.conftest import change

pytestmark = pytest.mark.django_db

ADDED = {"alternate_names-TOTAL_FORMS": "1", "alternate_names-0-name": "Wend"}
ADDED |= {"alternate_names-0-kind": "former"}


def names() -> list[str]:
    return list(AlternateName.objects.values_list("name", flat=True))


def test_a_row_the_other_added_stays_and_is_shown(typed):
    organisation = OrganisationFactory()

    response = typed(organisation, ADDED, {"note": "Called"})

    assert "Another has added a row meanwhile: alternate name “Wend”." in notice(response)
    assert names() == ["Wend"]


def test_both_add_a_row(typed):
    organisation = OrganisationFactory()

    typed(organisation, ADDED, ADDED | {"alternate_names-0-name": "Wind"})

    assert names() == ["Wend", "Wind"]


def test_a_row_changed_by_one_each_has_both_changes(typed):
    period = MembershipFactory()
    hers = {"memberships-0-source": "Minutes"}

    response = typed(period.organisation, hers, {"memberships-0-end": "2010-12-31"})

    period.refresh_from_db()
    assert (period.source, period.end) == ("Minutes", datetime.date(2010, 12, 31))
    assert "Source. This is kept." in notice(response)


def test_a_cell_that_both_changed_is_asked(typed, ben):
    period = MembershipFactory(source="List")
    hers = {"memberships-0-source": "Minutes"}

    response = typed(period.organisation, hers, {"memberships-0-source": "Letter"})

    told = errors(response)["id_memberships-0-source"]
    assert told.startswith("Now stored: Minutes (by Ana, ")
    assert "Before: List." in told
    sent = fields(response) | {f"_choice-memberships.{period.pk}.source": "theirs"}
    ben.post(change(period.organisation), sent)
    period.refresh_from_db()
    assert period.source == "Minutes"


def test_a_row_the_other_deleted_goes_and_it_is_said(typed):
    name = AlternateNameFactory()
    AlternateNameFactory(organisation=name.organisation, name="Stays")

    response = typed(name.organisation, {"alternate_names-0-DELETE": "on"}, {"note": "Called"})

    assert names() == ["Stays"]
    assert "Another has deleted one of the rows meanwhile: alternate name." in notice(response)


@pytest.mark.parametrize("choice, left", [("mine", ["Mine"]), ("theirs", [])])
def test_a_row_one_deleted_and_the_other_changed_is_asked(typed, ben, choice, left):
    name = AlternateNameFactory()
    hers = {"alternate_names-0-DELETE": "on"}

    response = typed(name.organisation, hers, {"alternate_names-0-name": "Mine"})

    assert names() == []
    assert fields(response)["alternate_names-0-name"] == "Mine"
    assert "Another has deleted this row meanwhile" in " ".join(errors(response).values())
    sent = fields(response) | {"_choice-alternate_names-0": choice}
    ben.post(change(name.organisation), sent)
    assert names() == left


@pytest.mark.parametrize("choice, left", [("mine", []), ("theirs", ["Hers"])])
def test_a_row_one_changed_and_the_other_deletes_is_asked(typed, ben, choice, left):
    name = AlternateNameFactory()
    hers = {"alternate_names-0-name": "Hers"}

    response = typed(name.organisation, hers, {"alternate_names-0-DELETE": "on"})

    assert names() == ["Hers"]
    sent = fields(response) | {f"_choice-alternate_names.{name.pk}": choice}
    ben.post(change(name.organisation), sent)
    assert names() == left


def test_rows_keep_to_themselves_where_the_other_added_between(typed):
    period = MembershipFactory(end=datetime.date(2008, 1, 1))
    new = {"memberships-TOTAL_FORMS": "2", "memberships-1-start": "2009-01-01"}
    hers = new | {"memberships-1-end": "2009-12-31"}

    typed(period.organisation, hers, new | {"memberships-1-start": "2012-01-01"})

    assert [str(period) for period in Membership.objects.all()] == [
        "1 April 2007 – 1 January 2008",
        "1 January 2009 – 31 December 2009",
        "1 January 2012 –",
    ]
