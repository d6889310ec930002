"""Parting again what a merge had made one."""

import datetime

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from members.duplicates import relations
from members.duplicates.merging import merge
from members.duplicates.undoing import undo
from members.models import AlternateName, Country, Membership, Organisation
from tests.factories import (
    AlternateNameFactory,
    ContactFactory,
    ImportRowFactory,
    MembershipFactory,
    NewsletterFactory,
    OrganisationFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db
# Of when a record was changed last, an undoing is a change as well.
UNTOLD = {"updated_at"}


@pytest.fixture
def wend():
    return OrganisationFactory(name="Wend Kuuni")


@pytest.fixture
def twin():
    return OrganisationFactory(name="Wend Kuni", acronym="WK")


def all_there_is() -> dict[str, dict]:
    """Every row that leads to an organisation, and every organisation."""
    models = {Organisation, *(relation.related_model for relation in relations.moving())}
    rows = serializers.serialize("python", [row for m in models for row in m.objects.all()])
    return {
        f"{row['model']} {row['pk']}": {k: v for k, v in row["fields"].items() if k not in UNTOLD}
        for row in rows
    }


DAYS = st.dates(datetime.date(2000, 1, 1), datetime.date(2012, 12, 31))
TEXTS = st.sampled_from(["", "Wend", "WK", "Burkina"])
SIDE = st.fixed_dictionaries(
    {
        "acronym": TEXTS,
        "note": TEXTS,
        "kind": st.sampled_from(["network", "mfi"]),
        "status": st.sampled_from(["draft", "published", "archived"]),
        "year_founded": st.none() | st.integers(1900, 2000),
    }
)
ROWS = st.fixed_dictionaries(
    {
        "names": st.sets(st.sampled_from(["Wend", "WK", "Wend Kuni", "Wind"]), max_size=3),
        "starts": st.none() | DAYS,
        "lasts": st.none() | st.integers(1, 900),
        "contact": st.sampled_from(["", "africa", "asia"]),
        "issue": st.booleans(),
        "row": st.booleans(),
    }
)


def furnish(organisation, rows: dict, issue) -> None:
    for name in rows["names"]:
        AlternateNameFactory(organisation=organisation, name=name)
    if start := rows["starts"]:
        end = start + datetime.timedelta(rows["lasts"]) if rows["lasts"] else None
        MembershipFactory(organisation=organisation, start=start, end=end)
    if rows["contact"]:
        ContactFactory(organisation=organisation, is_public=False)
    if rows["issue"]:
        issue.organisations.add(organisation)
    if rows["row"]:
        ImportRowFactory(organisation=organisation)


@settings(max_examples=25)
@given(st.data())
def test_merging_and_undoing_gives_back_every_row(data):
    one = OrganisationFactory(name="Wend Kuuni", **data.draw(SIDE))
    other = OrganisationFactory(name="Wend", **data.draw(SIDE))
    Organisation.objects.filter(pk=one.pk).update(slug=f"one-{one.pk}")
    Organisation.objects.filter(pk=other.pk).update(slug=f"other-{other.pk}")
    issue = NewsletterFactory(month=datetime.date(1951 + one.pk % 150, 1, 1))
    furnish(one, data.draw(ROWS), issue)
    furnish(other, data.draw(ROWS), issue)
    take = data.draw(st.none() | st.sets(st.sampled_from(["name", "acronym", "note", "country"])))
    before = all_there_is()

    left = undo(merge(one, other, take))

    assert left == []
    assert all_there_is() == before
    Organisation.objects.filter(pk__in=[one.pk, other.pk]).delete()


def test_what_was_dropped_comes_back_with_its_number(wend, twin):
    periods = [MembershipFactory(organisation=one).pk for one in (wend, twin)]
    made = merge(wend, twin)
    assert Membership.objects.count() == 1

    undo(made)

    assert set(Membership.objects.values_list("pk", flat=True)) == set(periods)
    assert twin.memberships.get().pk == periods[1]


def test_the_names_that_the_merge_made_go(wend, twin):
    made = merge(wend, twin)
    assert AlternateName.objects.exists()

    undo(made)

    assert not AlternateName.objects.exists()
    wend.refresh_from_db()
    assert wend.acronym == ""


def test_a_field_that_somebody_has_changed_since_stays_and_is_told(wend, twin):
    made = merge(wend, twin, take={"name", "acronym"})
    Organisation.objects.filter(pk=wend.pk).update(acronym="WKB")

    left = undo(made)

    wend.refresh_from_db()
    assert (wend.name, wend.acronym) == ("Wend Kuuni", "WKB")
    assert left == ["Acronym"]


def test_rows_that_somebody_has_changed_since_stay_and_are_told(wend, twin):
    elsewhere = OrganisationFactory()
    gone = AlternateNameFactory(organisation=twin, name="Wind")
    moved = AlternateNameFactory(organisation=twin, name="Wend Benin")
    issue = NewsletterFactory()
    issue.organisations.add(twin)
    made = merge(wend, twin, take=())
    AlternateName.objects.filter(pk=moved.pk).update(organisation=elsewhere)
    AlternateName.objects.filter(pk=gone.pk).delete()
    AlternateName.objects.filter(name="Wend Kuni").update(kind="translation")
    issue.organisations.clear()

    left = undo(made)

    assert sorted(left) == [
        f"Alternate name number {gone.pk}",
        "Alternate name: Wend Benin",
        "Alternate name: Wend Kuni",
        f"Newsletter: {issue}",
    ]
    assert elsewhere.alternate_names.get() == moved
    assert not twin.newsletters.exists()


def test_a_period_that_another_stands_in_the_way_of_stays_away_and_is_told(wend, twin):
    for one in (wend, twin):
        MembershipFactory(organisation=one, start=datetime.date(2007, 4, 1))
    made = merge(wend, twin, periods=set())
    MembershipFactory(organisation=wend, start=datetime.date(2008, 1, 1))

    left = undo(made)

    assert left == ["Membership: 1 April 2007 –"]
    assert (wend.memberships.count(), twin.memberships.count()) == (1, 1)


def test_what_was_added_to_the_one_that_stays_stays_with_it(wend, twin):
    made = merge(wend, twin)
    AlternateNameFactory(organisation=wend, name="Newer")

    undo(made)

    assert [name.name for name in wend.alternate_names.all()] == ["Newer"]


def test_a_merge_is_undone_once(wend, twin):
    made = merge(wend, twin)
    undo(made)

    with pytest.raises(ValidationError, match="has been undone already"):
        undo(made)


def test_the_later_of_two_merges_is_undone_first(wend, twin):
    third = OrganisationFactory()
    first, second = merge(twin, third), merge(wend, twin)

    with pytest.raises(ValidationError, match="undo that merge first"):
        undo(first)
    undo(second)
    undo(first)

    assert set(Organisation.objects.values_list("merged_into", flat=True)) == {None}


def test_two_that_were_parted_can_be_merged_again(wend, twin):
    undo(merge(wend, twin))

    merge(twin, wend)

    wend.refresh_from_db()
    assert wend.merged_into == twin


def test_a_draft_that_waited_for_its_time_waits_again_unless_it_has_passed(wend, twin, monkeypatch):
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    draft = OrganisationFactory(draft=True, publish_at=tomorrow)
    first = merge(draft, twin, take={"status"})
    assert Organisation.objects.get(pk=draft.pk).publish_at is None
    second = merge(wend, OrganisationFactory(draft=True, publish_at=tomorrow), take=())

    undo(first)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow + datetime.timedelta(days=1))
    undo(second)

    draft.refresh_from_db()
    second.merged.refresh_from_db()
    assert (draft.status, draft.publish_at) == ("draft", tomorrow)
    assert (second.merged.status, second.merged.publish_at) == ("draft", None)


