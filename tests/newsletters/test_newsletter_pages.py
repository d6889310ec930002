"""The archive of the newsletter, and the page of one issue."""

import datetime
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains

from tests.factories import EditionFactory, NewsletterFactory, OrganisationFactory
from tests.reading import read

pytestmark = pytest.mark.django_db

PDF = Path(__file__).parents[2] / "newsletters/data/2008-01/en.pdf"
LAUNCH = "Launch of the ProsperA network: social performance in microfinance"
LANCEMENT = "Lancement du réseau ProsperA : la performance sociale en microfinance"
LANZAMIENTO = "Lanzamiento de la red ProsperA: el desempeño social en las microfinanzas"
LANGUAGES = [
    ("", f"{LAUNCH} (PDF, 57 KB, 2 pages, English)"),
    ("/fr", f"{LANCEMENT} (PDF, 57 Ko, 2 pages, anglais)"),
    ("/es", f"{LANZAMIENTO} (PDF, 57 KB, 2 páginas, inglés)"),
]
TOMORROW = timezone.now() + datetime.timedelta(days=1)


def hidden_issues():
    """One issue of each sort that the public does not see, with its file."""
    EditionFactory(newsletter__draft=True, newsletter__title_en="Draft")
    EditionFactory(newsletter__archived=True, newsletter__title_en="Archived")
    EditionFactory(newsletter__published_at=TOMORROW, newsletter__title_en="Future")


def issue_links(response) -> list[str]:
    """Where the links of the page's text to issues and their files lead, each once, in order."""
    found = (link["href"] for link in read(response).one("main").all("a"))
    return list(dict.fromkeys(href for href in found if href.startswith("/newsletters/2")))


def test_the_archive_lists_issues_by_year_latest_first(client):
    for year, month in ((2008, 1), (2009, 2), (2009, 7)):
        NewsletterFactory(month=datetime.date(year, month, 1))

    response = client.get("/newsletters/")

    headings = [element for element in read(response).all() if element.tag in ("h3", "h4")]
    assert [(heading.tag, heading.text) for heading in headings][-5:] == [
        *(("h3", "2009"), ("h4", "July 2009"), ("h4", "February 2009")),
        *(("h3", "2008"), ("h4", "January 2008")),
    ]
    assertContains(response, "3 issues")


def test_the_archive_hides_what_is_not_public(client):
    shown = NewsletterFactory()
    hidden_issues()

    response = client.get("/newsletters/")

    assert issue_links(response) == [shown.get_absolute_url()]
    assertContains(response, "1 issue")


def test_an_empty_archive_says_so(client):
    hidden_issues()

    response = client.get("/newsletters/")

    assertContains(response, "No newsletter has been published yet.")
    assert issue_links(response) == []


@pytest.mark.parametrize("total", [1, 3])
def test_the_archive_costs_as_many_queries_for_three_issues_as_for_one(
    client, total, django_assert_num_queries
):
    EditionFactory.create_batch(total)

    with django_assert_num_queries(5):
        years = client.get("/newsletters/").context["years"]

    assert sum(len(year["newsletters"]) for year in years) == total


@pytest.mark.parametrize("total", [1, 3])
def test_an_issue_costs_as_many_queries_for_three_organisations_as_for_one(
    client, total, django_assert_num_queries
):
    edition = EditionFactory()
    edition.newsletter.organisations.set(OrganisationFactory.create_batch(total))

    with django_assert_num_queries(8):
        response = client.get(edition.newsletter.get_absolute_url())

    assert len(response.context["organisations"]) == total


def test_the_issue_of_january_2008_is_named_in_each_language(prospera, client):
    titles = [
        read(client.get(f"{prefix}/newsletters/2008-01/")).one("h1").text
        for prefix in ("", "/fr", "/es")
    ]

    assert titles == ["January 2008", "Janvier 2008", "Enero de 2008"]


@pytest.mark.parametrize("prefix, words", LANGUAGES, ids=["en", "fr", "es"])
def test_the_link_to_the_pdf_tells_what_it_costs(prospera, client, prefix, words):
    found = read(client.get(f"{prefix}/newsletters/2008-01/")).links

    pdfs = {label: href for label, href in found.items() if href.endswith(".pdf")}
    assert pdfs == {words: "/newsletters/2008-01/en.pdf"}


