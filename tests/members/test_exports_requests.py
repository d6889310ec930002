"""How files and feeds are asked for: bad values, what has not changed, HEAD, and what it costs."""

import tracemalloc
from datetime import date

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from members.models import Change, Membership, Organisation
from tests.factories import (
    AlternateNameFactory,
    CountryFactory,
    MembershipFactory,
    OrganisationFactory,
)

pytestmark = pytest.mark.django_db

FILES = ["/members.csv", "/members.xlsx", "/members.json", "/members.geojson"]
FEED = "/feeds/members.atom"
EACH = pytest.mark.parametrize("address", [*FILES, FEED])
EACH_FILE = pytest.mark.parametrize("address", FILES)


def read(client, address, **options):
    """The answer, read to its end, at which the client itself closes it."""
    response = client.get(address, **options)
    response.getvalue()
    return response


# Values that make no sense


@pytest.mark.parametrize(
    "query, part, value",
    [
        ("country=BO&country=ZZ", "country", "ZZ"),
        ("kind=bank", "kind", "bank"),
        ("region=atlantis", "region", "atlantis"),
        ("on=31.12.2007", "on", "31.12.2007"),
        ("sort=size", "sort", "size"),
        (f"q={'long+' * 60}", "q", "long long"),
        ("q=nul%00", "q", "nul"),
    ],
)
@EACH
def test_a_value_that_makes_no_sense_is_named(client, address, query, part, value):
    response = client.get(f"{address}?{query}")

    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert f"“{part}” cannot be “{value}" in response.content.decode()
    assert "ETag" not in response


def test_every_bad_value_has_its_line_in_the_readers_language(client):
    response = client.get("/fr/members.csv?on=never&kind=bank")

    lines = response.content.decode().splitlines()
    assert len(lines) == 2
    assert "Saisissez une date valide." in lines[1]


def test_a_bad_value_is_shown_in_one_line_cut_short(client):
    response = client.get(f"/members.csv?kind=a%0Ab{'c' * 100}")

    [line] = response.content.decode().splitlines()
    assert "“a bccc" in line
    assert len(line) < 100


@EACH
def test_what_the_page_does_not_know_is_ignored_as_the_page_does(client, address):
    OrganisationFactory()

    assert read(client, f"{address}?utm_source=mail&page=9").status_code == 200


@EACH
def test_an_empty_value_is_none(client, address):
    response = read(client, f"{address}?q=&kind=&on=&sort=")

    assert response.status_code == 200


# How it is handed over


@pytest.mark.parametrize(
    "address, kind, disposition",
    [
        ("/members.csv", "text/csv; charset=utf-8", 'attachment; filename="{}.csv"'),
        (
            "/members.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            'attachment; filename="{}.xlsx"',
        ),
        ("/members.json", "application/json", 'inline; filename="{}.json"'),
        ("/members.geojson", "application/geo+json", 'inline; filename="{}.geojson"'),
    ],
)
def test_a_file_has_its_type_and_in_its_name_language_and_day(client, address, kind, disposition):
    response = read(client, f"{address}?on=2007-12-31")
    spanish = read(client, f"/es{address}?on=2007-12-31")

    assert response.streaming
    assert response["Content-Type"] == kind
    assert response["Content-Disposition"] == disposition.format("ProsperA-members-en-2007-12-31")
    assert spanish["Content-Disposition"] == disposition.format("ProsperA-members-es-2007-12-31")


@EACH
def test_head_has_the_headers_and_reads_no_organisation(client, address):
    OrganisationFactory()
    asked = read(client, address)

    with CaptureQueriesContext(connection) as queries:
        response = client.head(address)

    kept = ("Content-Type", "Content-Disposition", "ETag", "Cache-Control")
    assert [response.get(name) for name in kept] == [asked.get(name) for name in kept]
    assert "Content-Length" not in response
    assert response.getvalue() == b""
    assert not any('FROM "members_organisation"' in query["sql"] for query in queries)


@EACH
def test_nothing_may_be_sent_there(client, address):
    assert client.post(address).status_code == 405


# What has not changed


@EACH
def test_who_has_it_already_gets_304_for_one_query(client, django_assert_num_queries, address):
    OrganisationFactory()
    first = read(client, address)

    with django_assert_num_queries(1):
        again = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert again["ETag"] == first["ETag"]
    assert again["Cache-Control"] == "public, no-cache"


@EACH
def test_an_editors_save_makes_it_new(client, address):
    organisation = OrganisationFactory()
    first = read(client, address)

    before = Change.objects.stamp()
    organisation.save()
    again = read(client, address, headers={"If-None-Match": first["ETag"]})

    assert Change.objects.stamp() != before
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]


@EACH
def test_another_query_or_language_is_another_file(client, address):
    tags = set()
    for one in (address, f"{address}?kind=mfi", f"/fr{address}"):
        tags.add(read(client, one)["ETag"])

    assert len(tags) == 3


# What it costs


def make(number):
    for _number in range(number):
        organisation = OrganisationFactory()
        AlternateNameFactory(organisation=organisation)
        MembershipFactory(organisation=organisation)


@EACH
@pytest.mark.parametrize("number", [1, 30])
def test_the_number_of_queries_does_not_grow(client, address, number):
    make(number)

    with CaptureQueriesContext(connection) as queries:
        read(client, f"{address}?sort=country")

    statements = [query["sql"] for query in queries if "CURSOR" not in query["sql"]]
    assert len(statements) <= 7


@pytest.fixture
def ten_thousand():
    """Organisations that can be listed but not searched for: that part takes longest to make."""
    country = CountryFactory()
    made = QuerySet.bulk_create(
        Organisation.objects.all(),
        [
            Organisation(
                name=f"Organisation {number}",
                slug=f"organisation-{number}",
                kind="support" if number % 10 else "mfi",
                country=country,
                region=country.region,
                status="published",
                description_en="Savings and credit. " * 10,
            )
            for number in range(10_000)
        ],
        batch_size=1000,
    )
    Membership.objects.bulk_create(
        (Membership(organisation=organisation, start=date(2007, 4, 1)) for organisation in made),
        batch_size=1000,
    )


def consumed(client, address):
    """The bytes of an answer, and the most memory that Python needed for it."""
    tracemalloc.start()
    try:
        response = client.get(address)
        size = sum(len(block) for block in response.streaming_content)
        return size, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_is_flat_however_many_there_are(client, ten_thousand):
    # A tenth of them as a workbook: measuring makes it slow.
    least = {
        "/members.csv": 3_500_000,
        "/members.json": 5_500_000,
        "/members.xlsx?kind=mfi": 40_000,
    }
    client.get("/members.json?kind=mfi").getvalue()  # what is read once and kept

    consumptions = {address: consumed(client, address) for address in least}

    for address, (size, peak) in consumptions.items():
        assert size > least[address]
        assert peak < 3_000_000, address
