"""Drafts in the browser: several published at once, one shown by a link before it is public."""

import pytest
from playwright.sync_api import expect

from members.models import Organisation

VIEWS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]
LIST = "/admin/members/organisation/"
# Of the form, the rest of which is Django's.
OURS = ("preview", "publish_at")


@pytest.fixture
def drafts(desk) -> list[Organisation]:
    """Some of the network's own, not published yet."""
    some = Organisation.objects.order_by("name")[:25]
    Organisation.objects.filter(pk__in=[o.pk for o in some]).update(status="draft")
    return list(Organisation.objects.filter(status="draft"))


def change(organisation) -> str:
    return f"{LIST}{organisation.pk}/change/"


def ask(page) -> None:
    """Ticks all in the list, and chooses to publish them."""
    page.goto(LIST)
    page.locator("#action-toggle").check()
    page.get_by_label("Action:").first.select_option("Publish the selected organisations")
    page.get_by_role("button", name="Go").first.click()


def test_several_are_published_once_the_question_is_answered(desk, drafts):
    ask(desk)

    expect(desk.get_by_role("heading", level=1)).to_have_text("Publish 25 organisations?")
    expect(desk.get_by_text("and 5 others")).to_be_visible()
    assert Organisation.objects.filter(status="draft").count() == 25
    desk.get_by_label("Why").fill("Checked by telephone")
    desk.get_by_role("button", name="Publish", exact=True).click()

    expect(desk.locator(".messagelist")).to_contain_text("25 organisations were published.")
    assert not Organisation.objects.filter(status="draft").exists()


def test_a_draft_is_shown_by_its_link_to_one_who_does_not_sign_in(site, desk, drafts):
    desk.goto(change(drafts[0]))
    link = desk.get_by_label("Preview link").input_value()

    visitor = site.open(link.removeprefix(site.address))

    expect(visitor.get_by_role("status")).to_contain_text("Draft: not public yet.")
    expect(visitor.get_by_role("heading", level=1)).to_have_text(drafts[0].name)


@pytest.mark.parametrize("width, scheme", VIEWS, ids=[f"{w} {s}" for w, s in VIEWS])
def test_no_page_breaks_a_rule_or_leaves_the_screen(site, desk, drafts, violations, width, scheme):
    signed_in = desk.context.storage_state()
    options = {"color_scheme": scheme, "bypass_csp": True, "storage_state": signed_in}
    page = site.open(LIST, width, **options)
    found, widths = [], []

    def look(at: tuple[str, ...] = ("",)) -> None:
        found.extend(v for v in violations(page) if any(part in v for part in at))
        widths.append(page.evaluate("document.documentElement.scrollWidth"))

    ask(page)
    look()
    page.goto("/admin/members/country/")
    page.locator(".action-select").first.check()
    page.get_by_label("Action:").first.select_option("Set the region of the selected countries")
    page.get_by_role("button", name="Go").first.click()
    look()
    page.goto(change(drafts[0]))
    link = page.get_by_label("Preview link").input_value()
    look(OURS)
    page.get_by_role("link", name="Make the earlier links void").click()
    look()
    page.goto(link)
    look()
    Organisation.objects.update(preview_number=1)
    page.goto(link)
    look()

    assert found == []
    assert max(widths) <= width
