"""What a copy of the organisations has to learn besides what changed: which were withdrawn."""

import datetime

import pytest

from members.models import Organisation
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db

URL = "/api/v1/organisations/withdrawn/"
NEW_YEAR = datetime.datetime(2008, 1, 1, 12, tzinfo=datetime.UTC)


def told(client, **query):
    return [withdrawn["id"] for withdrawn in client.get(URL, query).json()["results"]]


def test_the_withdrawn_are_told_by_number_and_nothing_else(client):
    OrganisationFactory()
    OrganisationFactory(draft=True)
    archived = OrganisationFactory(archived=True)
    Organisation.objects.filter(pk=archived.pk).update(updated_at=NEW_YEAR)

    answer = client.get(URL).json()

    assert answer == {
        "count": 1,
        "next": None,
        "results": [{"id": archived.pk, "withdrawn_at": "2008-01-01T12:00:00Z"}],
    }


def test_a_copy_learns_what_was_withdrawn_since(client):
    organisations = OrganisationFactory.create_batch(3)
    Organisation.objects.update(status="archived", updated_at=NEW_YEAR)
    later = OrganisationFactory()
    assert told(client, modified_after="2008-01-01T12:00:00Z") == []

    later.status = "archived"
    later.save()

    assert told(client, modified_after="2008-01-01T12:00:00Z") == [later.pk]
    assert told(client) == [organisation.pk for organisation in [*organisations, later]]


def test_one_published_again_is_no_longer_withdrawn(client):
    organisation = OrganisationFactory(archived=True)

    organisation.status = "published"
    organisation.save()

    assert told(client) == []


def test_they_come_in_pages_of_few_queries(client, django_assert_num_queries):
    archived = OrganisationFactory.create_batch(5, archived=True)

    with django_assert_num_queries(3):
        first = client.get(URL, {"page_size": 3}).json()
    second = client.get(first["next"]).json()

    found = [withdrawn["id"] for page in (first, second) for withdrawn in page["results"]]
    assert found == [organisation.pk for organisation in archived]
    assert second["next"] is None


@pytest.mark.parametrize("name, value", [("modified_after", "yesterday"), ("kind", "mfi")])
def test_what_cannot_be_read_is_refused_by_name(client, name, value):
    response = client.get(URL, {name: value})

    assert (response.status_code, list(response.json())) == (400, [name])


@pytest.mark.parametrize(
    "language, words", [("en", "This page has been removed"), ("es", "Esta página se ha eliminado")]
)
def test_the_page_of_one_that_was_withdrawn_is_gone(client, language, words):
    archived, draft = OrganisationFactory(archived=True), OrganisationFactory(draft=True)

    gone = client.get(f"/api/v1/organisations/{archived.pk}/page/?lang={language}")

    assert gone.status_code == 410
    assert words in gone.content.decode()
    assert client.get(f"/api/v1/organisations/{draft.pk}/page/").status_code == 404
