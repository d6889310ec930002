"""Every kind of page under axe's rules and on every width. Nothing may be found."""

import pytest

from members.models import Organisation
from newsletters.models import Newsletter

PAGES = {
    "home": "/",
    "directory": "/members/",
    "filtered": "/members/?kind=network&kind=mfi&region=africa&q=a",
    "second page": "/members/?page=2",
    "nothing found": "/members/?q=finca&region=asia",
    "unknown filter": "/members/?region=atlantis",
    "profile": "/members/cerise/",
    "profile of a region": "/members/foro-lac-fr/",
    "regions": "/regions/",
    "region": "/regions/asia/",
    "country": "/countries/BO/",
    "newsletters": "/newsletters/",
    "newsletter": "/newsletters/2008-01/",
    "about": "/about/",
    "accessibility": "/accessibility/",
    "privacy": "/privacy/",
    "contact": "/contact/",
    "write": "/contact/africa/",
    "sent": "/contact/africa/sent/",
    "through the years": "/network/",
    "open data": "/api/v1/",
    "embedded list": "/embed/members/",
    "printable list": "/print/members/?kind=network&q=a",
    "by region and country": "/members/?sort=country",
    "a slip": "/members/?q=finrual",
    "as of a day": "/members/?on=2007-12-31",
    "not found": "/members/nobody/",
    "gone": "/members/finca/",
    "out of range": "/members/?page=9",
}
MAIN = ["home", "directory", "filtered", "profile", "region", "newsletter", "contact", "write"]
VIEWS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]


@pytest.fixture
def archived(site):
    """One organisation that was withdrawn, so that its page says so."""
    Organisation.objects.filter(slug="finca").update(status="archived")
    return site


@pytest.mark.parametrize("width, scheme", VIEWS, ids=[f"{w} {s}" for w, s in VIEWS])
def test_no_page_breaks_a_rule(archived, violations, width, scheme):
    page = archived.open("/", width, color_scheme=scheme, bypass_csp=True)

    found = {name: violations(page) for name, path in PAGES.items() if page.goto(path)}

    assert found == {key: [] for key in PAGES}


@pytest.mark.parametrize("language", ["fr", "es"])
def test_no_main_page_breaks_a_rule_in_another_language(site, violations, language):
    page = site.open("/", bypass_csp=True)

    found = {name: violations(page) for name in MAIN if page.goto(f"/{language}{PAGES[name]}")}

    assert found == {key: [] for key in MAIN}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_form_with_errors_breaks_no_rule(site, violations, scheme):
    page = site.open("/contact/asia/", color_scheme=scheme, bypass_csp=True)

    page.get_by_role("button", name="Send the message").click()
    page.get_by_text("There is a problem").wait_for()

    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_filters_break_no_rule(site, violations, scheme):
    page = site.open("/members/", 390, color_scheme=scheme, bypass_csp=True)

    page.get_by_role("button", name="Filters").click()
    page.locator("#filters summary").click()

    assert violations(page) == []


def test_an_archive_without_issues_and_a_network_without_members_break_no_rule(site, violations):
    Organisation.objects.update(status="draft")
    Newsletter.objects.update(status="draft")
    empty = ["/", "/members/", "/regions/", "/newsletters/", "/contact/"]
    page = site.open("/", bypass_csp=True)

    found = {path: violations(page) for path in empty if page.goto(path)}

    assert found == {key: [] for key in empty}


@pytest.mark.parametrize("prefix", ["", "/fr", "/es"], ids=["en", "fr", "es"])
def test_no_page_is_wider_than_the_window(archived, prefix):
    page = archived.open("/")
    wider = []

    for name, path in PAGES.items():
        page.goto(prefix + path)
        for width in (320, 390, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wider.append((name, width))

    assert wider == []


def test_pages_ask_nobody_else_and_complain_of_nothing(archived):
    page = archived.open("/")
    kept = page.context.cookies

    for path in PAGES.values():
        page.goto(path)
        page.mouse.wheel(0, 5000)

    assert archived.complaints == []
    assert kept() == []
