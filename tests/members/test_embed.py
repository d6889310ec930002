"""The list of members that other sites show in their pages."""

import pytest

from tests.factories import MembershipFactory, OrganisationFactory
from tests.reading import read

pytestmark = pytest.mark.django_db


def test_any_site_may_frame_the_list_and_nothing_else(client):
    embedded, page = client.get("/embed/members/"), client.get("/members/")

    assert "frame-ancestors *" in embedded["Content-Security-Policy"]
    assert "X-Frame-Options" not in embedded
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


def test_the_list_takes_the_directory_s_query(client):
    OrganisationFactory(name="Shown", kind="mfi")
    OrganisationFactory(name="Other", kind="support")
    OrganisationFactory(name="Draft", kind="mfi", draft=True)

    page = client.get("/fr/embed/members/?kind=mfi").content.decode()

    assert 'data-slug="shown"' in page
    assert page.count("data-slug") == 1
    assert 'href="http://testserver/fr/members/?kind=mfi"' in page


def test_the_list_says_of_which_day_it_is_and_how_it_read_a_slip(client):
    organisation = OrganisationFactory(name="FINRURAL")
    MembershipFactory(organisation=organisation, start="2007-01-01")

    page = read(client.get("/embed/members/?q=finrual&on=2007-12-31"))

    slip, day = page.all("p", class_="notice")
    assert slip.text == "No exact match; showing results for FINRURAL ."
    assert slip.links == {"FINRURAL": "http://testserver/members/?q=FINRURAL&on=2007-12-31"}
    assert day.text == "The network as it was on 31 December 2007."


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_few_queries(client, number, django_assert_num_queries):
    OrganisationFactory.create_batch(number)

    with django_assert_num_queries(4):
        client.get("/embed/members/")
