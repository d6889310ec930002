"""The directory's query as a list to be printed."""

import pytest
from django.utils import timezone

from members.filters import OrganisationFilter
from members.formats import format_day
from members.models import Country, Organisation
from members.results import by_place, places
from members.views import printable
from tests.factories import MembershipFactory, OrganisationFactory, RegionFactory

pytestmark = pytest.mark.django_db


def printed(client, address="/print/members/"):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def in_order(page, *texts):
    places = [page.index(text) for text in texts]
    assert places == sorted(places), dict(zip(texts, places, strict=True))


@pytest.fixture
def members(prospera):
    """The network's own, with what a country has of each kind."""
    return {code: Country.objects.get(pk=code) for code in ("BO", "PE", "BJ")}


def test_all_members_stand_below_their_region_and_country(client, members):
    page = printed(client)

    in_order(page, "<h2>Africa</h2>", "<h3>Benin</h3>", "<b>Consortium Alafia</b>")
    in_order(page, "<h2>Latin America", "<h3>Bolivia</h3>", "<b>Crecer</b>", "<h3>Peru</h3>")
    assert page.count("<li><b>") == page.count("<i>") == 36


def test_one_that_works_for_a_whole_region_comes_before_its_countries(client, members):
    region = members["BO"].region
    OrganisationFactory(name="Whole Region", country=None, region=region, acronym="WR")

    page = printed(client)

    in_order(page, f"<h2>{region.name}", "<b>Whole Region</b> (WR)", "<h3>Bolivia</h3>")


def test_the_query_is_the_directory_s_and_is_said_in_words(client, members):
    page = printed(client, "/print/members/?country=BO&kind=mfi&sort=newest")

    assert "Type of organisation <b>Microfinance institution</b>" in page
    assert "Country <b>Bolivia</b>" in page
    assert "http://testserver/members/?kind=mfi&amp;country=BO&amp;sort=newest" in page
    assert format_day(timezone.localdate()) in page
    assert page.count("<h3>") == 1
    assert "<b>Promujer</b>" in page


def test_a_day_shows_the_network_as_it_was(client, members):
    before = OrganisationFactory(name="Was Before", country=members["PE"])
    MembershipFactory(organisation=before, start="1999-01-01", end="1999-12-31")

    page = printed(client, "/print/members/?on=1999-06-30")

    assert "The network as it was on 30 June 1999." in page
    assert page.count("<li><b>") == 1
    assert "<b>Was Before</b>" in page


def test_a_slip_is_read_as_meant_and_said(client, members):
    page = printed(client, "/print/members/?q=finrual&kind=network")

    link = '<a href="/print/members/?q=FINRURAL&amp;kind=network">FINRURAL</a>'
    assert f"No exact match; showing results for {link}." in page
    assert "<b>FINRURAL</b>" in page


def test_what_cannot_be_read_is_said(client, members):
    page = printed(client, "/print/members/?country=ZZ&on=yesterday")

    assert "“country” cannot be “ZZ”." in page
    assert "“on” cannot be “yesterday”." in page


def test_nothing_found_is_said(client, members):
    assert "No member matches all these filters." in printed(client, "/print/members/?q=zzzz")


def test_hidden_ones_are_not_printed(client):
    OrganisationFactory(name="Draft One", draft=True)

    assert "Draft One" not in printed(client)


def test_more_than_a_list_holds_are_cut_off_and_this_is_said(client, monkeypatch):
    monkeypatch.setattr(printable, "MOST", 2)
    country = OrganisationFactory(name="A").country
    for name in "BC":
        OrganisationFactory(name=name, country=country)

    page = printed(client, "/print/members/?kind=mfi&kind=network&kind=support")

    assert page.count("<li><b>") == 2
    assert "These are the first 2 of 3." in page
    assert 'href="/members.csv?kind=mfi&amp;kind=network&amp;kind=support"' in page


def test_a_list_is_in_the_reader_s_language(client, members):
    page = printed(client, "/fr/print/members/?country=BJ")

    assert "<h3>Bénin</h3>" in page
    assert "Pays <b>Bénin</b>" in page
    assert '<html lang="fr">' in page


def test_it_is_not_for_search_engines(client):
    page = printed(client, "/print/members/?kind=mfi")

    assert '<meta name="robots" content="noindex,follow">' in page
    assert '<link rel="canonical" href="http://testserver/members/?kind=mfi">' in page


def test_it_shows_no_address_of_mail_and_no_note(client):
    OrganisationFactory(note="secret note", email="a@b.example", description="described")

    page = printed(client)

    assert "secret note" not in page
    assert "@" not in page


def test_a_region_that_is_added_while_the_list_is_made_has_its_name(client, members):
    filterset = OrganisationFilter.of("country=BO", Organisation.objects.public())
    assert filterset.regions
    assert filterset.total == 3

    members["BO"].region = RegionFactory(slug="andes", name_en="The Andes")
    members["BO"].save()
    listed = by_place(filterset.qs, places(filterset), 0, 9).values_list(*printable.READ)

    assert [region["name"] for region in printable.regions(filterset, listed)] == ["The Andes"]


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_the_same_few_queries(client, number, django_assert_num_queries):
    OrganisationFactory.create_batch(number)

    with django_assert_num_queries(4):
        client.get("/print/members/")


def test_a_thousand_members_are_a_light_page(client):
    country = OrganisationFactory().country
    region = country.region
    OrganisationFactory._meta.model.objects.bulk_create(
        OrganisationFactory.build(
            name=f"Caja rural de ahorro número {n}", slug=f"m{n}", country=country, region=region
        )
        for n in range(printable.MOST)
    )

    page = printed(client)

    assert page.count("<li><b>") == printable.MOST
    assert len(page.encode()) < 200_000


def test_the_directory_leads_to_it(client, members):
    page = client.get("/members/?kind=mfi&kind=support").content.decode()

    assert 'href="/print/members/?kind=mfi&amp;kind=support"' in page
    assert "This is page 1 of 2. The whole list, to be printed:" in page
    assert "http://testserver/print/members/?kind=mfi&amp;kind=support" in page


def test_a_directory_of_one_page_speaks_of_no_other(client, members):
    assert "The whole list" not in client.get("/members/?country=BO").content.decode()
