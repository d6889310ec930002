"""A record that was merged: looked at, left out of what is chosen from, and parted again."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from members.duplicates.merging import merge
from members.models import Merge
from members.occasion import because
from tests.factories import (
    AlternateNameFactory,
    CountryFactory,
    OrganisationFactory,
    RegionFactory,
    UserFactory,
)
from tests.forms import notice
from tests.members.conftest import change
from tests.reading import read

pytestmark = pytest.mark.django_db

LIST = "/admin/members/organisation/"
ROLES = {
    "committee": ["Steering committee"],
    "here": ["Regional contact"],
    "there": ["Regional contact"],
    "auditor": ["Auditor"],
    "editor": ["Newsletter editor"],
    "without a role": [],
}


@pytest.fixture
def wend():
    return OrganisationFactory(name="Wend Kuuni", slug="wend-kuuni")


@pytest.fixture
def twin():
    return OrganisationFactory(name="Wend Kuni", slug="wend-kuni")


def test_the_merged_record_is_shown_and_cannot_be_changed(ana, wend, twin):
    merge(wend, twin)

    page = read(ana.get(change(twin)))

    note = page.one("p", class_="viewpoint")
    assert note.links["Wend Kuuni"] == change(wend)
    assert page.one("form", id="organisation_form").all("input", type="submit") == []
    for suffix in ("change/", "archive/", "delete/"):
        assert ana.post(f"{LIST}{twin.pk}/{suffix}", {}).status_code == 403


def test_lists_actions_and_choices_leave_the_merged_record_out(ana, wend, twin):
    merge(wend, twin)

    def listed(query=""):
        rows = read(ana.get(LIST + query)).all("th", class_="field-name")
        return [row.text for row in rows]

    assert (listed(), listed("?merged=only")) == (["Wend Kuuni"], ["Wend Kuni"])
    asked = {"app_label": "members", "model_name": "contact", "field_name": "organisation"}
    found = ana.get("/admin/autocomplete/", asked | {"term": "wend"}).json()["results"]
    assert [result["text"] for result in found] == ["Wend Kuuni"]
    ana.post(f"{LIST}?merged=only", {"action": "publish", "_selected_action": [twin.pk]})
    twin.refresh_from_db()
    assert twin.status == "archived"


def test_a_part_cannot_be_given_to_a_merged_record(ana, wend, twin):
    merge(wend, twin)
    sent = {"organisation": twin.pk, "name": "Wind", "kind": "former"}

    page = ana.post("/admin/members/alternatename/add/", sent)

    assert "Select a valid choice" in read(page).text


def test_the_history_of_the_one_that_stays_leads_to_that_of_the_other(ana, wend, twin):
    merge(wend, twin)

    page = read(ana.get(f"{LIST}{wend.pk}/history/"))

    assert page.links["Wend Kuni"] == f"{LIST}{twin.pk}/history/"
    assert "From: a merge (Wend Kuni)." in page.text


def test_a_merge_is_undone_where_it_is_told(ana, wend, twin):
    name = AlternateNameFactory(organisation=twin, name="Wend")
    with because(user_id=get_user_model().objects.get(first_name="Ana").pk):
        merge(wend, twin)
    name.refresh_from_db()
    name.organisation = OrganisationFactory()
    name.save()
    made = read(ana.get(change(twin))).links["The merge, and how to undo it"]

    asked = ana.get(read(ana.get(made)).links["Undo this merge"])
    page = ana.post(asked.request["PATH_INFO"], {"why": "A mistake"}, follow=True)

    assert "Merged by Ana" in read(asked).text
    said = [item.text for item in read(page).one("ul", class_="messagelist").all("li")]
    assert said == [
        "“Wend Kuni” and “Wend Kuuni” are two again.",
        "Changed since, and left as it is: Alternate name: Wend.",
    ]
    twin.refresh_from_db()
    assert (twin.status, twin.merged_into) == ("published", None)
    assert twin.history.latest("history_id").history_change_reason == "A mistake"
    assert "Undo this merge" not in read(ana.get(made)).links


def test_what_cannot_be_undone_says_why(ana, wend, twin):
    merge(twin, OrganisationFactory())
    merge(wend, twin)
    first = Merge.objects.order_by("pk").first()

    page = ana.post(f"/admin/members/merge/{first.pk}/undo/", follow=True)

    assert "was itself merged into another since" in notice(page)
    assert ana.get("/admin/members/merge/999999/undo/").status_code == 404


def test_a_merge_that_took_the_place_is_undone_by_who_keeps_the_one_of_before(client):
    africa, asia = RegionFactory(slug="africa"), RegionFactory(slug="asia")
    there = OrganisationFactory(country=CountryFactory(code="BD", region=asia))
    here = OrganisationFactory(country=CountryFactory(code="BJ", region=africa))
    made = merge(there, here, take={"country"})
    contact = UserFactory(groups=["Regional contact"])
    africa.editors.add(contact)
    client.force_login(contact)

    assert client.post(f"/admin/members/merge/{made.pk}/undo/").status_code == 403

    asia.editors.add(contact)
    assert client.post(f"/admin/members/merge/{made.pk}/undo/").status_code == 302
    there.refresh_from_db()
    assert there.region == asia


@pytest.mark.parametrize(
    "role, status",
    [
        ("committee", 200),
        ("here", 200),
        ("there", 403),
        ("auditor", 403),
        ("editor", 403),
        ("without a role", 403),
    ],
)
@pytest.mark.parametrize("is_sent", [False, True])
def test_two_are_merged_by_who_keeps_both(client, role, status, is_sent):
    here = OrganisationFactory(country=CountryFactory(code="BJ", region=RegionFactory()))
    code, region = ("BD", "asia") if role == "there" else ("TG", "africa")
    other = CountryFactory(code=code, region=RegionFactory(slug=region))
    second = OrganisationFactory(country=other)
    user = UserFactory(groups=ROLES[role])
    if role in ("here", "there"):
        RegionFactory(slug="africa").editors.add(user)
    client.force_login(user)

    for first, then in ((here, second), (second, here)):
        url = f"{reverse('admin:members_organisation_merge')}?of={first.pk}&of={then.pk}"
        found = client.post(url, {}) if is_sent else client.get(url)
        assert found.status_code == status
