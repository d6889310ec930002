"""Merging two organisations in the desk, and parting them again."""

import datetime

import pytest

from members.admin.merges import Merges
from members.duplicates.merging import merge
from members.models import Contact, DuplicatePair, Merge, Organisation
from tests.factories import (
    AlternateNameFactory,
    ContactFactory,
    CountryFactory,
    MembershipFactory,
    NewsletterFactory,
    OrganisationFactory,
    RegionFactory,
    UserFactory,
)
from tests.forms import fields, notice
from tests.members.conftest import change
from tests.reading import read

pytestmark = pytest.mark.django_db

LIST = "/admin/members/organisation/"


@pytest.fixture
def wend():
    return OrganisationFactory(name="Wend Kuuni", slug="wend-kuuni", kind="mfi")


@pytest.fixture
def twin():
    return OrganisationFactory(name="Wend Kuni", slug="wend-kuni", acronym="WK")


@pytest.fixture
def regional(client):
    """A regional contact of Africa."""
    user = UserFactory(groups=["Regional contact"])
    RegionFactory(slug="africa").editors.add(user)
    client.force_login(user)
    return client


def page_of(*organisations) -> str:
    return f"{LIST}merge/?" + "&".join(f"of={o.pk}" for o in organisations)


def chosen(response) -> dict[str, str]:
    """The radio buttons that are set, by name."""
    page = read(response)
    boxes = [box for box in page.all("input", type="radio") if "checked" in box]
    return {box["name"]: box["value"] for box in boxes}


def periods(response) -> list[str]:
    boxes = read(response).all("input", type="checkbox", name="period")
    return [box["value"] for box in boxes if "checked" in box]


def send(client, *organisations, follow=True, **values):
    """Opens the page on which two are merged, chooses, and sends it."""
    url = page_of(*organisations)
    shown = client.get(url)
    seen = fields(shown)["seen"]
    values = chosen(shown) | {"period": periods(shown), "seen": seen, "do": "merge"} | values
    return client.post(url, values, follow=follow)


def test_the_two_stand_side_by_side_and_what_the_one_lacks_is_proposed(ana, wend, twin):
    page = ana.get(page_of(wend, twin))

    lines = read(page).all("fieldset", class_="line")
    assert [[line.one("legend").text, *(c.text for c in line.all("span"))] for line in lines] == [
        ["Name", "Wend Kuuni", "Wend Kuni"],
        ["Acronym", "–", "WK"],
        ["Kind", "Microfinance institution", "Local network"],
    ]
    assert chosen(page) == {
        "field-name": "kept",
        "field-acronym": "merged",
        "field-kind": "kept",
    }
    same = read(page).one("details")
    assert [term.text for term in same.all("dt")] == ["Place", "Status"]
    assert "Benin, Africa" in same.text


def test_which_one_stays_can_be_turned_round(ana, wend, twin):
    page = read(ana.get(page_of(wend, twin)))

    other = read(ana.get(page.links["Let the other one stay"]))

    stays = [p.one("section", aria_labelledby="stays").one("strong").text for p in (page, other)]
    assert stays == ["Wend Kuuni", "Wend Kuni"]


def test_what_goes_along_is_told(ana, wend, twin):
    for one in (wend, twin):
        AlternateNameFactory(organisation=one, name="Wend")
    AlternateNameFactory(organisation=twin, name="Wend Benin")
    ContactFactory(organisation=twin)
    issue = NewsletterFactory()
    issue.organisations.add(twin)

    told = read(ana.get(page_of(wend, twin))).one("ul", class_="goes").text

    assert "“wend-kuni”" in told
    assert "Alternate names: Wend Benin (there already: Wend)" in told
    assert "Contacts: Regional contact, Africa" in told
    assert f"Newsletters: {issue}" in told


def test_merging_takes_what_was_chosen_and_says_why(ana, wend, twin):
    MembershipFactory(organisation=twin)

    page = send(
        ana, wend, twin, **{"field-name": "merged", "field-kind": "kept"}, why="They wrote to us"
    )

    assert notice(page) == "“Wend Kuni” was merged into this record."
    wend.refresh_from_db()
    assert (wend.name, wend.acronym, wend.kind) == ("Wend Kuni", "WK", "mfi")
    assert wend.memberships.count() == 1
    assert wend.history.latest("history_id").history_change_reason == "They wrote to us"
    assert Merge.objects.get().made_by.first_name == "Ana"


def test_periods_that_overlap_are_chosen_between(ana, wend, twin):
    long = MembershipFactory(organisation=wend, start=datetime.date(2007, 4, 1))
    other = MembershipFactory(organisation=twin, start=datetime.date(2006, 4, 1))
    assert periods(ana.get(page_of(wend, twin))) == [str(long.pk)]

    refused = send(ana, wend, twin, period=[long.pk, other.pk], why="They wrote")

    assert notice(refused).startswith("Two of the periods overlap: 1 April 2007 –")
    assert periods(refused) == [str(long.pk), str(other.pk)]
    assert fields(refused)["why"] == "They wrote"
    send(ana, wend, twin, period=[other.pk])
    assert wend.memberships.get() == other


