"""What a page costs a reader on a slow line: the budgets of its first view, as Brotli bytes."""

import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders

KILOBYTE = 1000
QUALITY = 5  # what a web server takes the time for
BUDGETS = {
    "/members/": 32,
    "/members/?kind=network&region=africa&q=a": 32,
    "/members/cerise/": 40,
    "/newsletters/": 40,
    "/newsletters/2008-01/": 40,
    "/contact/": 40,
}


def weight(page) -> dict[str, int]:
    """Bytes on the wire of everything that the browser asked for, by address."""
    page.wait_for_load_state("networkidle")
    urls = set()
    page.on("response", lambda response: urls.add(response.url))
    page.reload(wait_until="networkidle")
    # Asked for once more: a browser does not give out again what it took from its own store.
    found = {url: page.request.get(url).body() for url in urls}
    compressed = re.compile(r"\.(woff2|png|jpg)$")
    return {
        url: len(body if compressed.search(url) else brotli.compress(body, quality=QUALITY))
        for url, body in found.items()
    }


@pytest.mark.parametrize("prefix", ["", "/fr", "/es"], ids=["en", "fr", "es"])
def test_the_first_view_of_a_page_stays_within_its_budget(site, prefix):
    over = {}

    for path, budget in BUDGETS.items():
        total = sum(weight(site.open(prefix + path)).values())
        if total > budget * KILOBYTE:
            over[path] = total

    assert over == {}


def test_a_page_asks_for_six_files_at_most_and_one_small_script(site):
    urls = weight(site.open("/members/"))

    assert len(urls) <= 6
    assert [url.rpartition("/")[2] for url in urls if url.endswith(".js")] == ["suggest.js"]
    assert len(Path(finders.find("js/suggest.js")).read_bytes()) < 5 * KILOBYTE


def test_the_style_sheet_is_light():
    style = Path(finders.find("css/site.css")).read_bytes()

    assert len(brotli.compress(style, quality=QUALITY)) < 9 * KILOBYTE


def test_a_repeat_view_costs_little_more_than_its_page(site):
    page = site.open("/members/")
    page.wait_for_load_state("networkidle")
    network = page.context.new_cdp_session(page)
    sent = []
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))

    answer = page.goto("/members/?region=africa", wait_until="networkidle")

    # Of what was sent the page is the largest, as the tests' server does not compress it.
    body = answer.body()
    assert max(sent) >= len(body)
    compressed = len(brotli.compress(body, quality=QUALITY))
    assert sum(sent) - max(sent) + compressed < 8 * KILOBYTE


def test_the_same_page_again_is_not_sent_again(site):
    page = site.open("/members/")
    again = {"If-None-Match": page.request.get("/members/").headers["etag"]}

    answer = page.request.get("/members/", headers=again)

    assert (answer.status, answer.body()) == (304, b"")


SHIFTS = """
new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 500);
})
"""


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_while_a_page_loads(site, width):
    moved = {}
    page = site.open("/", width)
    for path in ["/", *BUDGETS]:
        # The font and the style come late, as they do on a slow line.
        page.route("**/static/**", lambda route: (page.wait_for_timeout(150), route.continue_()))
        page.goto(path, wait_until="networkidle")
        if shift := page.evaluate(SHIFTS):
            moved[path] = shift

    assert moved == {}
