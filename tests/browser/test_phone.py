"""What is different on a telephone: the map is asked for, the filters open, the table scrolls."""

import pytest
from playwright.sync_api import Page, expect

PHONE = 390
with_and_without_javascript = pytest.mark.parametrize(
    "javascript", [True, False], ids=["javascript", "no javascript"]
)


def middle(box: dict[str, float]) -> float:
    return box["y"] + box["height"] / 2


@with_and_without_javascript
def test_the_map_of_what_was_found_is_shown_when_asked_for(site, javascript):
    page = site.open("/members/?region=africa", PHONE, java_script_enabled=javascript)
    figure = page.locator("#map")
    expect(figure).to_be_hidden()
    expect(page.locator("#results .name").first).to_be_in_viewport()

    page.get_by_role("link", name="Show on the map").click()
    expect(figure.get_by_role("img")).to_be_in_viewport()
    expect(figure.get_by_text("Members in a country:")).to_be_in_viewport()
    assert page.url.endswith("/members/?region=africa#map")
    expect(page.get_by_role("link", name="Show on the map")).to_be_hidden()

    page.get_by_role("link", name="Hide the map").click()
    expect(figure).to_be_hidden()
    expect(page.locator("#results .name").first).to_be_in_viewport()


@pytest.mark.parametrize("path", ["/members/", "/members/?region=africa"])
def test_the_map_of_a_wider_screen_is_always_there(site, path):
    page = site.open(path)

    expect(page.locator("#map")).to_be_visible()
    expect(page.get_by_text("Show on the map")).to_be_hidden()
    expect(page.get_by_text("Hide the map")).to_be_hidden()


@pytest.mark.parametrize("prefix", ["", "/fr", "/es"], ids=["en", "fr", "es"])
@pytest.mark.parametrize("query", ["", "?kind=network&region=africa"], ids=["all", "filtered"])
def test_the_button_of_the_filters_stands_beside_the_number_of_members(site, query, prefix):
    page = site.open(f"{prefix}/members/{query}")

    for width in (320, PHONE, 700):
        page.set_viewport_size({"width": width, "height": 800})
        number, button = (page.locator(of).bounding_box() for of in ("#r-h", ".filter-open"))
        assert number["x"] + number["width"] <= button["x"]
        # On the narrowest screens the number may need two lines.
        assert abs(middle(number) - middle(button)) <= (4 if width > 320 else 12)


SCROLLED = "element => element.scrollLeft"
HIDDEN = "element => element.scrollWidth - element.clientWidth"


def test_a_table_too_wide_for_the_screen_is_scrolled_by_keyboard_and_keeps_its_years(site):
    page = site.open("/network/", PHONE)
    table = page.get_by_role("region", name="Members at the end of each year")
    year = table.get_by_role("rowheader").first
    assert table.evaluate(HIDDEN) > 100
    before = year.bounding_box()["x"]

    table.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)

    assert table.evaluate(SCROLLED) > 0
    assert year.bounding_box()["x"] == before


def edge(page: Page) -> bytes:
    """A picture of a point at the right edge of the table, a little below its top."""
    box = page.locator(".table-wrap").bounding_box()
    clip = {"x": box["x"] + box["width"] - 2, "y": box["y"] + 4, "width": 1, "height": 1}
    return page.screenshot(clip=clip)


def test_the_edge_beyond_which_a_table_goes_on_is_marked(site):
    page = site.open("/network/", PHONE)
    table = page.locator(".table-wrap")
    table.scroll_into_view_if_needed()
    page.evaluate("scrollTo(0, document.querySelector('.table-wrap').offsetTop - 100)")
    marked = edge(page)

    table.evaluate("element => { element.scrollLeft = 10000 }")

    assert edge(page) != marked
