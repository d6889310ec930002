"""Periods of membership: who was a member when, and what is refused."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from members.models import Membership, Organisation
from tests.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def day(text):
    return datetime.date.fromisoformat(text) if text else None


def period(start="", end="", attested_on="", **values):
    """A membership, not saved."""
    dates = {"start": day(start), "end": day(end), "attested_on": day(attested_on)}
    if "organisation" not in values:
        values["organisation"] = OrganisationFactory()
    return MembershipFactory.build(**dates, **values)


def errors(membership):
    with pytest.raises(ValidationError) as refusal:
        membership.full_clean()
    return refusal.value.message_dict


# Who was a member


@pytest.mark.parametrize(
    "on, is_member",
    [
        ("2007-03-31", False),
        ("2007-04-01", True),  # the first day
        ("2008-06-30", True),  # the last day
        ("2008-07-01", False),
    ],
)
def test_a_member_is_one_from_the_first_day_to_the_last(on, is_member):
    period("2007-04-01", "2008-06-30").save()

    assert Organisation.objects.members_on(day(on)).exists() is is_member


def test_a_membership_without_an_end_lasts():
    period("2007-04-01").save()

    assert Organisation.objects.members_on(datetime.date.max).exists()


@pytest.mark.parametrize("on, is_member", [("2007-11-30", False), ("2007-12-01", True)])
def test_where_the_start_is_unknown_the_day_it_is_attested_counts(on, is_member):
    period(attested_on="2007-12-01").save()

    assert Organisation.objects.members_on(day(on)).exists() is is_member


def test_a_known_start_counts_before_the_day_it_is_attested():
    period("2007-04-01", attested_on="2007-12-01").save()

    assert Organisation.objects.members_on(day("2007-05-01")).exists()


def test_between_two_periods_an_organisation_is_no_member():
    first = period("2001-01-01", "2001-12-31")
    first.save()
    period("2003-01-01", organisation=first.organisation).save()

    years = (2001, 2002, 2003)
    days = [datetime.date(year, 6, 1) for year in years]
    found = [Organisation.objects.members_on(d).count() for d in days]

    assert found == [1, 0, 1]


def test_a_member_with_several_periods_is_listed_once_and_others_not_at_all():
    first = period("2001-01-01", "2001-12-31")
    first.save()
    period("2002-01-01", organisation=first.organisation).save()
    OrganisationFactory()

    assert list(Organisation.objects.members_on(day("2002-01-01"))) == [first.organisation]


def test_periods_come_in_the_order_of_their_first_known_day():
    later = period("2008-01-01")
    later.save()
    earlier = period(attested_on="2007-12-01", end="2007-12-31", organisation=later.organisation)
    earlier.save()

    assert list(later.organisation.memberships.all()) == [earlier, later]


def test_a_period_reads_as_its_days():
    texts = [str(period("2007-04-01", "2008-06-30")), str(period(attested_on="2007-12-01"))]

    assert texts == ["1 April 2007 – 30 June 2008", "1 December 2007 –"]


# Overlaps

OVERLAPS = [
    pytest.param(("2007-01-01", "2007-12-31"), ("2007-12-31", "2008-06-30"), id="one shared day"),
    pytest.param(("2007-01-01", ""), ("2008-01-01", ""), id="both open"),
    pytest.param(("2007-01-01", ""), ("2008-01-01", "2008-06-30"), id="within an open one"),
    pytest.param(("2007-01-01", "2007-12-31"), ("2006-01-01", ""), id="around a closed one"),
    pytest.param(("2007-01-01", ""), ("2006-01-01", "2007-01-01"), id="ends on its first day"),
    pytest.param(("", "", "2007-12-01"), ("2007-12-15", ""), id="after it is attested"),
]
APART = [
    pytest.param(("2007-01-01", "2007-12-31"), ("2008-01-01", ""), id="the next day"),
    pytest.param(("2007-01-01", ""), ("2006-01-01", "2006-12-31"), id="the day before"),
    pytest.param(("", "", "2007-12-01"), ("2007-01-01", "2007-11-30"), id="before it is attested"),
]


@pytest.mark.parametrize("one, other", OVERLAPS)
def test_periods_that_share_a_day_are_refused(one, other):
    first = period(*one)
    first.save()

    refused = errors(period(*other, organisation=first.organisation))

    assert refused == {
        "start": [f"This period overlaps another of the same organisation: {first}."]
    }


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite cannot exclude overlaps")
@pytest.mark.parametrize("one, other", OVERLAPS)
def test_membership_periods_do_not_overlap(one, other):
    first = period(*one)
    first.save()

    with pytest.raises(IntegrityError, match="membership_periods_do_not_overlap"):
        period(*other, organisation=first.organisation).save()


@pytest.mark.parametrize("one, other", APART)
def test_periods_that_share_no_day_stand_side_by_side(one, other):
    first = period(*one)
    first.save()
    second = period(*other, organisation=first.organisation)

    second.full_clean()
    second.save()

    assert Membership.objects.count() == 2


def test_periods_of_two_organisations_may_overlap():
    period("2007-01-01").save()
    second = period("2007-01-01")

    second.full_clean()
    second.save()

    assert Membership.objects.count() == 2


def test_a_period_does_not_overlap_itself():
    membership = period("2007-01-01")
    membership.save()

    membership.end = day("2008-01-01")
    membership.full_clean()
    membership.save()

    assert Membership.objects.get().end == day("2008-01-01")


# What the database refuses


@pytest.mark.parametrize(
    "dates",
    [("2007-12-31", "2007-12-31"), ("2007-12-31", "2007-01-01"), ("", "2007-01-01", "2007-12-01")],
)
def test_membership_ends_after_it_starts(dates):
    membership = period(*dates)

    assert errors(membership) == {"__all__": ["The end must come after the start."]}
    with pytest.raises(IntegrityError, match="membership_ends_after_it_starts"):
        membership.save()


def test_membership_has_a_date():
    membership = period(end="2008-01-01")

    assert errors(membership) == {
        "__all__": ["Give the start or, where unknown, the date it is attested."]
    }
    with pytest.raises(IntegrityError, match="membership_has_a_date"):
        membership.save()
