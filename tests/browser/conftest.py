"""A real browser, before the site as its visitors find it, filled with the network's own data."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests import copies

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if program is None:
        pytest.skip("Chromium was not found.")
    # Playwright's event loop would else make Django refuse the database to the test itself.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


class Site:
    """The running site, and what went wrong in the pages that were opened."""

    def __init__(self, address: str, browser: Browser) -> None:
        self.address, self.browser = address, browser
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def open(self, path: str = "/", width: int = 1280, **options) -> Page:
        """A new page in a browser without a history; ``options`` are Playwright's."""
        context = self.browser.new_context(
            base_url=self.address, viewport={"width": width, "height": 800}, **options
        )
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: self.hear(message))
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("request", lambda request: self.watch(request.url))
        page.goto(path)
        return page

    def hear(self, message) -> None:
        """Keeps errors and warnings, among them what the policy forbade."""
        url = message.location.get("url", "")
        # Of an error page and of an incomplete form's answer, too, the browser tells as failures.
        is_meant = (
            re.search(r"a status of (404|410|422|429)", message.text) and "/static/" not in url
        )
        if message.type in ("error", "warning") and not is_meant:
            self.complaints.append(f"{message.text} ({url})")

    def watch(self, url: str) -> None:
        """Keeps requests that leave the site."""
        if urlsplit(url).scheme in ("http", "https") and not url.startswith(self.address):
            self.complaints.append(f"request to {url}")

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture(scope="session")
def network(django_db_setup, django_db_blocker, tmp_path_factory) -> Callable[[], None]:
    """Puts the network's own data into the database, and its files into their folder.

    It is loaded once; each test is given a copy.
    """
    files = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=files):
        call_command("load_prospera", verbosity=0)
        put_back = copies.keep()
        call_command("flush", interactive=False, verbosity=0)

    def load() -> None:
        put_back()
        shutil.copytree(files, settings.MEDIA_ROOT, dirs_exist_ok=True)

    return load


@pytest.fixture
def site(chromium, network, live_server) -> Iterator[Site]:
    """The site with the network's own data; what its pages complain of fails the test."""
    network()
    site = Site(live_server.url, chromium)
    yield site
    site.close()
    assert site.complaints == []


@pytest.fixture
def desk(site) -> Page:
    """The first page of the admin, signed in at."""
    get_user_model().objects.create_superuser("rosa", password="Oaxaca-2007-abril")
    page = site.open("/admin/", reduced_motion="reduce")
    page.get_by_label("E-mail address").fill("rosa")
    page.get_by_label("Password").fill("Oaxaca-2007-abril")
    page.get_by_role("button", name="Log in").click()
    return page


@pytest.fixture(scope="session")
def violations():
    """What axe finds wrong with a page: the rule, and where."""
    axe = Axe()
    options = {"runOnly": RULES, "resultTypes": ["violations"]}

    def run(page: Page) -> list[str]:
        found = axe.run(page, options=options).response["violations"]
        return [f"{v['id']}: {node['html'][:120]}" for v in found for node in v["nodes"]]

    return run
