"""How the API behaves on the web: languages, caches, other sites' pages, limits, errors."""

import pytest

from members.models import Organisation
from prosper import errors
from tests.factories import CountryFactory, NewsletterFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

LISTS = ["organisations", "countries", "regions", "newsletters"]
ORGANISATIONS = "/api/v1/organisations/"


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_network_has_empty_lists(client, name):
    answer = client.get(f"/api/v1/{name}/").json()

    assert (answer["count"], answer["next"], answer["results"]) == (0, None, [])


def test_countries_and_regions_have_members_and_names(client, prospera):
    countries = client.get("/api/v1/countries/?lang=es").json()["results"]
    regions = client.get("/api/v1/regions/").json()["results"]

    assert len(countries) == 18
    bolivia = next(country for country in countries if country["code"] == "BO")
    assert bolivia["names"] == {"en": "Bolivia", "fr": "Bolivie", "es": "Bolivia"}
    assert bolivia["region"]["name"] == "América Latina"
    assert bolivia["organisations"] == Organisation.objects.filter(country="BO").count()
    assert [(region["slug"], region["organisations"]) for region in regions] == [
        ("latin-america", 14),
        ("africa", 6),
        ("asia", 4),
        ("europe", 12),
    ]


@pytest.mark.parametrize("name, queries", [("countries", 3), ("regions", 2)])
def test_lists_of_places_take_few_queries(client, django_assert_num_queries, name, queries):
    for code in ("BJ", "ML", "TG"):
        OrganisationFactory(country=CountryFactory(code=code))
        with django_assert_num_queries(queries):
            client.get(f"/api/v1/{name}/")


def test_the_language_is_the_one_asked_for_whatever_the_browser_prefers(client):
    OrganisationFactory(country=CountryFactory(code="MA"))

    def name(**query):
        headers = {"Accept-Language": "es"}
        answer = client.get(ORGANISATIONS, query, headers=headers)
        return answer["Content-Language"], answer.json()["results"][0]["country"]["name"]

    assert name() == ("en", "Morocco")
    assert name(lang="fr") == ("fr", "Maroc")


def test_who_has_the_answer_gets_304_until_something_is_saved(client, django_assert_num_queries):
    organisation = OrganisationFactory()
    first = client.get(ORGANISATIONS)
    assert first["Cache-Control"] == "public, no-cache"

    with django_assert_num_queries(1):
        again = client.get(ORGANISATIONS, headers={"If-None-Match": first["ETag"]})
    organisation.save()
    changed = client.get(ORGANISATIONS, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert (changed.status_code, changed["ETag"] != first["ETag"]) == (200, True)


def test_each_query_and_language_has_a_tag_of_its_own(client):
    addresses = ["", "?lang=fr", "?q=a", "?page_size=1"]

    assert len({client.get(ORGANISATIONS + address)["ETag"] for address in addresses}) == 4


def test_refusals_are_not_kept(client):
    response = client.get(ORGANISATIONS, {"country": "XX"})

    assert not response.has_header("ETag")


def test_pages_of_other_sites_may_read(client):
    answer = client.get(ORGANISATIONS, headers={"Origin": "https://elsewhere.example"})
    refused = client.get(ORGANISATIONS + "?sort=x")
    asked = client.options(
        ORGANISATIONS,
        headers={"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"},
    )

    assert answer["Access-Control-Allow-Origin"] == refused["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    assert asked.status_code == 204
    assert asked["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "Access-Control-Allow-Origin" not in client.get("/members/")


def test_pages_of_other_sites_may_post_to_reconcile_alone(client):
    asked = client.options("/api/v1/reconcile", headers={"Access-Control-Request-Method": "POST"})

    assert asked["Access-Control-Allow-Methods"] == "GET, HEAD, POST"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, method):
    response = getattr(client, method)(ORGANISATIONS)

    assert response.status_code == 405
    assert list(response.json()) == ["detail"]


def test_nobody_is_signed_in_and_no_cookie_is_set(admin_client):
    response = admin_client.get(ORGANISATIONS)

    assert response.cookies == {}
    assert "Cookie" not in response.get("Vary", "")


def test_who_asks_too_often_is_told_when_to_come_back(client, limit):
    limit("2/min")

    statuses = [client.get(ORGANISATIONS).status_code for _time in range(3)]
    response = client.get(ORGANISATIONS)

    assert statuses == [200, 200, 429]
    assert 0 < int(response["Retry-After"]) <= 60
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.has_header("ETag")


def test_a_304_is_not_counted(client, limit):
    limit("1/min")
    etag = client.get(ORGANISATIONS)["ETag"]

    assert client.get(ORGANISATIONS, headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v2/organisations/", "/api/"])
def test_an_unknown_address_is_told_in_json(client, path):
    response = client.get(path)

    assert (response.status_code, response.json()) == (404, {"detail": "Not found."})


def test_failures_are_told_in_json(rf):
    api, page = rf.get("/api/v1/organisations/"), rf.get("/members/")

    assert errors.server_error(api).content == b'{"detail": "Server error."}'
    assert errors.bad_request(api).status_code == 400
    assert errors.server_error(page)["Content-Type"].startswith("text/html")


def test_newsletters_are_told_with_their_files(client, prospera):
    (newsletter,) = client.get("/api/v1/newsletters/").json()["results"]
    (edition,) = newsletter["editions"]

    assert newsletter["id"] == "2008-01"
    assert newsletter["titles"]["fr"].startswith("Lancement")
    assert edition["url"] == "http://testserver/newsletters/2008-01/en.pdf"
    assert edition["language"] == "en"
    assert (edition["size"] > 0, edition["pages"], len(edition["sha256"])) == (True, 2, 64)
    assert len(newsletter["organisations"]) == 36
    assert client.get("/api/v1/newsletters/2008-01/").json() == newsletter


def test_drafts_are_told_neither_as_newsletters_nor_in_them(client):
    NewsletterFactory(draft=True)
    hidden, shown = OrganisationFactory(draft=True), OrganisationFactory()
    newsletter = NewsletterFactory()
    newsletter.organisations.add(hidden, shown)

    (told,) = client.get("/api/v1/newsletters/").json()["results"]

    assert (told["id"], told["organisations"]) == (newsletter.slug, [shown.pk])


def test_newsletters_come_in_pages_the_latest_first(client, django_assert_num_queries):
    issues = [NewsletterFactory() for _number in range(5)]

    with django_assert_num_queries(5):
        first = client.get("/api/v1/newsletters/?page_size=3").json()
    second = client.get(first["next"]).json()

    found = [issue["id"] for page in (first, second) for issue in page["results"]]
    assert found == [issue.slug for issue in reversed(issues)]
    assert (first["count"], second["next"]) == (5, None)


@pytest.mark.parametrize("slug", ["1999-01", "%00", "x"])
def test_an_unknown_newsletter_is_not_found(client, slug):
    assert client.get(f"/api/v1/newsletters/{slug}/").status_code == 404