@pytest.mark.parametrize("prefix, words", LANGUAGES, ids=["en", "fr", "es"])
def test_the_link_to_the_pdf_leads_to_the_very_file_of_the_project(prospera, client, prefix, words):
    for page in ("/", "/newsletters/", "/newsletters/2008-01/", "/members/finca/"):
        address = read(client.get(prefix + page)).links[words]

        assert client.get(address).getvalue() == PDF.read_bytes()


def test_the_summary_says_that_the_edition_is_typeset_anew(prospera, client):
    assertContains(client.get("/newsletters/2008-01/"), "re-typeset edition")
    assertContains(client.get("/fr/newsletters/2008-01/"), "édition recomposée")
    assertContains(client.get("/es/newsletters/2008-01/"), "edición recompuesta")


def test_the_issue_names_all_members_of_the_announcement(prospera, client):
    response = client.get("/newsletters/2008-01/")

    assert len(set(read(response).slugs)) == 36


def test_an_issue_leaves_out_organisations_that_are_not_public(client):
    newsletter = NewsletterFactory()
    shown = OrganisationFactory()
    hidden = [OrganisationFactory(draft=True), OrganisationFactory(archived=True)]
    newsletter.organisations.set([shown, *hidden])

    response = client.get(newsletter.get_absolute_url())

    assert list(response.context["organisations"]) == [shown]


def test_an_issue_leads_to_its_public_neighbours(client):
    before, here, after = NewsletterFactory.create_batch(3)
    hidden_issues()

    response = client.get(here.get_absolute_url())

    assert issue_links(response) == [before.get_absolute_url(), after.get_absolute_url()]


@pytest.mark.parametrize(
    "hidden, status",
    [({"draft": True}, 404), ({"published_at": TOMORROW}, 404), ({"archived": True}, 410)],
    ids=["draft", "future", "archived"],
)
def test_an_issue_that_is_not_public_has_no_page(client, hidden, status):
    newsletter = NewsletterFactory(title_en="Between ourselves", **hidden)

    response = client.get(newsletter.get_absolute_url())

    assert response.status_code == status
    assert "Between ourselves" not in response.content.decode()


@pytest.mark.parametrize("address", ["2008-02/", "2008-13/", "2008-1/", "latest/"])
def test_an_issue_that_never_was_is_not_found(client, address):
    NewsletterFactory(month=datetime.date(2008, 1, 1))

    assert client.get(f"/newsletters/{address}").status_code == 404


def test_the_home_page_shows_the_latest_public_issue(client):
    NewsletterFactory()
    latest = NewsletterFactory()
    hidden_issues()

    assert issue_links(client.get("/")) == [latest.get_absolute_url()]


def test_the_sitemap_knows_public_issues_only(client):
    shown = NewsletterFactory()
    hidden_issues()

    found = client.get("/sitemap-newsletters.xml").content.decode()

    assert found.count("<loc>http://testserver/newsletters/2") == 1
    assert f"<loc>http://testserver{shown.get_absolute_url()}</loc>" in found


def test_the_archive_can_be_had_in_one_language(client):
    january = EditionFactory(newsletter__month=datetime.date(2008, 1, 1), language="fr").newsletter
    EditionFactory(newsletter__month=datetime.date(2008, 2, 1), language="en")

    page = read(client.get("/newsletters/?language=fr"))

    choice = page.one("main").one("nav", aria_label="Language")
    assert [link.text for link in choice.all("a")] == ["All languages", "English", "French"]
    ledger = page.one("ol", class_="ledger")
    assert {link["href"] for link in ledger.all("a")} == {
        january.get_absolute_url(),
        "/newsletters/2008-01/fr.pdf",
    }
    assert 'name="robots" content="noindex,follow"' in client.get("/newsletters/?language=fr").text


def test_a_language_that_no_issue_has_leads_back_to_all(client):
    EditionFactory(language="en")

    response = client.get("/newsletters/?language=es")

    assertContains(response, "No issue can be read in this language yet.")
    assertContains(response, '<a href="/newsletters/"')


def test_issues_in_one_language_offer_no_choice(client):
    EditionFactory(language="en")

    assert "All languages" not in client.get("/newsletters/").text
