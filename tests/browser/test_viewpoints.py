"""Looking at an organisation as another sees it, in the browser."""

import pytest
from playwright.sync_api import expect

from members.models import Organisation

# The heads of two columns in the admin's own tables of rows.
OF_DJANGO = "empty-table-header"
VIEWS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]


def change(slug: str) -> str:
    return f"/admin/members/organisation/{Organisation.objects.get(slug=slug).pk}/change/"


def test_the_record_is_looked_at_as_others_and_left_as_it_was(desk):
    Organisation.objects.filter(slug="cerise").update(note="Called on Monday")
    desk.goto(change("cerise"))

    desk.get_by_role("link", name="a regional contact of another region").click()
    expect(desk.locator(".viewpoint")).to_contain_text("That role may not change it.")
    expect(desk.get_by_text("Called on Monday")).to_have_count(0)

    desk.get_by_role("link", name="Back to your own view").click()
    expect(desk.get_by_text("Called on Monday")).to_be_visible()
    desk.get_by_role("link", name="the public").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("CERISE")
    desk.get_by_role("link", name="Back to the record").click()
    expect(desk.get_by_role("button", name="Save", exact=True)).to_be_visible()


@pytest.mark.parametrize("width, scheme", VIEWS, ids=[f"{w} {s}" for w, s in VIEWS])
def test_neither_page_breaks_a_rule_or_leaves_the_screen(site, desk, violations, width, scheme):
    signed_in = desk.context.storage_state()
    options = {"color_scheme": scheme, "bypass_csp": True, "storage_state": signed_in}
    record = change("cerise")
    page = site.open(f"{record}?as=elsewhere", width, **options)

    on_the_record = [found for found in violations(page) if not found.startswith(OF_DJANGO)]
    page.goto(record.replace("/change/", "/preview/"))
    on_the_preview = violations(page)

    assert (on_the_record, on_the_preview) == ([], [])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
