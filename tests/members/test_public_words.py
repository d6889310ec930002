"""What pages say of themselves: what they count, and whether what is gone may come back."""

import pytest

from tests.factories import MembershipFactory, OrganisationFactory
from tests.reading import read

pytestmark = pytest.mark.django_db


def test_the_page_of_an_archived_organisation_says_that_it_may_be_published_again(client):
    organisation = OrganisationFactory(slug="wend", status="archived")
    withdrawn = client.get("/members/wend/")
    organisation.status = "published"
    organisation.save()

    assert withdrawn.status_code == 410
    assert "Should it be published again" in read(withdrawn).one("p", class_="lead").text
    assert client.get("/members/wend/").status_code == 200


def test_directory_and_years_each_say_what_they_count_and_lead_to_the_other(client):
    MembershipFactory()

    directory = read(client.get("/members/")).one("p", class_="lead")
    years = read(client.get("/fr/network/")).one("p", class_="lead")

    assert "All that are listed are counted here, past members too" in directory.text
    assert directory.one("a")["href"] == "/network/"
    assert "compte toutes les organisations qui y figurent" in years.text
    assert years.one("a")["href"] == "/fr/members/"


def test_the_map_s_table_says_that_it_leads_to_each_country(client):
    country = OrganisationFactory().country
    table = read(client.get("/members/")).one("details", class_="map-table")

    assert table.one("summary").text == "The map as a table, each country a link"
    assert table.one("a")["href"] == f"/countries/{country.pk}/"
