"""Addresses and numbers of what was merged lead to the one that stands for it, for ever."""

import pytest

from members.duplicates.merging import merge
from members.duplicates.undoing import undo
from members.importing.choosing import choose
from members.models import Organisation
from tests.factories import CountryFactory, OrganisationFactory
from tests.members.importing import previewed, rows
from tests.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def wend():
    return OrganisationFactory(name="Wend Kuuni", slug="wend-kuuni", kind="mfi")


@pytest.fixture
def twin():
    return OrganisationFactory(name="Wend Kuni", slug="wend-kuni", kind="mfi")


@pytest.mark.parametrize("prefix", ["", "/fr", "/es"])
def test_the_old_address_leads_to_the_one_that_stands(client, wend, twin, prefix):
    merge(wend, twin)

    found = client.get(f"{prefix}/members/wend-kuni/")

    assert (found.status_code, found.url) == (301, f"{prefix}/members/wend-kuuni/")
    # It can be undone: who was led on is to ask again.
    assert found.headers["Cache-Control"] == "no-cache"


def test_of_several_merges_it_leads_to_the_last_at_once(client, wend, twin):
    third = OrganisationFactory(slug="third")
    merge(twin, third)
    merge(wend, twin)

    assert client.get("/members/third/").url == "/members/wend-kuuni/"


@pytest.mark.parametrize("status, code", [("draft", 404), ("archived", 301)])
def test_it_does_not_lead_to_what_the_public_never_saw(client, wend, twin, status, code):
    merge(wend, twin)
    Organisation.objects.filter(pk=wend.pk).update(status=status)

    assert client.get("/members/wend-kuni/").status_code == code
    assert (
        client.get(f"/api/v1/organisations/{twin.pk}/page/").status_code
        == {
            "draft": 404,
            "archived": 410,
        }[status]
    )


def test_undone_the_address_is_its_own_again(client, wend, twin):
    undo(merge(wend, twin))

    assert client.get("/members/wend-kuni/").status_code == 200


def test_the_api_leads_on_by_number_in_the_language_asked_for(client, wend, twin):
    merge(wend, twin)

    found = client.get(f"/api/v1/organisations/{twin.pk}/?lang=fr")

    assert found.status_code == 301
    assert found.url == f"/api/v1/organisations/{wend.pk}/?lang=fr"
    page = client.get(f"/api/v1/organisations/{twin.pk}/page/?lang=fr")
    assert page.url == "/fr/members/wend-kuuni/"


def test_the_number_is_reconciled_and_previewed_as_the_one_that_stands(client, wend, twin):
    merge(wend, twin)

    [answer] = client.get("/api/v1/reconcile", {"query": str(twin.pk)}).json()["result"]

    assert (answer["id"], answer["match"]) == (str(wend.pk), True)
    preview = client.get("/api/v1/reconcile/preview", {"id": twin.pk})
    assert "Wend Kuuni" in preview.content.decode()


@pytest.mark.parametrize("by", ["id", "slug", "name"])
def test_a_file_that_names_it_means_the_one_that_stands(wend, twin, by):
    merge(wend, twin)
    CountryFactory(code="BJ")

    batch = previewed([[by, "acronym"], [getattr(twin, "pk" if by == "id" else by), "WK"]])

    row = batch.rows.get()
    assert (row.organisation, row.changes["acronym"]) == (wend, ["", "WK"])


def test_a_file_with_its_number_and_its_slug_gives_the_other_no_new_slug(wend, twin):
    merge(wend, twin)

    batch = previewed([["id", "slug"], [twin.pk, "wend-kuni"]])

    assert rows(batch) == [(2, "unchanged", [])]


def test_a_choice_made_before_the_merge_means_the_one_that_stands(wend, twin):
    twin.name = "Oikos Credit"
    twin.save()
    batch = previewed([["name", "acronym"], ["Oikos Credits", "OC"]])
    assert batch.rows.get().candidates == [twin.pk]
    merge(wend, twin)

    choose(batch, {2: str(twin.pk)}, batch.created_by)

    assert batch.rows.get().organisation == wend


def test_what_the_others_lead_to_is_not_purged(ana, wend, twin):
    merge(wend, twin)
    url = f"/admin/members/organisation/{wend.pk}/delete/"

    page = read(ana.post(url, {"name": "Wend Kuuni"}))

    assert "cannot be purged: others were merged into it" in page.text
    twin.refresh_from_db()
    assert twin.merged_into == wend
