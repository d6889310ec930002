"""What the API tells of organisations, and what it refuses."""

import datetime
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.utils import timezone

from members.models import Organisation
from tests.factories import (
    AlternateNameFactory,
    ContactFactory,
    CountryFactory,
    MembershipFactory,
    OrganisationFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db

URL = "/api/v1/organisations/"


@pytest.fixture
def some(db) -> list[Organisation]:
    """Ten in two countries and a region, in the order they were made."""
    places = [CountryFactory(code="TG"), CountryFactory(code="BJ"), None]
    names = "jfbdhacgie"
    return [
        OrganisationFactory(name=name, country=places[number % 3])
        for number, name in enumerate(names)
    ]


def slugs(client, **query) -> list[str]:
    response = client.get(URL, query)
    assert response.status_code == 200, response.content
    return [organisation["slug"] for organisation in response.json()["results"]]


def errors(client, **query) -> dict:
    response = client.get(URL, query)
    assert response.status_code == 400
    return response.json()


def all_pages(client, **query) -> list[int]:
    return pages_from(client, f"{URL}?{urlencode(query)}")


def pages_from(client, address: str | None) -> list[int]:
    found = []
    while address:
        page = client.get(address).json()
        found += [organisation["id"] for organisation in page["results"]]
        address = page["next"]
    return found


def test_an_organisation_is_told_whole(client):
    region = RegionFactory(
        slug="latin-america", name_fr="Amérique latine", name_es="América Latina"
    )
    peru = CountryFactory(code="PE", region=region)
    finca = OrganisationFactory(name="Finca", country=peru, kind="mfi", description_en="Credit.")
    AlternateNameFactory(organisation=finca, name="FINCA Perú", kind="spelling")
    MembershipFactory(organisation=finca, start=None, attested_on="2007-12-01", source="List")
    ContactFactory(organisation=finca)

    told = client.get(f"{URL}{finca.pk}/?lang=fr").json()

    assert told.pop("created_at") <= told.pop("updated_at")
    names = {"en": "Latin America", "fr": "Amérique latine", "es": "América Latina"}
    assert told == {
        "id": finca.pk,
        "slug": "finca",
        "url": "http://testserver/fr/members/finca/",
        "name": "Finca",
        "acronym": "",
        "kind": "mfi",
        "kind_name": told["kind_name"],
        "region": {"slug": "latin-america", "name": "Amérique latine", "names": names},
        "country": {
            "code": "PE",
            "name": "Pérou",
            "names": {"en": "Peru", "fr": "Pérou", "es": "Perú"},
        },
        "description": "Credit.",
        "descriptions": {"en": "Credit.", "fr": None, "es": None},
        "language": "",
        "website": "",
        "year_founded": None,
        "alternate_names": [{"name": "FINCA Perú", "kind": "spelling"}],
        "memberships": [
            {"start": None, "end": None, "attested_on": "2007-12-01", "source": "List"}
        ],
        "roles": [{"role": "regional_contact", "region": "latin-america"}],
    }


def test_no_address_of_mail_and_no_note_is_told(client, prospera):
    Organisation.objects.update(note="Between us", email="between@us.example")

    told = client.get(URL, {"page_size": 100}).content.decode()

    assert len(all_pages(client)) == 36
    assert "@" not in told
    assert "Between us" not in told


def test_roles_that_are_not_public_are_not_told(client):
    organisation = OrganisationFactory()
    ContactFactory(organisation=organisation, is_public=False)

    assert client.get(f"{URL}{organisation.pk}/").json()["roles"] == []


def test_the_identifier_survives_a_new_name_and_slug(client):
    organisation = OrganisationFactory(name="Finca")
    Organisation.objects.filter(pk=organisation.pk).update(name="Other", slug="other")

    assert client.get(f"{URL}{organisation.pk}/").json()["slug"] == "other"


def test_drafts_are_not_found_and_the_withdrawn_are_gone(client):
    draft, archived = OrganisationFactory(draft=True), OrganisationFactory(archived=True)
    public = OrganisationFactory(name="Seen")

    assert slugs(client) == [public.slug]
    assert client.get(f"{URL}{draft.pk}/").status_code == 404
    gone = client.get(f"{URL}{archived.pk}/")
    assert (gone.status_code, list(gone.json())) == (410, ["detail"])


@pytest.mark.parametrize("number", ["99999", "9" * 30])
def test_an_unknown_number_is_not_found(client, number):
    response = client.get(f"{URL}{number}/")

    assert response.status_code == 404
    assert list(response.json()) == ["detail"]


def test_the_page_of_a_number_is_the_organisations_own(client):
    organisation = OrganisationFactory(name="Finca")

    response = client.get(f"{URL}{organisation.pk}/page/?lang=es")

    assert (response.status_code, response.url) == (302, "/es/members/finca/")


def test_the_query_is_the_directorys(client, prospera):
    assert slugs(client, q="perou") == ["finca"]
    assert slugs(client, q="cdro") == ["reficom-cdro"]
    assert set(slugs(client, kind=["mfi", "network"], region="africa", page_size=100)) == set(
        Organisation.objects.filter(region__slug="africa", kind__in=["mfi", "network"]).values_list(
            "slug", flat=True
        )
    )
    assert slugs(client, country="pe") == ["finca"]
    assert slugs(client, on="2007-11-30") == []
    assert len(slugs(client, on="2007-12-31", page_size=100)) == 36


def test_a_slip_is_read_as_meant_and_said(client, prospera):
    answer = client.get(URL, {"q": "morroco"}).json()

    assert (answer["meant"], answer["count"]) == ("morocco", 1)
    assert client.get(URL, {"q": "finca"}).json()["meant"] is None


def test_words_give_the_best_match_first(client):
    OrganisationFactory(name="Alpha", description_en="Like Finca")
    OrganisationFactory(name="Finca")

    assert slugs(client, q="finca") == ["finca", "alpha"]
    assert slugs(client, q="finca", sort="modified") == ["alpha", "finca"]


@pytest.mark.parametrize("sort", ["name", "country", "newest", "relevance", "modified"])
def test_every_order_gives_everything_once(client, some, sort):
    found = all_pages(client, sort=sort, page_size=3)

    assert sorted(found) == sorted(organisation.pk for organisation in some)


def test_sorts_are_the_directorys(client, some):
    by_name = list(Organisation.objects.values_list("pk", flat=True))

    assert all_pages(client, sort="name", page_size=3) == by_name
    assert all_pages(client, sort="newest", page_size=3) == [o.pk for o in reversed(some)]


def test_nothing_is_missed_where_many_changed_at_one_moment(client, some):
    Organisation.objects.update(updated_at=timezone.now())

    assert all_pages(client, page_size=2) == [organisation.pk for organisation in some]


def test_nothing_is_missed_while_others_write(client, some):
    first = client.get(URL, {"page_size": 4}).json()
    seen = [organisation["id"] for organisation in first["results"]]
    Organisation.objects.get(pk=seen[0]).save()
    Organisation.objects.get(pk=seen[1]).delete()

    rest = all_pages(
        client, **{k: v[0] for k, v in parse_qs(urlsplit(first["next"]).query).items()}
    )

    assert {*seen, *rest} >= set(Organisation.objects.values_list("pk", flat=True))
    # Read again, since it changed.
    assert rest[-1] == seen[0]


def test_modified_after_gives_what_changed_since(client):
    OrganisationFactory(name="Old")
    Organisation.objects.update(updated_at=datetime.datetime(2008, 1, 1, 12, tzinfo=datetime.UTC))
    OrganisationFactory(name="New")

    answer = client.get(URL, {"modified_after": "2008-01-01T12:00:00Z"}).json()

    assert [organisation["slug"] for organisation in answer["results"]] == ["new"]
    assert answer["count"] == 1
    assert slugs(client, modified_after="2008-01-01T12:59:59+01:00") == ["old", "new"]
    assert slugs(client, modified_after="2008-01-01", sort="country") == ["new", "old"]


def test_modified_after_counts_those_of_a_day_as_well(client):
    MembershipFactory(start="2007-01-01")

    answer = client.get(URL, {"on": "2007-12-31", "modified_after": "2090-01-01"}).json()

    assert (answer["count"], answer["results"], answer["next"]) == (0, [], None)


@pytest.mark.parametrize(
    "name, value",
    [
        ("kind", "bank"),
        ("region", "atlantis"),
        ("country", "XX"),
        ("on", "2007"),
        ("sort", "size"),
        ("modified_after", "yesterday"),
        ("modified_after", "9999-12-31T23:59:59-10:00"),
        ("modified_after", "0001-01-01T00:00:00+10:00"),
        ("cursor", "abc"),
        ("cursor", "\0"),
        ("page_size", "0"),
        ("page_size", "101"),
        ("page_size", "٣"),
        ("lang", "de"),
        ("q", "a" * 201),
        ("q", "\0"),
        ("contry", "PE"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(client, name, value):
    OrganisationFactory()

    assert list(errors(client, **{name: value})) == [name]


def test_a_cursor_belongs_to_its_order(client, some):
    following = client.get(URL, {"page_size": 5}).json()["next"]
    cursor = parse_qs(urlsplit(following).query)["cursor"][0]

    assert list(errors(client, cursor=cursor, sort="name")) == ["cursor"]
    assert list(errors(client, cursor=cursor[:-2] + "xx")) == ["cursor"]


@pytest.mark.parametrize("query, queries", [({}, 6), ({"q": "org"}, 6), ({"sort": "country"}, 7)])
def test_the_number_of_queries_does_not_grow(client, django_assert_num_queries, query, queries):
    for total in (1, 6):
        while Organisation.objects.count() < total:
            organisation = OrganisationFactory()
            AlternateNameFactory(organisation=organisation)
            MembershipFactory(organisation=organisation)
            ContactFactory(organisation=organisation, is_public=False)
        with django_assert_num_queries(queries):
            assert len(slugs(client, **query)) == total


def test_one_organisation_takes_five_queries(client, django_assert_num_queries):
    organisation = OrganisationFactory()

    with django_assert_num_queries(5):
        client.get(f"{URL}{organisation.pk}/")
