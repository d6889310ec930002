"""A file is imported in a browser: previewed, decided, confirmed, under a strict policy."""

import pytest
from playwright.sync_api import expect

from members.models import ImportBatch, Organisation
from tests.members.importing import as_csv, work

TABLE = [
    ["name", "kind", "country", "acronym"],
    ["Cerise", "", "", "C"],
    ["Caisse Wend", "mfi", "Bénin", ""],
    ["Atlantis Credit", "mfi", "Atlantis", ""],
    ["Ceriise", "mfi", "", ""],
    ["FINCA", "", "", ""],
]


@pytest.fixture
def page(desk):
    """The preview of a file that was sent by the form."""
    desk.goto("/admin/members/organisation/")
    desk.get_by_role("link", name="Import", exact=True).click()
    file = {"name": "members.csv", "mimeType": "text/csv", "buffer": as_csv(TABLE)}
    desk.locator("#id_file").set_input_files(file)
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_role("status")).to_contain_text("It begins in a moment")
    return desk


def test_a_file_is_sent_previewed_and_imported(site, page):
    work()
    page.reload()
    page.get_by_role("link", name="Probable duplicate: 1").click()
    page.get_by_label("another, new organisation").check()
    page.get_by_role("button", name="Keep these choices").click()
    expect(page.locator(".messagelist")).to_contain_text("1 row was decided.")
    page.get_by_label("Import the good rows").check()
    page.get_by_role("button", name="Import ").click()
    work()
    page.reload()

    expect(page.locator(".importing")).to_contain_text("Imported.")
    assert Organisation.objects.filter(name="Caisse Wend").exists()
    assert site.complaints == []


@pytest.mark.parametrize("width, scheme", [(1280, "light"), (390, "dark")])
def test_no_page_of_an_import_breaks_a_rule(site, page, violations, width, scheme):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    found = {"waiting": violations(page)}
    work()
    batch = ImportBatch.objects.get()
    for outcome in ("duplicate", "refused", "new", "changed", "unchanged"):
        page.goto(f"/admin/members/importbatch/{batch.pk}/change/?show={outcome}")
        found[outcome] = violations(page)
        scrolls = "document.documentElement.scrollWidth > innerWidth"
        found[f"{outcome} scrolls"] = (page.evaluate(scrolls) and [outcome]) or []

    assert found == {key: [] for key in found}
