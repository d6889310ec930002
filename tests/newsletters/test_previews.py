"""An issue, and its files, looked at by a link before it is public."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from newsletters.models import Newsletter
from tests.factories import EditionFactory, NewsletterFactory, UserFactory
from tests.factories.newsletters import pdf
from tests.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(UserFactory(groups=["Newsletter editor"]))
    return client


@pytest.fixture
def draft():
    return EditionFactory(newsletter=NewsletterFactory(draft=True, title_en="Oaxaca")).newsletter


@pytest.fixture
def visitor():
    return Client()


def link(editor, newsletter) -> str:
    page = read(editor.get(f"/admin/newsletters/newsletter/{newsletter.pk}/change/"))
    return page.one("input", id="id_preview_link")["value"].removeprefix("http://testserver")


def test_an_issue_is_seen_with_its_files_before_it_is_public(editor, visitor, draft):
    page = read(visitor.get(link(editor, draft)))

    assert "Oaxaca" in page.one("main").text
    assert page.one("p", class_="preview").text.startswith("Draft: not public yet.")
    file = visitor.get(page.links["Oaxaca (PDF, 1 KB, 1 page, English)"])
    assert file.getvalue() == pdf()
    assert file.headers["Cache-Control"] == "private, no-store"
    assert file.headers["Content-Security-Policy"].startswith("default-src 'none';")
    assert visitor.get(draft.editions.get().get_absolute_url()).status_code == 404


def test_a_language_that_the_issue_lacks_is_not_found(editor, visitor, draft):
    assert visitor.get(f"{link(editor, draft)[:-1]}/fr.pdf").status_code == 404


def test_an_issue_that_waits_for_its_time_is_seen(editor, visitor, draft):
    later = timezone.now() + datetime.timedelta(days=1)
    Newsletter.objects.update(status="published", published_at=later)

    assert visitor.get(link(editor, draft)).status_code == 200


def test_a_public_issue_is_at_its_own_address(editor, visitor, draft):
    address = link(editor, draft)
    Newsletter.objects.update(status="published", published_at=timezone.now())

    for sent_on in (address, f"{address}en.pdf"):
        assert visitor.get(sent_on).headers["Location"] == draft.get_absolute_url()


def test_the_link_of_an_issue_opens_no_organisation(editor, visitor, draft):
    token = link(editor, draft).split("/")[-2]

    assert visitor.get(f"/members/preview/{token}/").status_code == 404
