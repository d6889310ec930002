"""How often a file was downloaded: readers are counted, and nothing is kept of them."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from members.formats import format_month
from newsletters.models import DownloadCount
from tests.factories import EditionFactory
from tests.reading import leave
from tests.reading import read as page

pytestmark = pytest.mark.django_db

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
ROBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


@pytest.fixture
def edition():
    return EditionFactory(newsletter__month=datetime.date(2008, 1, 1))


def read(client, edition, **headers) -> int:
    """The status of the answer, read to its end, to one who asks as browsers do."""
    response = client.get(edition.get_absolute_url(), headers={"user-agent": BROWSER} | headers)
    response.getvalue()
    return response.status_code


def counted() -> list[int]:
    return list(DownloadCount.objects.values_list("count", flat=True))


def test_each_download_of_a_day_is_one_more(client, edition):
    for _reader in range(3):
        read(client, edition)

    (row,) = DownloadCount.objects.all()
    assert (row.edition, row.count) == (edition, 3)


def test_a_download_begun_in_parts_is_one(client, edition):
    for part in ("bytes=0-9", "bytes=10-19", "bytes=20-"):
        assert read(client, edition, range=part) == 206

    assert counted() == [1]


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": ROBOT},
        {"user-agent": ""},
        {"sec-purpose": "prefetch;prerender"},
        {"range": "bytes=999999999-"},
    ],
    ids=["robot", "nameless", "fetched ahead", "refused"],
)
def test_what_is_no_reader_is_not_counted(client, edition, headers):
    read(client, edition, **headers)

    assert counted() == []


def test_whoever_has_it_already_is_not_counted(client, edition):
    assert read(client, edition, **{"if-none-match": f'"{edition.sha256}"'}) == 304
    assert counted() == []


def test_a_look_at_the_head_is_not_counted(client, edition):
    leave(client.head(edition.get_absolute_url(), headers={"user-agent": BROWSER}))

    assert counted() == []


def test_what_editors_look_at_before_it_is_public_is_not_counted(admin_client):
    assert read(admin_client, EditionFactory(newsletter__draft=True)) == 200
    assert counted() == []


def test_a_reader_costs_one_query_more(client, edition, django_assert_num_queries):
    with django_assert_num_queries(2):
        read(client, edition)


def test_a_reader_is_counted_once_the_file_is_read_or_left(client, edition):
    response = client.get(edition.get_absolute_url(), headers={"user-agent": BROWSER})
    before = counted()
    leave(response)

    assert (before, counted()) == ([], [1])


def test_where_nothing_can_be_counted_the_file_is_sent_all_the_same(client, edition, caplog):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE newsletters_downloadcount RENAME TO elsewhere")
    response = client.get(edition.get_absolute_url(), headers={"user-agent": BROWSER})

    assert response.status_code == 200
    assert b"%PDF" in b"".join(response.streaming_content)
    assert "was not counted" in caplog.text


def test_editors_see_how_often_it_was_downloaded(admin_client, edition):
    today = timezone.localdate()
    for day, number in ((today, 3), (today - datetime.timedelta(days=4000), 1200)):
        DownloadCount.objects.create(edition=edition, day=day, count=number)

    listed = page(admin_client.get("/admin/newsletters/edition/"))
    change = page(admin_client.get(f"/admin/newsletters/edition/{edition.pk}/change/"))

    assert "1,203" in [cell.text for cell in listed.all("td")]
    table = change.one("table", class_="downloads")
    rows = [row.text.split() for row in table.one("tbody").all("tr")]
    assert len(rows) == 12
    assert rows[-1] == [*format_month(today).capitalize().split(), "3"]
    assert rows[0][-1] == "0"
