"""The file itself, as a browser asks for it."""

import datetime
import hashlib
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.http import http_date

from newsletters.views import files
from tests.factories import EditionFactory
from tests.factories.newsletters import pdf

pytestmark = pytest.mark.django_db

ADDRESS = "/newsletters/2008-01/en.pdf"
PDF = Path(__file__).parents[2] / "newsletters/data/2008-01/en.pdf"


@pytest.fixture
def edition():
    return EditionFactory(newsletter__month=datetime.date(2008, 1, 1))


def headers_of(client) -> dict[str, str]:
    response = client.get(ADDRESS)
    response.getvalue()  # closes the file
    return response.headers


def test_the_file_of_the_project_is_lighter_than_60_kilobytes():
    assert PDF.stat().st_size < 60_000


def test_the_file_comes_as_a_pdf_to_be_read_in_the_browser(edition, client):
    response = client.get(ADDRESS)

    assert response.getvalue() == pdf()
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Length"] == str(len(pdf()))
    assert response.headers["Content-Disposition"] == (
        'inline; filename="ProsperA-newsletter-2008-01-en.pdf"; '
        "filename*=UTF-8''ProsperA%2C%20newsletter%20of%20January%202008.pdf"
    )


def test_the_file_may_run_nothing(edition, client):
    headers = headers_of(client)

    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; object-src 'self'; base-uri 'none'; form-action 'none'"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_file_may_be_kept_and_its_tag_is_its_digest(edition, client):
    headers = headers_of(client)

    assert set(headers["Cache-Control"].split(", ")) == {"public", "no-cache"}
    assert headers["ETag"] == f'"{hashlib.sha256(pdf()).hexdigest()}"'
    assert headers["Last-Modified"] == http_date(edition.updated_at.timestamp())


@pytest.mark.parametrize("prefix", ["", "/fr", "/es"])
def test_the_file_is_the_same_in_every_language_of_the_site(edition, client, prefix):
    assert client.get(prefix + ADDRESS).getvalue() == pdf()


def test_asking_for_the_head_brings_the_same_headers_and_no_byte(edition, client):
    response = client.head(ADDRESS)

    assert response.getvalue() == b""
    assert response.headers == headers_of(client)


def test_a_browser_that_has_the_file_is_not_sent_it_again(edition, client):
    tag = headers_of(client)["ETag"]

    response = client.get(ADDRESS, headers={"if-none-match": tag})

    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["ETag"] == tag


def test_a_browser_that_has_another_file_is_sent_this_one(edition, client):
    response = client.get(ADDRESS, headers={"if-none-match": '"another"'})

    assert (response.status_code, response.getvalue()) == (200, pdf())


def test_a_file_unchanged_since_is_not_sent_again(edition, client):
    since = headers_of(client)["Last-Modified"]

    assert client.get(ADDRESS, headers={"if-modified-since": since}).status_code == 304


def test_a_file_changed_since_is_sent(edition, client):
    since = http_date(edition.updated_at.timestamp() - 60)

    response = client.get(ADDRESS, headers={"if-modified-since": since})

    assert (response.status_code, response.getvalue()) == (200, pdf())


def test_a_new_file_has_a_new_tag(edition, client):
    tag = headers_of(client)["ETag"]
    edition.file = ContentFile(pdf(pages=2), name="second.pdf")
    edition.save()

    response = client.get(ADDRESS, headers={"if-none-match": tag})

    assert (response.status_code, response.getvalue()) == (200, pdf(pages=2))


@pytest.mark.parametrize("has_it_already", [False, True])
@pytest.mark.parametrize(
    "hidden, status",
    [
        ({"newsletter__draft": True}, 404),
        ({"newsletter__published_at": timezone.now() + datetime.timedelta(days=1)}, 404),
        ({"newsletter__archived": True}, 410),
    ],
    ids=["draft", "future", "archived"],
)
def test_the_file_of_an_issue_that_is_not_public_is_withheld(
    client, hidden, status, has_it_already
):
    edition = EditionFactory(**hidden)
    headers = {"if-none-match": f'"{edition.sha256}"'} if has_it_already else {}

    response = client.get(edition.get_absolute_url(), headers=headers)

    assert response.status_code == status
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("name", ["fr.pdf", "de.pdf", "en.html", "../../media/x.pdf"])
def test_a_file_that_never_was_is_not_found(edition, client, name):
    assert client.get(f"/newsletters/2008-01/{name}").status_code == 404


def test_a_withheld_file_is_not_kept_by_anyone_on_the_way(client):
    edition = EditionFactory(newsletter__draft=True)

    assert "public" not in client.get(edition.get_absolute_url()).headers.get("Cache-Control", "")


def test_a_file_is_not_to_be_had_past_the_view(edition, client):
    assert client.get(f"/media/{edition.file.name}").status_code == 404


def test_a_file_is_read_and_never_written_to(edition, client):
    assert client.post(ADDRESS).status_code == 405


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_file_costs_one_query(client, language, django_assert_num_queries):
    edition = EditionFactory(language=language)

    with django_assert_num_queries(1):
        assert client.get(edition.get_absolute_url()).getvalue() == pdf()


def test_however_many_read_an_issue_of_usual_size_none_is_refused(edition, client):
    responses = [client.get(ADDRESS) for _reader in range(9)]

    assert {response.status_code for response in responses} == {200}
    for response in responses:
        response.getvalue()


def test_a_third_who_reads_a_large_file_is_asked_to_wait(edition, client, monkeypatch):
    monkeypatch.setattr(files, "BUFFERED", edition.size - 1)
    first, second = (client.get(ADDRESS) for _reader in range(2))

    refused = client.get(f"/fr{ADDRESS}")
    known = client.get(ADDRESS, headers={"If-None-Match": first["ETag"]})
    first.getvalue()
    allowed = client.get(ADDRESS)

    assert (refused.status_code, refused["Retry-After"]) == (503, "60")
    assert refused.content.decode().startswith("D’autres fichiers sont en cours d’envoi.")
    assert not refused.has_header("ETag")
    assert known.status_code == 304
    assert (allowed.status_code, allowed["Content-Length"]) == (200, str(len(pdf())))
    for response in (second, allowed):
        assert response.getvalue() == pdf()


def test_a_proxy_that_finds_the_file_itself_is_told_where(edition, client, settings):
    settings.INTERNAL_REDIRECT = "/internal/media/"

    response = client.get(ADDRESS)

    assert response.headers["X-Accel-Redirect"] == f"/internal/media/{edition.file.name}"
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["ETag"] == f'"{edition.sha256}"'
    assert response.content == b""


def test_a_proxy_is_told_nothing_of_what_is_withheld(client, settings):
    settings.INTERNAL_REDIRECT = "/internal/media/"
    edition = EditionFactory(newsletter__draft=True)

    response = client.get(edition.get_absolute_url())

    assert response.status_code == 404
    assert not response.has_header("X-Accel-Redirect")
