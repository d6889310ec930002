"""Everything is reached and done without a mouse; on a small screen, the filters open."""

import pytest
from playwright.sync_api import Page, expect

FOCUSED = """() => {
    const here = document.activeElement;
    const words = here.labels?.length ? here.labels[0].innerText : here.innerText;
    return (here.getAttribute("aria-label") ?? words ?? here.tagName).trim();
}"""


# A country on the map is marked by a ring around its circle, all else by an outline.
UNMARKED = """() => {
    const circle = document.activeElement.querySelector("circle");
    const style = getComputedStyle(circle ?? document.activeElement);
    const isPage = document.activeElement === document.body;
    return !isPage && (circle ? style.stroke : style.outlineStyle) === "none";
}"""


def focused(page: Page) -> str:
    """What a screen reader would call the element that has the focus."""
    return page.evaluate(FOCUSED)


def tab_to(page: Page, name: str, most: int = 60) -> None:
    """Presses Tab until something of this name has the focus."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if focused(page).startswith(name):
            return
    raise AssertionError(f"{name} was not reached")


def test_the_first_stop_of_every_page_leads_past_the_header(site):
    page = site.open("/members/")

    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to main content")
    expect(page.locator(":focus")).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page.locator("#main")).to_be_focused()


def test_the_map_is_skipped(site):
    page = site.open("/members/")

    tab_to(page, "Skip the map")
    page.keyboard.press("Enter")

    expect(page.locator("#results")).to_be_focused()


def test_the_directory_is_searched_filtered_and_left_for_a_profile_by_keyboard(site):
    page = site.open("/members/")

    tab_to(page, "Name or country")
    page.keyboard.type("france")
    tab_to(page, "Local network")
    page.keyboard.press("Space")
    tab_to(page, "Apply filters")
    page.keyboard.press("Enter")
    expect(page.locator("#result-count")).to_have_text("2")
    tab_to(page, "PAMIGA")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("PAMIGA")


def test_the_other_countries_open_by_keyboard(site):
    page = site.open("/members/")

    tab_to(page, "12 more")
    page.keyboard.press("Enter")
    tab_to(page, "Albania")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")

    expect(page.locator("#result-count")).to_have_text("1")


@pytest.mark.parametrize("path", ["/members/", "/contact/asia/"])
def test_every_stop_shows_that_it_has_the_focus(site, path):
    page = site.open(path)
    unmarked = []

    for _press in range(25):
        page.keyboard.press("Tab")
        unmarked += [focused(page)] if page.evaluate(UNMARKED) else []

    assert unmarked == []


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_on_a_small_screen_the_filters_open_in_a_panel(site, javascript):
    page = site.open("/members/", 390, java_script_enabled=javascript, has_touch=True)
    panel = page.locator("#filters")
    expect(panel).to_be_hidden()

    page.get_by_role("button", name="Filters", exact=True).tap()
    expect(panel).to_be_in_viewport()
    panel.get_by_label("Asia").check()
    panel.get_by_role("button", name="Apply filters").tap()

    expect(page.locator("#result-count")).to_have_text("4")
    expect(page.get_by_role("button", name="Filters (1)")).to_be_visible()


def test_on_a_small_screen_the_panel_closes_again(site):
    page = site.open("/members/", 390)
    page.get_by_role("button", name="Filters", exact=True).click()

    page.get_by_role("button", name="Close filters").click()

    expect(page.locator("#filters")).to_be_hidden()
    expect(page.get_by_role("button", name="Filters", exact=True)).to_be_focused()


def test_the_panel_closes_with_the_escape_key(site):
    page = site.open("/members/", 390)
    page.get_by_role("button", name="Filters", exact=True).click()

    page.keyboard.press("Escape")

    expect(page.locator("#filters")).to_be_hidden()


def test_on_a_large_screen_the_filters_stand_open_beside_the_results(site):
    page = site.open("/members/", 1280)

    expect(page.locator("#filters")).to_be_visible()
    expect(page.locator(".filter-open")).to_be_hidden()
