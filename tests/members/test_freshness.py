"""Pages are kept until something changes, and are right the moment an editor saves."""

import datetime

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import RequestFactory

from members.freshness import LONGEST_QUERY, KeptPages, kept_fresh
from members.models import Membership, Organisation
from tests.factories import (
    AlternateNameFactory,
    ContactFactory,
    CountryFactory,
    EditionFactory,
    MembershipFactory,
    MessageFactory,
    NewsletterFactory,
    OrganisationFactory,
    PageFactory,
    RegionFactory,
    UserFactory,
)
from tests.forms import fields
from tests.reading import read

pytestmark = pytest.mark.django_db


def slugs(client, **headers) -> list[str]:
    return read(client.get("/members/", **headers)).slugs


@pytest.fixture
def counter():
    """A view that counts its calls, and how to ask it."""
    calls = []

    @kept_fresh(heeds=["page", "q", "kind", "sort"])
    def view(request):
        calls.append(request.get_full_path())
        return HttpResponse(f"page {len(calls)}")

    def ask(path="/x/", method="get", **more):
        return KeptPages(view)(getattr(RequestFactory(), method)(path, **more))

    ask.calls = calls
    return ask


# Kept


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/members/?kind=network", "/members/a/", "/regions/", "/regions/africa/"),
        *("/countries/BJ/", "/network/", "/newsletters/", "/suggest/?q=afr", "/fr/members/"),
    ],
)
def test_a_page_shown_again_costs_one_question(client, path, django_assert_num_queries):
    MembershipFactory(organisation__slug="a")
    first = client.get(path)

    with django_assert_num_queries(1):
        again = client.get(path)

    assert (again.status_code, again.content) == (200, first.content)
    assert again["Content-Type"] == first["Content-Type"]


