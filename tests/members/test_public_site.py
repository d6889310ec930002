"""Every public page of the real network, in three languages: found by following its links."""

import re
from collections import Counter
from io import BytesIO
from urllib.parse import urljoin, urlsplit
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings

from members.models import Contact
from tests.reading import read

# The tests read what one fixture fetched; the mark has the database made for it.
pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "fr", "es")
START = ("/", "/fr/", "/es/")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, tmp_path_factory):
    """The responses of all pages by their paths, and the contacts' addresses."""
    files = override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
    )
    with files, django_db_blocker.unblock(), transaction.atomic():
        call_command("load_prospera", verbosity=0)
        emails = set(Contact.objects.values_list("email", flat=True))
        pages = crawl(Client())
        transaction.set_rollback(True)
    return pages, emails


def crawl(client):
    pages, ahead = {}, [*START, "/robots.txt", "/sitemap.xml"]
    while ahead:
        path = ahead.pop()
        if path not in pages:
            pages[path] = response = client.get(path)
            response.body = response.getvalue() if response.streaming else response.content
            ahead += links(path, pages[path])
    return pages


def links(path, response):
    """Paths that a page leads to; of the directory's endless queries, none."""
    if not response.get("Content-Type", "").startswith("text/html"):
        return []
    found = {urljoin(path, link["href"]) for link in read(response).all("a")}
    return sorted(
        urlsplit(address).path
        for address in found
        if not urlsplit(address).netloc and not urlsplit(address).scheme
    )


@pytest.fixture
def pages(site):
    return {
        path: response
        for path, response in site[0].items()
        if response["Content-Type"].startswith("text/html")
    }


def language(path):
    return path[1:3] if path.startswith(("/fr/", "/es/")) else "en"


def test_every_link_leads_to_a_page(site):
    assert {path: r.status_code for path, r in site[0].items() if r.status_code != 200} == {}


def test_every_page_is_found_in_every_language(pages):
    by_language = {
        code: {path.removeprefix(f"/{code}") for path in pages if language(path) == code}
        for code in LANGUAGES
    }

    # home, directory, timeline, regions, about, contact, privacy, accessibility, newsletters,
    # one issue, the form to subscribe, open data, printable list;
    # 36 profiles, 4 regions, 18 countries, 4 forms
    assert {code: len(found) for code, found in by_language.items()} == dict.fromkeys(
        LANGUAGES, 13 + 36 + 4 + 18 + 4
    )
    assert by_language["en"] == by_language["fr"] == by_language["es"]


def test_every_page_says_its_language_and_leads_to_the_others(pages):
    for path, response in pages.items():
        page = read(response)
        alternates = {
            link["hreflang"] for link in page.all("link", rel="alternate") if "hreflang" in link
        }

        assert page.one("html")["lang"] == language(path)
        assert alternates == {*LANGUAGES, "x-default"}


def text_of(path: str, body: bytes) -> str:
    """What can be read in a page or file: of a workbook, its parts unpacked."""
    if path.endswith(".pdf"):
        return ""
    if path.endswith(".xlsx"):
        with ZipFile(BytesIO(body)) as workbook:
            body = b"\n".join(map(workbook.read, workbook.namelist()))
    return body.decode(errors="ignore")


def test_no_page_or_file_of_the_site_shows_an_email_address(site):
    found = {
        path: sorted(set(ADDRESS.findall(text_of(path, response.body))))
        for path, response in site[0].items()
    }

    assert {path: addresses for path, addresses in found.items() if addresses} == {}


def test_no_page_names_a_contacts_mailbox_in_another_spelling(site):
    pages, emails = site
    text = "\n".join(text_of(path, response.body) for path, response in pages.items())

    assert len(emails) == 4
    words = re.split(r"[^\w.+-]+", text)
    # The organisation's own address on this site is /members/cerise/.
    assert {email.split("@")[0] for email in emails} & set(words) == {"cerise"}


def test_no_page_sets_a_cookie(site):
    assert {path for path, response in site[0].items() if response.cookies} == set()


def test_no_page_varies_by_cookie_so_that_all_may_be_kept(pages):
    assert {path for path, response in pages.items() if "Cookie" in response.get("Vary", "")} == (
        set()
    )


def test_pages_hold_no_script_and_no_style_of_their_own(pages):
    for path, response in pages.items():
        elements = read(response).all()
        inline = [
            name for e in elements for name in e.attributes if name == "style" or name[:2] == "on"
        ]
        inline += [e.tag for e in elements if e.tag == "style" or runs_by_itself(e)]

        assert (path, inline) == (path, [])


def runs_by_itself(element):
    """Whether it is a script that stands in the page; data and files of ours are not."""
    is_data = element["type"] == "application/ld+json"
    is_file = element["src"] and not element.text
    return element.tag == "script" and not (is_data or is_file)


def test_pages_load_nothing_from_elsewhere(pages):
    for path, response in pages.items():
        page = read(response)
        loaded = [e["src"] for e in page.all() if e["src"]]
        loaded += [e["href"] for e in page.all("link") if e["rel"] in ("icon", "stylesheet")]

        assert (path, [source for source in loaded if not source.startswith("/static/")]) == (
            path,
            [],
        )


def test_every_page_has_one_heading_a_title_of_its_own_and_each_id_once(pages):
    titles = Counter()
    for path, response in pages.items():
        page = read(response)
        ids = Counter(e["id"] for e in page.all() if e["id"])
        titles[language(path), page.one("head").one("title").text] += 1

        assert page.one("h1").text
        assert (path, [name for name, times in ids.items() if times > 1]) == (path, [])
    assert [title for title, times in titles.items() if times > 1] == []


def test_every_control_has_a_label_and_every_reference_its_target(pages):
    for path, response in pages.items():
        page = read(response)
        ids = {e["id"] for e in page.all() if e["id"]}
        labelled = {label["for"] for label in page.all("label")}
        controls = {
            e["id"]
            for e in page.all()
            if e.tag in ("input", "select", "textarea") and e["type"] != "hidden"
        }
        references = {
            target
            for e in page.all()
            for name in ("aria-labelledby", "aria-describedby", "for", "form", "popovertarget")
            for target in (e[name] or "").split()
        }
        references |= {
            e["href"][1:] for e in page.all() if (e["href"] or "").startswith("#") and e["href"][1:]
        }

        assert (path, controls - labelled, references - ids) == (path, set(), set())
