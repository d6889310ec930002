"""How often one may search."""

import pytest
from django.test import override_settings

from members.limits import SearchThrottle, network
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db

PAGES = ["/members/", "/embed/members/", "/members.csv", "/feeds/members.atom"]


def statuses(client, *addresses, **options):
    found = []
    for address in addresses:
        response = client.get(address, **options)
        if response.streaming:
            response.getvalue()  # read to its end, or its place stays taken
        found.append(response.status_code)
    return found


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("query", ["q=finca", "on=2007-12-31"])
def test_who_searches_too_often_is_asked_to_wait(client, limit, page, query):
    limit("2/min")
    addresses = [f"{page}?{query}&kind={kind}" for kind in ("mfi", "network", "support")]

    assert statuses(client, *addresses) == [200, 200, 429]


@pytest.mark.parametrize(
    "address, title",
    [
        ("/members/?q=a", "Too many searches"),
        ("/fr/members/?q=a", "Trop de recherches"),
        ("/es/members.json?q=a", "Demasiadas búsquedas"),
    ],
)
def test_the_refusal_says_so_in_the_readers_language_and_when_to_come_back(
    client, limit, address, title
):
    limit("1/min")
    client.get(address)

    refused = client.get(f"{address}b")

    assert refused.status_code == 429
    assert title in refused.content.decode()
    assert 0 < int(refused["Retry-After"]) <= 60
    assert not refused.has_header("ETag")


def test_suggestions_are_counted_apart(client, limit):
    limit("1/min")

    assert statuses(client, "/members/?q=finca", "/suggest/?q=finca") == [200, 200]
    refused = client.get("/suggest/?q=fincas")
    assert (refused.status_code, refused.json()) == (429, {"suggestions": []})


def test_a_page_that_is_kept_is_free(client, limit):
    limit("1/min")

    assert statuses(client, *["/members/?q=finca"] * 3) == [200] * 3


def test_what_searches_nothing_is_free(client, limit):
    limit("1/min")
    OrganisationFactory(name="Finca")
    pages = ["/", "/members/", "/members/?kind=mfi&page=1", "/members/?q=", "/members/finca/"]

    # An empty search is sent on to the list without it.
    assert statuses(client, "/members/?q=finca", *pages) == [200, 200, 200, 200, 302, 200]
    assert 429 not in statuses(client, *pages)


def test_one_who_types_all_the_time_is_let_type(client, settings, limit):
    rates = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]
    assert set(rates) == {"answer", "api", "search", "suggest", "subscribe", "reset"}
    limit("300/min")

    assert set(statuses(client, *(f"/suggest/?q=f{number}" for number in range(300)))) == {200}


@pytest.mark.parametrize(
    "address, counted_as",
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", network("2001:db8:1:2::")),
        ("not known", "not%20known"),
    ],
)
def test_a_network_of_ipv6_counts_as_one_visitor(address, counted_as):
    assert network(address) == counted_as
    assert network("2001:db8:1:2::1") != network("2001:db8:1:3::1")


@pytest.mark.parametrize("page", ["/members/?q=finca{}", "/api/v1/organisations/?page_size=1{}"])
def test_neighbours_are_counted_together_and_others_apart(client, limit, page):
    limit("1/min")
    visitors = ["2001:db8:1:2::1", "2001:db8:1:2:ffff::2", "2001:db8:1:3::1", "192.0.2.7"]

    # Each asks something else: a page that is kept is free.
    asked = [
        client.get(page.format(number), REMOTE_ADDR=visitor).status_code
        for number, visitor in enumerate(visitors)
    ]

    assert asked == [200, 429, 200, 200]


@pytest.mark.parametrize(
    "proxies, expected", [(0, [200, 429, 429]), (1, [200, 200, 429])], ids=["none", "one"]
)
def test_a_visitors_word_for_an_address_is_not_taken(client, limit, settings, proxies, expected):
    limit("1/min")
    forwarded = ["192.0.2.1", "192.0.2.2", "198.51.100.9, 192.0.2.1"]

    with override_settings(REST_FRAMEWORK=settings.REST_FRAMEWORK | {"NUM_PROXIES": proxies}):
        asked = [
            client.get(f"/members/?q=a{number}", headers={"X-Forwarded-For": given}).status_code
            for number, given in enumerate(forwarded)
        ]

    assert asked == expected


def test_where_nobody_has_an_address_nobody_is_limited(rf, limit):
    limit("1/min")
    request = rf.get("/members/?q=a", REMOTE_ADDR="")

    assert [SearchThrottle().allow_request(request, None) for _time in range(3)] == [True] * 3
