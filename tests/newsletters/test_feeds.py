"""The feed of the newsletter's issues."""

import datetime
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from newsletters.models import Edition, Newsletter
from tests.factories import EditionFactory, NewsletterFactory

pytestmark = pytest.mark.django_db

ATOM = {"atom": "http://www.w3.org/2005/Atom"}
ADDRESS = "/feeds/newsletters.atom"


def feed(client, prefix=""):
    response = client.get(f"{prefix}{ADDRESS}", headers={"host": "localhost"})
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314  (our own answer)


def texts(element, path):
    return [found.text for found in element.findall(path, ATOM)]


def enclosures(element):
    links = element.findall("atom:entry/atom:link[@rel='enclosure']", ATOM)
    return [(link.get("href"), link.get("type"), int(link.get("length"))) for link in links]


def test_published_issues_come_latest_first(client):
    NewsletterFactory(month=datetime.date(2008, 1, 1), title_en="Launch")
    NewsletterFactory(month=datetime.date(2008, 3, 1), title_en="Spring")
    NewsletterFactory(month=datetime.date(2008, 4, 1), draft=True)
    NewsletterFactory(month=datetime.date(2008, 5, 1), archived=True)
    due = timezone.now() + datetime.timedelta(hours=1)
    NewsletterFactory(month=datetime.date(2008, 6, 1), published_at=due)

    assert texts(feed(client), "atom:entry/atom:title") == [
        "March 2008: Spring",
        "January 2008: Launch",
    ]


def test_an_entry_has_its_id_its_dates_its_address_and_its_pdf(client):
    issue = NewsletterFactory(
        month=datetime.date(2008, 1, 1),
        summary_en="A & B",
        published_at=datetime.datetime(2008, 1, 15, tzinfo=datetime.UTC),
    )
    edition = EditionFactory(newsletter=issue)
    replaced = datetime.datetime(2008, 2, 1, tzinfo=datetime.UTC)
    Edition.objects.update(updated_at=replaced)

    found = feed(client)

    entry = found.find("atom:entry", ATOM)
    assert texts(entry, "atom:id") == [f"tag:localhost,2026:en/newsletters/{issue.pk}"]
    assert texts(entry, "atom:published") == ["2008-01-15T00:00:00+00:00"]
    assert texts(entry, "atom:updated") == ["2008-02-01T00:00:00+00:00"]
    assert texts(entry, "atom:summary") == ["<p>A &amp; B</p>"]
    assert entry.find("atom:link", ATOM).get("href") == "http://localhost/newsletters/2008-01/"
    assert enclosures(found) == [
        ("http://localhost/newsletters/2008-01/en.pdf", "application/pdf", edition.size)
    ]


def test_the_pdf_is_the_one_in_the_readers_language_where_there_is_one(client):
    both = NewsletterFactory(month=datetime.date(2008, 2, 1))
    EditionFactory(newsletter=both, language="en")
    EditionFactory(newsletter=both, language="fr")
    EditionFactory(newsletter__month=datetime.date(2008, 1, 1), language="es")
    NewsletterFactory(month=datetime.date(2007, 12, 1))

    found = feed(client, "/fr")

    assert [href for href, _type, _size in enclosures(found)] == [
        "http://localhost/newsletters/2008-02/fr.pdf",
        "http://localhost/newsletters/2008-01/es.pdf",
    ]


def test_the_feed_speaks_the_readers_language(client):
    NewsletterFactory(month=datetime.date(2008, 1, 1), title_en="Launch", title_fr="Lancement")

    found = feed(client, "/fr")

    assert found.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    assert texts(found, "atom:title") == ["ProsperA\u00a0: Bulletins"]
    assert texts(found, "atom:entry/atom:title") == ["janvier 2008\u00a0: Lancement"]


def test_control_characters_break_no_feed(client):
    NewsletterFactory(month=datetime.date(2008, 1, 1), title_en="A\x0bB", summary_en="\x01")

    assert texts(feed(client), "atom:entry/atom:title") == ["January 2008: AB"]


def test_who_has_it_already_gets_304_until_an_issue_appears_at_its_hour(client):
    NewsletterFactory()
    due = timezone.now() + datetime.timedelta(days=1)
    later = NewsletterFactory(published_at=due)
    tag = client.get(ADDRESS)["ETag"]

    again = client.get(ADDRESS, headers={"If-None-Match": tag})
    assert again.status_code == 304

    # As time would do it: nothing is saved, so no change is noted.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("newsletters.models.newsletter.timezone.now", lambda: due)
        now_there = client.get(ADDRESS, headers={"If-None-Match": tag})

    assert now_there.status_code == 200
    assert later in Newsletter.objects.filter(published_at=due)


def test_head_has_no_body_and_post_is_not_allowed(client):
    response = client.head(ADDRESS)

    assert response.getvalue() == b""
    assert "Content-Length" not in response
    assert client.post(ADDRESS).status_code == 405


@pytest.mark.parametrize("number", [1, 30])
def test_the_number_of_queries_does_not_grow(client, django_assert_num_queries, number):
    for _number in range(number):
        EditionFactory()

    with django_assert_num_queries(4):
        client.get(ADDRESS)
