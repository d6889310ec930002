"""The feed of the newest members."""

import datetime
from xml.etree import ElementTree

import pytest

from members.models import Organisation
from tests.factories import ContactFactory, CountryFactory, OrganisationFactory, RegionFactory

pytestmark = pytest.mark.django_db

ATOM = {"atom": "http://www.w3.org/2005/Atom"}


@pytest.fixture(autouse=True)
def _host(settings):
    settings.ALLOWED_HOSTS = ["network.example"]


def feed(client, query="", prefix=""):
    address = f"{prefix}/feeds/members.atom{query}"
    response = client.get(address, headers={"host": "network.example:8000"})
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314  (our own answer)


def texts(element, path):
    return [found.text for found in element.findall(path, ATOM)]


def made_on(day, **values):
    """An organisation that was made and last changed at noon of a day of 2008's January."""
    organisation = OrganisationFactory(**values)
    noon = datetime.datetime(2008, 1, day, 12, tzinfo=datetime.UTC)
    Organisation.objects.filter(pk=organisation.pk).update(
        created_at=noon, updated_at=noon + datetime.timedelta(days=1)
    )
    return organisation


def test_the_newest_come_first_and_no_more_than_fifty(client):
    for day in range(1, 32):
        made_on(day, name=f"A{day}")
        made_on(day, name=f"B{day}", draft=day % 2, archived=not day % 2)
    for number in range(21):
        OrganisationFactory(name=f"Today {number}")

    titles = texts(feed(client), "atom:entry/atom:title")

    assert len(titles) == 50
    assert titles[21:] == [f"A{day}" for day in range(31, 2, -1)]


def test_the_feed_takes_the_query_of_the_page(client):
    made_on(1, name="Crédit", slug="credit", kind="mfi")
    made_on(2, name="Other", kind="mfi")
    made_on(3, name="Crédit too", slug="credit-too")

    found = feed(client, "?q=credit&kind=mfi&sort=country")

    assert texts(found, "atom:entry/atom:title") == ["Crédit"]
    assert texts(found, "atom:title") == ["ProsperA: 1 member: Microfinance institution, “credit”"]


def test_the_title_of_a_feed_is_set_as_french_is(client):
    made_on(1, name="Crédit", slug="credit")

    found = feed(client, "?q=credit", "/fr")

    assert texts(found, "atom:title") == ["ProsperA\u00a0: 1 membre\u00a0: «\u00a0credit\u00a0»"]


def test_an_entry_has_its_permanent_id_its_dates_and_its_address(client):
    organisation = made_on(1, slug="before")
    Organisation.objects.filter(pk=organisation.pk).update(
        slug="after", updated_at=datetime.datetime(2008, 1, 2, 12, tzinfo=datetime.UTC)
    )

    [entry] = feed(client).findall("atom:entry", ATOM)

    assert texts(entry, "atom:id") == [f"tag:network.example,2026:en/members/{organisation.pk}"]
    assert texts(entry, "atom:published") == ["2008-01-01T12:00:00+00:00"]
    assert texts(entry, "atom:updated") == ["2008-01-02T12:00:00+00:00"]
    assert entry.find("atom:link", ATOM).get("href") == (
        "http://network.example:8000/members/after/"
    )


def test_the_feed_names_itself_and_its_page(client):
    found = feed(client, "?country=bj&sort=name", "/fr")

    links = {link.get("rel"): link.get("href") for link in found.findall("atom:link", ATOM)}
    assert links == {
        "self": "http://network.example:8000/fr/feeds/members.atom?country=bj&sort=name",
        "alternate": "http://network.example:8000/fr/members/?country=BJ&sort=name",
    }
    assert texts(found, "atom:id") == ["tag:network.example,2026:fr/members?country=BJ&sort=name"]


def test_the_feed_speaks_the_readers_language(client):
    OrganisationFactory(
        country=CountryFactory(code="BJ"), description_en="In English", description_fr="En français"
    )

    found = feed(client, prefix="/fr")

    assert found.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    assert texts(found, "atom:entry/atom:summary") == [
        "<p>Réseau local, Bénin</p>\n\n<p>En français</p>"
    ]


def test_what_an_organisation_says_is_text_and_never_markup(client):
    OrganisationFactory(name="A <b> & \x0bC", slug="a", description_en="<script>\x00".rstrip("\0"))

    found = feed(client, "?q=b%0B")

    assert texts(found, "atom:entry/atom:title") == ["A <b> & C"]
    assert "&lt;script&gt;" in texts(found, "atom:entry/atom:summary")[0]


def test_an_organisation_of_a_region_and_no_address_of_mail(client):
    organisation = OrganisationFactory(country=None, region=RegionFactory(name_en="Africa"))
    ContactFactory(organisation=organisation, email="secret@example.org")

    [summary] = texts(feed(client), "atom:entry/atom:summary")

    assert summary == "<p>Local network, Africa</p>"


def test_an_empty_feed_is_a_feed(client):
    assert feed(client, "?q=nothing").findall("atom:entry", ATOM) == []
