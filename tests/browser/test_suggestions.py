"""Suggestions below the search box: an ARIA combobox, and a plain form without script."""

import pytest
from playwright.sync_api import expect

from tests.factories import OrganisationFactory


@pytest.fixture(params=["/members/", "/"])
def page(site, request):
    return site.open(request.param)


def box(page):
    return page.get_by_role("combobox", name="Name or country")


def options(page):
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def type_and_wait(page, text: str) -> None:
    """Types as a visitor does, and waits for the answer to all of it."""
    with page.expect_response(lambda response: f"q={text}" in response.url):
        box(page).press_sequentially(text)
    options(page).first.wait_for()


def test_the_box_is_a_combobox_with_a_list_that_is_closed(page):
    for name, value in {
        "role": "combobox",
        "aria-autocomplete": "list",
        "aria-expanded": "false",
        "aria-controls": "q-suggestions",
    }.items():
        expect(box(page)).to_have_attribute(name, value)
    expect(page.locator("#q-suggestions")).to_be_hidden()


def test_from_the_third_letter_on_suggestions_are_asked_for(page):
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    box(page).press_sequentially("fi")
    page.wait_for_timeout(400)
    assert [url for url in asked if "/suggest/" in url] == []
    with page.expect_response(lambda response: "/suggest/?q=fin" in response.url):
        box(page).press_sequentially("n")

    expect(options(page).first).to_contain_text("Finca")
    expect(box(page)).to_have_attribute("aria-expanded", "true")


def test_arrows_walk_through_the_list_and_round_it(page):
    type_and_wait(page, "bolivi")
    count = options(page).count()

    selected = []
    for _press in range(count + 2):
        box(page).press("ArrowDown")
        here = page.locator("[role=option][aria-selected=true]")
        selected.append(here.get_attribute("id") if here.count() else None)
        assert selected[-1] == box(page).get_attribute("aria-activedescendant")

    ids = [f"q-suggestions-{n}" for n in range(count)]
    assert selected == [*ids, None, ids[0]]
    box(page).press("ArrowUp")
    box(page).press("ArrowUp")
    expect(box(page)).to_have_attribute("aria-activedescendant", ids[-1])
    expect(box(page)).to_be_focused()


def test_enter_leads_to_the_suggestion_that_is_chosen(page):
    type_and_wait(page, "bolivi")

    box(page).press("ArrowDown")
    name = options(page).first.locator("b").inner_text()
    box(page).press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_enter_searches_where_no_suggestion_is_chosen(page):
    type_and_wait(page, "bolivi")

    box(page).press("Enter")

    expect(page.locator("#result-count")).to_have_text("3")
    expect(box(page)).to_have_value("bolivi")


def test_escape_closes_the_list_and_leaves_the_words(page):
    type_and_wait(page, "finca")

    box(page).press("Escape")

    expect(page.locator("#q-suggestions")).to_be_hidden()
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    expect(box(page)).to_have_value("finca")
    expect(box(page)).to_be_focused()


def test_an_arrow_opens_the_list_that_escape_closed(page):
    type_and_wait(page, "finca")
    box(page).press("Escape")

    box(page).press("ArrowDown")

    expect(options(page).first).to_contain_text("Finca")
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    box(page).press("ArrowDown")
    expect(box(page)).to_have_attribute("aria-activedescendant", "q-suggestions-0")


def test_an_arrow_opens_nothing_below_an_empty_box(page):
    box(page).press("ArrowDown")
    page.wait_for_timeout(300)

    expect(page.locator("#q-suggestions")).to_be_hidden()


def test_a_click_leads_to_the_suggestion(page):
    type_and_wait(page, "alafia")

    options(page).first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Consortium Alafia")


def test_leaving_the_box_closes_the_list(page):
    type_and_wait(page, "finca")

    page.keyboard.press("Tab")

    expect(page.locator("#q-suggestions")).to_be_hidden()


def test_how_many_there_are_is_said(page):
    type_and_wait(page, "albanie")

    said = page.locator(".search-row [role=status]")
    expect(said).to_have_text(f"Suggestions: {options(page).count()}")


def test_how_many_there_are_is_said_in_the_reader_s_language(site):
    page = site.open("/fr/members/")

    page.get_by_role("combobox").press_sequentially("finrural")

    expect(page.locator(".search-row [role=status]")).to_have_text("Suggestions : 1")


def test_a_request_that_is_outrun_is_cancelled_and_its_answer_never_shown(site):
    page = site.open("/members/")
    cancelled = []
    page.on("requestfailed", lambda request: cancelled.append(request.url))
    waiting = []
    page.route("**/suggest/?q=fin", lambda route: waiting.append(route))

    with page.expect_request("**/suggest/?q=fin"):
        box(page).press_sequentially("fin")
    with page.expect_response("**/suggest/?q=finr"):
        box(page).press_sequentially("r")
    expect(options(page)).to_have_count(1)

    expect(options(page).first).to_contain_text("FINRURAL")
    assert [url.split("?")[1] for url in cancelled] == ["q=fin"]
    assert len(waiting) == 1


@pytest.mark.parametrize("answer", [{"status": 429}, {"status": 500}, {"body": "not JSON"}, None])
def test_where_no_suggestions_can_be_had_the_box_works_on(site, answer):
    page = site.open("/members/", reduced_motion="reduce")
    type_and_wait(page, "finca")
    page.route(
        "**/suggest/?q=finca*peru",
        lambda route: route.fulfill(**answer) if answer else route.abort(),
    )

    with page.expect_request("**/suggest/?q=finca*peru"):
        box(page).press_sequentially(" peru")

    expect(page.locator("#q-suggestions")).to_be_hidden()
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    box(page).press("Enter")
    expect(page.locator("#result-count")).to_have_text("1")
    # The browser itself notes what failed; the script says nothing.
    assert all("Failed to load resource" in complaint for complaint in site.complaints)
    site.complaints.clear()


def test_what_is_left_empty_does_not_stand_in_the_address(page):
    box(page).fill("finca")
    with page.expect_navigation():
        box(page).press("Enter")
    assert page.url.endswith("/members/?q=finca")

    box(page).fill("")
    with page.expect_navigation():
        box(page).press("Enter")
    assert page.url.partition("?")[2] == ""


def test_filters_that_are_chosen_stay_in_the_address(site):
    page = site.open("/members/?kind=mfi&kind=network&sort=country")

    with page.expect_navigation():
        page.get_by_role("button", name="Apply filters").click()

    assert page.url.partition("?")[2] == "sort=country&kind=network&kind=mfi"


def test_a_name_with_markup_is_shown_as_text(site):
    OrganisationFactory(name="<img src=x onerror=alert(1)> Oaxaca", slug="a")
    page = site.open("/members/")

    type_and_wait(page, "oaxaca")

    expect(options(page).first).to_contain_text("<img src=x onerror=alert(1)> Oaxaca")


def test_without_script_the_form_just_submits(site):
    page = site.open("/members/", java_script_enabled=False)
    search = page.get_by_role("searchbox", name="Name or country")

    search.fill("finrual")
    search.press("Enter")

    expect(page.locator("#result-count")).to_have_text("1")
    expect(page.locator("p.notice")).to_contain_text("showing results for FINRURAL")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_open_list_breaks_no_rule(site, violations, scheme, width):
    page = site.open("/members/", width, color_scheme=scheme, bypass_csp=True)
    type_and_wait(page, "bolivi")
    box(page).press("ArrowDown")

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
