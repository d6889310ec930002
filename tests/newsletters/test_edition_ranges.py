"""A part of a file, as a reader goes on with a download, and as one asks who means no good."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import EditionFactory
from tests.factories.newsletters import pdf
from tests.reading import leave

pytestmark = pytest.mark.django_db

ADDRESS = "/newsletters/2008-01/en.pdf"
ALL = pdf()
SIZE = len(ALL)


@pytest.fixture(autouse=True)
def edition():
    return EditionFactory(newsletter__month=datetime.date(2008, 1, 1))


@pytest.mark.parametrize(
    "asked, start, stop",
    [
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, SIZE),
        ("bytes=-50", SIZE - 50, SIZE),
        (f"bytes=10-{SIZE * 9}", 10, SIZE),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE),
        ("bytes= 5 - 6 ", 5, 7),
    ],
)
def test_a_part_is_sent_and_says_which(client, asked, start, stop):
    response = client.get(ADDRESS, headers={"range": asked})

    assert response.status_code == 206
    assert response.getvalue() == ALL[start:stop]
    assert response.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{SIZE}"
    assert response.headers["Content-Length"] == str(stop - start)
    assert response.headers["Content-Type"] == "application/pdf"


def test_the_whole_says_that_parts_can_be_had(client):
    response = client.get(ADDRESS)

    assert (response.headers["Accept-Ranges"], response.getvalue()) == ("bytes", ALL)


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", f"bytes={SIZE + 5}-{SIZE + 9}"])
def test_a_part_behind_the_end_is_refused_with_the_size(client, asked):
    response = client.get(ADDRESS, headers={"range": asked})

    assert (response.status_code, response.content) == (416, b"")
    assert response.headers["Content-Range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=0-1,5-6",
        f"bytes=-{SIZE + 1}",
        "bytes=5-1",
        "bytes=a-b",
        "bytes",
        "lines=1-2",
        "bytes=--1",
        "",
    ],
)
def test_whoever_asks_otherwise_is_sent_the_whole(client, asked):
    response = client.get(ADDRESS, headers={"range": asked})

    assert (response.status_code, response.getvalue()) == (200, ALL)


@given(asked=st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=40))
def test_whatever_is_asked_for_is_answered(client, asked):
    response = client.get(ADDRESS, headers={"range": f"bytes={asked}"})

    assert response.status_code in (200, 206, 416)
    assert response.getvalue() in ALL


def test_one_who_has_the_beginning_of_this_file_is_sent_the_rest(client, edition):
    known = client.get(ADDRESS)
    for validator in (known.headers["ETag"], known.headers["Last-Modified"]):
        response = client.get(ADDRESS, headers={"range": "bytes=9-", "if-range": validator})

        assert (response.status_code, response.getvalue()) == (206, ALL[9:])
    leave(known)


@pytest.mark.parametrize("validator", ['"another"', "Tue, 01 Jan 2008 00:00:00 GMT"])
def test_one_who_has_the_beginning_of_another_is_sent_all_of_it(client, validator):
    response = client.get(ADDRESS, headers={"range": "bytes=9-", "if-range": validator})

    assert (response.status_code, response.getvalue()) == (200, ALL)


def test_the_head_of_a_part_is_the_head_of_the_whole(client):
    response = client.head(ADDRESS, headers={"range": "bytes=9-"})

    leave(response)
    assert (response.status_code, response.headers["Content-Length"]) == (200, str(SIZE))


def test_a_part_of_what_is_known_already_is_not_sent(client):
    known = client.get(ADDRESS)
    headers = {"range": "bytes=9-", "if-none-match": known.headers["ETag"]}
    leave(known)

    assert client.get(ADDRESS, headers=headers).status_code == 304