def test_one_who_has_the_page_is_told_so(client, django_assert_num_queries):
    OrganisationFactory()
    first = client.get("/members/")

    with django_assert_num_queries(1):
        again = client.get("/members/", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


def test_one_who_has_an_older_page_gets_the_new_one(client):
    OrganisationFactory(name="One")
    old = client.get("/members/")["ETag"]
    OrganisationFactory(name="Two")

    again = client.get("/members/", headers={"If-None-Match": old})

    assert (again.status_code, read(again).slugs) == (200, ["one", "two"])


def test_browsers_may_keep_a_page_and_are_to_ask_each_time(client):
    kept = client.get("/members/")["Cache-Control"]

    assert set(kept.split(", ")) == {"public", "no-cache"}


def test_a_head_request_is_answered_as_a_page_is(client):
    OrganisationFactory()

    head, page = client.head("/members/"), client.get("/members/")

    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == page["ETag"]
    assert len(page.content) > 1000
    assert client.head("/members/", headers={"If-None-Match": page["ETag"]}).status_code == 304


# Kept apart


def test_languages_are_kept_apart(client):
    OrganisationFactory()

    pages = [read(client.get(f"{prefix}/members/")) for prefix in ("", "/fr", "/es") * 2]

    assert [page.one("html")["lang"] for page in pages] == ["en", "fr", "es"] * 2


def test_hosts_are_kept_apart(client):
    for host in ("testserver", "localhost") * 2:
        page = read(client.get("/members/", headers={"host": host}))

        links = page.all("link", rel="alternate")
        alternates = {link["href"].split("/")[2] for link in links if "hreflang" in link}
        assert alternates == {host}


@pytest.mark.parametrize("query", ["?page=2", "?q=a", "?kind=mfi", "?sort=newest"])
def test_queries_are_kept_apart(counter, query):
    assert [counter(f"/x/{query}").content, counter("/x/").content] == [b"page 1", b"page 2"]
    assert counter(f"/x/{query}").content == b"page 1"


def test_long_queries_of_strangers_do_not_fill_the_memory(counter):
    path = "/x/?q=" + "a" * LONGEST_QUERY

    assert [counter(path).content, counter(path).content] == [b"page 1", b"page 2"]


def test_what_is_sent_is_never_kept(counter):
    assert [counter(method="post").content for _time in range(2)] == [b"page 1", b"page 2"]


@pytest.mark.parametrize(
    "path, status",
    [("/members/nobody/", 404), ("/members/gone/", 410), ("/members/?page=9", 404)],
)
def test_error_pages_are_not_kept(client, path, status):
    OrganisationFactory(slug="gone", archived=True)
    caches["pages"].clear()

    response = client.get(path)

    assert response.status_code == status
    assert "ETag" not in response
    assert caches["pages"]._cache == {}


def test_a_withdrawn_organisation_is_gone_at_once(client):
    organisation = OrganisationFactory(slug="a")
    assert client.get("/members/a/").status_code == 200

    Organisation.objects.filter(pk=organisation.pk).update(status="archived")

    assert client.get("/members/a/").status_code == 410


# Right at once


def test_a_save_in_the_admin_shows_at_once(client):
    organisation = OrganisationFactory(name="Finca")
    client.force_login(UserFactory(groups=["Steering committee"]))
    address = f"/admin/members/organisation/{organisation.pk}/change/"
    assert "Finca" in read(client.get("/members/")).text

    client.post(address, fields(client.get(address)) | {"name": "FINCA Perú"})

    assert "FINCA Perú" in read(client.get("/members/")).one(id="results").text


CHANGES = {
    "save": lambda o: setattr(o, "status", "draft") or o.save(),
    "update": lambda o: Organisation.objects.update(status="draft"),
    "bulk_update": lambda o: (
        setattr(o, "status", "draft") or Organisation.objects.bulk_update([o], ["status"])
    ),
    "delete": lambda o: o.delete(),
    "delete of many": lambda o: Organisation.objects.all().delete(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_changes_an_organisation_shows_at_once(client, change):
    organisation = OrganisationFactory(name="Finca")
    assert slugs(client) == ["finca"]

    change(organisation)

    assert slugs(client) == []


def test_many_made_at_once_show_at_once(client):
    country = CountryFactory()
    assert slugs(client) == []

    new = OrganisationFactory.build(name="Finca", country=country, region=country.region)
    Organisation.objects.bulk_create([new])

    assert slugs(client) == ["finca"]


PUBLIC = [
    *(AlternateNameFactory, ContactFactory, CountryFactory, EditionFactory, MembershipFactory),
    *(NewsletterFactory, OrganisationFactory, PageFactory, RegionFactory),
]


@pytest.mark.parametrize("factory", PUBLIC, ids=lambda factory: factory.__name__)
@pytest.mark.parametrize("deed", ["save", "update", "delete", "create"])
def test_any_change_of_what_pages_are_made_of_makes_them_anew(counter, factory, deed):
    made = factory()
    model = type(made)
    assert counter().content == b"page 1"

    match deed:
        case "save":
            made.save()
        case "update":
            rows = model.objects.filter(pk=made.pk)
            name = next(f.name for f in model._meta.fields if not f.primary_key)
            rows.update(**{name: getattr(made, name)})
        case "delete":
            model.objects.filter(pk=made.pk)._raw_delete("default")
        case "create":
            other = {"code": "KH"} if factory is CountryFactory else {}
            other |= {"slug": "asia"} if factory is RegionFactory else {}
            other |= {"slug": "privacy"} if factory is PageFactory else {}
            other |= {"steering": True} if factory is ContactFactory else {}
            factory(**other)

    assert counter().content == b"page 2"


def test_rows_made_where_they_are_missing_are_noticed(client, counter):
    """SQLite makes what a trigger does obey the "OR IGNORE" of the statement that set it off."""
    country = CountryFactory()
    counter()

    new = OrganisationFactory.build(name="Finca", country=country, region=country.region)
    Organisation.objects.bulk_create([new], ignore_conflicts=True)

    assert counter().content == b"page 2"
    assert read(client.get("/members/")).slugs == ["finca"]
    assert read(client.get("/members/")).one(id="result-count").text == "1"


def test_a_newsletters_organisations_are_watched_too(counter):
    newsletter, organisation = NewsletterFactory(), OrganisationFactory()
    counter()

    newsletter.organisations.add(organisation)

    assert counter().content == b"page 2"


@pytest.mark.parametrize("factory", [MessageFactory, UserFactory])
def test_what_no_page_shows_makes_no_page_anew(counter, factory):
    made = factory()
    counter()

    made.save()

    assert counter().content == b"page 1"


def test_a_membership_shows_on_its_day_at_once(client):
    membership = MembershipFactory(organisation__name="Finca", start=datetime.date(2008, 1, 1))
    path = "/members/?on=2007-12-31"
    assert read(client.get(path)).slugs == []

    Membership.objects.filter(pk=membership.pk).update(start=datetime.date(2007, 12, 31))

    assert read(client.get(path)).slugs == ["finca"]
