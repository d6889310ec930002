"""A visit, with JavaScript and without: search, filter, profile, newsletter."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

PDF = Path(__file__).parents[2] / "newsletters/data/2008-01/en.pdf"

with_and_without_javascript = pytest.mark.parametrize(
    "javascript", [True, False], ids=["javascript", "no javascript"]
)


def slugs(page: Page) -> list[str]:
    return [row.get_attribute("data-slug") for row in page.locator("#results [data-slug]").all()]


@with_and_without_javascript
def test_a_visitor_searches_filters_and_opens_a_profile(site, javascript):
    page = site.open("/", java_script_enabled=javascript)

    page.get_by_label("Name or country").fill("philippines")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#result-count")).to_have_text("3")
    page.get_by_role("checkbox", name="Support organisation").check()
    page.get_by_role("button", name="Apply filters").click()
    assert slugs(page) == ["csr-sme"]

    page.get_by_role("link", name="CSR-SME").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("CSR-SME")
    expect(page.get_by_text("Support organisation · Philippines")).to_be_visible()


@with_and_without_javascript
def test_a_visitor_takes_the_newsletter_home(site, javascript):
    page = site.open("/", java_script_enabled=javascript)
    page.get_by_role("link", name="Newsletters", exact=True).first.click()
    link = page.get_by_role("link", name="PDF, 57").first

    with page.expect_download() as download:
        link.click(modifiers=["Alt"])  # "save the file"

    assert Path(download.value.path()).read_bytes() == PDF.read_bytes()


@with_and_without_javascript
def test_a_visitor_drops_a_filter_by_its_chip(site, javascript):
    page = site.open("/members/?region=africa&kind=mfi", java_script_enabled=javascript)
    expect(page.locator("#result-count")).to_have_text("2")

    page.get_by_role("link", name="Remove filter: Type").click()

    expect(page.locator("#result-count")).to_have_text("6")
    expect(page.get_by_role("checkbox", name="Africa")).to_be_checked()


@with_and_without_javascript
def test_a_visitor_reads_the_site_in_french(site, javascript):
    page = site.open("/members/finca/", java_script_enabled=javascript)

    page.get_by_role("link", name="Français").click()

    assert page.url.endswith("/fr/members/finca/")
    expect(page.locator("html")).to_have_attribute("lang", "fr")


@with_and_without_javascript
def test_a_visitor_writes_to_the_contact_of_a_region(site, javascript):
    page = site.open("/contact/asia/", java_script_enabled=javascript)

    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Your e-mail address").fill("ada@example.org")
    page.get_by_label("Your message").fill("Good morning")
    page.get_by_role("button", name="Send the message").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Message sent")


def test_an_incomplete_message_puts_the_focus_on_what_is_wrong(site):
    page = site.open("/contact/asia/")

    page.get_by_label("Your name").fill("Ada")
    page.get_by_role("button", name="Send the message").click()

    expect(page.locator(":focus")).to_contain_text("There is a problem")
    page.get_by_role("link", name="Enter your e-mail address").click()
    expect(page.get_by_label("Your e-mail address")).to_be_focused()
    expect(page.get_by_label("Your name")).to_have_value("Ada")


def test_an_error_of_the_form_stands_beside_its_field_too(site):
    page = site.open("/contact/asia/")

    page.get_by_role("button", name="Send the message").click()

    box = page.get_by_label("Your message")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_have_accessible_description("Error: Write your message")


def test_what_was_left_empty_does_not_stand_in_the_address(site):
    page = site.open("/members/?country=FR")

    page.get_by_role("checkbox", name="Support organisation").check()
    page.get_by_role("button", name="Apply filters").click()

    page.wait_for_url("**/members/?kind=support&country=FR")
