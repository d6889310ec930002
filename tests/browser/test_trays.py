"""The desk's first page and its lists: for the eye, the keyboard, a telephone, and under axe."""

import re

import pytest
from playwright.sync_api import Page, expect

from members.models import Message, Organisation
from tests.factories import ImportBatchFactory, WebsiteCheckFactory

WIDER = "document.documentElement.scrollWidth > innerWidth"
LISTS = ["organisation", "membership", "contact", "message", "importbatch", "alternatename"]


@pytest.fixture
def waiting(desk: Page) -> Page:
    """Something in most trays."""
    Organisation.objects.filter(kind="network").update(status="draft")
    WebsiteCheckFactory(organisation__name="Wend", failing=3)
    for number in range(6):
        ImportBatchFactory(name=f"members-{number}.csv", state="done")
    Message.objects.create(name="Ada", email="ada@example.org", text="Hello", language="en")
    desk.reload()
    return desk


@pytest.mark.parametrize("width", [320, 390, 1280, 1920])
@pytest.mark.parametrize("prefix", ["", "/fr", "/es"], ids=["en", "fr", "es"])
def test_the_first_page_is_no_wider_than_the_window(waiting, prefix, width):
    waiting.set_viewport_size({"width": width, "height": 800})
    waiting.goto(f"{prefix}/admin/")

    assert not waiting.evaluate(WIDER)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_first_page_breaks_no_rule(waiting, site, violations, scheme, width):
    page = site.open("/admin/login/", width, color_scheme=scheme, bypass_csp=True)
    page.context.add_cookies(waiting.context.cookies())
    page.goto("/admin/")

    expect(page.get_by_role("heading", name="What waits for you")).to_be_visible()
    assert violations(page) == []


def test_a_tray_is_opened_by_the_keyboard(waiting):
    link = waiting.get_by_role("link", name="Drafts of organisations")
    for _step in range(40):
        waiting.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            break
    waiting.keyboard.press("Enter")

    expect(waiting).to_have_url(re.compile(r"/organisation/\?status__exact=draft$"))


@pytest.mark.parametrize("width", [320, 390])
def test_no_list_is_wider_than_a_telephone(waiting, width):
    waiting.set_viewport_size({"width": width, "height": 800})
    wider = []

    for name in LISTS:
        waiting.goto(f"/admin/members/{name}/")
        if waiting.evaluate(WIDER):
            wider.append(name)

    assert wider == []


def test_on_a_telephone_the_name_of_a_row_stays_in_sight(waiting):
    waiting.set_viewport_size({"width": 390, "height": 800})
    waiting.goto("/admin/members/organisation/")
    name = waiting.locator("#result_list tbody th").first

    waiting.locator("#changelist .results").evaluate("box => box.scrollLeft = 10_000")

    expect(waiting.locator("#result_list td.field-updated_at").first).to_be_in_viewport()
    expect(name).to_be_in_viewport(ratio=1)
    waiting.get_by_role("link", name="Filters").click()
    expect(waiting.get_by_role("heading", name="Filter", exact=True)).to_be_in_viewport()