@pytest.fixture
def moved_abroad(wend):
    """One in Benin that was merged with one in Bolivia, and has taken its place."""
    abroad = OrganisationFactory(country__code="BO", country__region__slug="latin-america")
    return merge(wend, abroad, take={"country"})


@pytest.mark.parametrize("code", ["BJ", "BO"])
def test_a_place_goes_back_though_a_country_lies_in_another_region_now(wend, moved_abroad, code):
    Country.objects.filter(pk=code).update(region=RegionFactory(slug="asia"))

    left = undo(moved_abroad)

    wend.refresh_from_db()
    assert left == []
    assert wend.country_id == "BJ"
    assert wend.region == Country.objects.get(pk="BJ").region
    abroad = Organisation.objects.get(pk=moved_abroad.merged_id)
    assert (abroad.country_id, abroad.region) == ("BO", Country.objects.get(pk="BO").region)


def test_a_place_that_is_no_longer_there_is_told_and_the_other_stays(wend, moved_abroad):
    Country.objects.filter(pk="BJ").delete()

    left = undo(moved_abroad)

    wend.refresh_from_db()
    assert (left, wend.country_id) == (["Place"], "BO")


def test_the_place_of_a_whole_region_goes_back(wend):
    whole = OrganisationFactory(country=None, region__slug="africa")
    made = merge(whole, wend, take={"country"})
    Country.objects.filter(pk="BJ").update(region=RegionFactory(slug="asia"))

    left = undo(made)

    whole.refresh_from_db()
    assert (left, whole.country, whole.region.slug) == ([], None, "africa")