def test_what_somebody_has_changed_meanwhile_is_looked_at_again(ana, wend, twin):
    seen = fields(ana.get(page_of(wend, twin)))["seen"]
    Organisation.objects.filter(pk=twin.pk).update(acronym="WKB")

    page = send(ana, wend, twin, seen=seen)

    assert notice(page) == "Somebody has changed one of the two meanwhile. Please look again."
    assert "WKB" in read(page).text
    assert not Merge.objects.exists()
    assert fields(page)["seen"] != seen


def test_one_that_was_purged_as_the_other_was_sent_is_not_merged(ana, wend, twin, monkeypatch):
    def purged(*args):
        Organisation.objects.filter(pk=twin.pk).delete()
        return []

    monkeypatch.setattr(Merges, "_beyond", purged)

    page = ana.post(page_of(wend, twin), {"do": "merge"})

    assert notice(page) == "One of the two is no longer there."
    assert not Merge.objects.exists()


def test_two_ticked_in_the_list_are_merged_and_the_public_one_would_stay(ana):
    draft, public = OrganisationFactory(draft=True), OrganisationFactory()
    ticked = {"action": "merge_selected", "_selected_action": [draft.pk, public.pk]}

    page = ana.post(LIST, ticked)

    assert page.url == page_of(public, draft)


@pytest.mark.parametrize("count", [1, 3])
def test_no_more_and_no_less_than_two_are_ticked(ana, count):
    keys = [o.pk for o in OrganisationFactory.create_batch(count)]

    page = ana.post(LIST, {"action": "merge_selected", "_selected_action": keys}, follow=True)

    assert notice(page) == "Tick two organisations, no more."


def test_from_an_organisation_one_goes_to_those_that_are_probably_the_same(ana, wend, twin):
    start = read(ana.get(change(wend))).links["Merge with…"]

    page = read(ana.get(start)).one("ul", class_="found")

    assert [link.text for link in page.all("a")] == ["Wend Kuni"]
    assert "Nearly the same name" in page.text
    assert ana.get(LIST + "merge/" + page.links["Wend Kuni"]).status_code == 200


def test_the_other_one_is_searched_for(ana, wend):
    OrganisationFactory(name="Oikos")

    found = ana.get(page_of(wend) + "&q=oiko")

    assert [a.text for a in read(found).one("ul", class_="found").all("a")] == ["Oikos"]
    assert "None." in read(ana.get(page_of(wend) + "&q=nobody")).text


def test_that_they_are_not_the_same_is_kept(ana, wend, twin):
    page = send(ana, wend, twin, do="apart")

    assert notice(page) == "It is kept that they are not the same."
    assert DuplicatePair.objects.get().dismissed_by.first_name == "Ana"
    assert "None." in read(ana.get(page_of(wend))).text


@pytest.mark.parametrize("query", ["", "?of=x", "?of=999999", f"?of={'9' * 30}"])
def test_what_is_no_organisation_cannot_be_merged(ana, query):
    assert ana.get(f"{LIST}merge/{query}").status_code == 404


def test_one_that_was_merged_already_is_taken_for_the_one_that_stands(ana, wend, twin):
    merge(wend, twin)
    third = OrganisationFactory(name="Oikos")

    page = read(ana.get(page_of(third, twin)))

    assert page.one("section", aria_labelledby="goes").one("strong").text == "Wend Kuuni"
    assert ana.get(page_of(wend, twin)).status_code == 200


def test_contacts_for_other_regions_are_moved_by_the_committee(regional, wend, twin):
    ContactFactory(organisation=twin, role="steering_committee", region=None)

    page = regional.get(page_of(wend, twin), follow=True)

    told = "This has to be done by the steering committee: contact “Steering committee”."
    assert notice(page) == told
    assert regional.post(page_of(wend, twin), {"do": "merge"}).status_code == 302
    assert not Merge.objects.exists()


def test_a_merge_that_moved_anothers_contact_is_undone_by_the_committee(regional, wend, twin):
    ContactFactory(organisation=twin, role="steering_committee", region=None)
    url = f"/admin/members/merge/{merge(wend, twin).pk}/"

    assert regional.get(f"{url}change/").status_code == 200
    assert regional.post(f"{url}undo/").status_code == 403
    Contact.objects.all().delete()
    assert regional.post(f"{url}undo/").status_code == 302


def test_a_regional_contact_finds_others_and_merges_its_own(regional, wend, twin):
    there = CountryFactory(code="BD", region=RegionFactory(slug="asia"))
    OrganisationFactory(name="Wend Kuuni", slug="there", kind="mfi", country=there)

    page = read(regional.get(page_of(wend))).one("ul", class_="found")

    assert [link.text for link in page.all("a")] == ["Wend Kuni"]
    assert "outside your regions: ask the steering committee" in page.text
    send(regional, wend, twin)
    assert Merge.objects.get().kept == wend
