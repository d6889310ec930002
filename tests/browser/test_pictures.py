"""The pictures of the README and of the committee's guide, taken of the site as it is.

They are taken in each run, so that none can show what is no longer there; `make pictures` keeps
them in `docs/screenshots/`.
"""

import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from members.models import Organisation
from tests.factories import (
    ChangedFieldFactory,
    ChangeRequestFactory,
    DuplicatePairFactory,
    OrganisationFactory,
)
from tests.members.importing import as_csv, previewed

ROOT = Path(settings.BASE_DIR)
KEPT = ROOT / "docs" / "screenshots"
# In bytes: a guide is read on a slow line, too.
LARGEST = 200_000


@pytest.fixture
def keep(tmp_path):
    """Takes a picture of what a page shows; among the documents only where that is asked for."""
    folder = KEPT if os.environ.get("KEEP_PICTURES") == "1" else tmp_path

    def take(page: Page, name: str, height: int = 800) -> None:
        page.set_viewport_size({"width": page.viewport_size["width"], "height": height})
        page.evaluate("document.fonts.ready")
        taken = page.screenshot(path=folder / f"{name}.png")
        assert len(taken) < LARGEST

    return take


def find(slug: str) -> Organisation:
    return Organisation.objects.get(slug=slug)


def pictures_of(document: str) -> set[str]:
    text = (ROOT / document).read_text(encoding="utf-8")
    return set(re.findall(r"screenshots/([\w-]+)\.png", text))


def test_each_picture_that_is_shown_is_taken_and_each_that_is_taken_is_shown():
    shown = pictures_of("README.md") | pictures_of("docs/committee.md")
    taken = set(re.findall(r'keep\(\w+, "([\w-]+)"', Path(__file__).read_text(encoding="utf-8")))

    assert shown == taken == {path.stem for path in KEPT.glob("*.png")}


def test_the_home_page(site, keep):
    page = site.open("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    keep(page, "home-desktop")


def test_the_directory_on_a_telephone_at_night(site, keep):
    page = site.open("/members/", 390, color_scheme="dark")
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    keep(page, "directory-mobile-dark", 844)


def test_the_first_page_of_the_desk(desk, keep):
    ChangeRequestFactory(organisation=find("crecer"))
    OrganisationFactory(name="Réseau Wend", draft=True)
    DuplicatePairFactory(first=find("cerise"), second=find("inmaa"))
    desk.goto("/admin/")
    expect(desk.get_by_text("Change requests waiting")).to_be_visible()

    keep(desk, "desk-first-page", 900)


def test_the_record_of_an_organisation(desk, keep):
    desk.goto(f"/admin/members/organisation/{find('crecer').pk}/change/")
    expect(desk.get_by_role("button", name="Everything here is right today")).to_be_visible()

    keep(desk, "desk-organisation", 900)


def test_the_preview_of_an_import(desk, keep):
    rows = [
        ["name", "kind", "country", "acronym"],
        ["Cerise", "", "", "C"],
        ["Caisse Wend", "mfi", "Bénin", ""],
        ["Atlantis Credit", "mfi", "Atlantis", ""],
    ]
    batch = previewed(as_csv(rows))
    desk.goto(f"/admin/members/importbatch/{batch.pk}/change/")
    expect(desk.get_by_role("button", name="Import").first).to_be_visible()

    keep(desk, "desk-import", 900)


def test_two_organisations_side_by_side(desk, keep):
    twin = OrganisationFactory(name="Crecer Bolivia", country=find("crecer").country)
    desk.goto(f"/admin/members/organisation/merge/?of={find('crecer').pk}&of={twin.pk}")
    expect(desk.get_by_role("button", name="Merge").first).to_be_visible()

    keep(desk, "desk-side-by-side", 900)


def test_a_change_request(desk, keep):
    request = ChangeRequestFactory(organisation=find("crecer"), name="Ada Quispe")
    ChangedFieldFactory(request=request, field="acronym", proposed="CRECER")
    ChangedFieldFactory(request=request, field="website", proposed="https://www.crecer.org.bo/")
    desk.goto(f"/admin/members/changerequest/{request.pk}/change/")
    expect(desk.get_by_role("button", name="Carry out")).to_be_visible()

    keep(desk, "desk-change-request", 900)
