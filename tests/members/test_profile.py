"""The profile of an organisation, as its visitor sees it."""

import datetime

import pytest
from django.urls import reverse
from django.utils.translation import gettext, override

from members.models import Kind
from tests.factories import (
    AlternateNameFactory,
    ContactFactory,
    CountryFactory,
    EditionFactory,
    MembershipFactory,
    NewsletterFactory,
    OrganisationFactory,
    RegionFactory,
)
from tests.reading import read

pytestmark = pytest.mark.django_db

REMOVED = "This page has been removed"


def show(client, organisation, prefix=""):
    response = client.get(f"{prefix}/members/{organisation.slug}/")
    assert response.status_code == 200
    return read(response)


def facts(page):
    """The words beside each heading of the facts."""
    rows = page.one("dl", class_="facts").all("div")
    return {row.one("dt").text: [value.text for value in row.all("dd")] for row in rows}


def headings(page):
    return [heading.text for heading in page.one("main").all("h2")]


@pytest.mark.parametrize(
    "prefix, place", [("", "Cambodia"), ("/fr", "Cambodge"), ("/es", "Camboya")]
)
def test_a_profile_names_the_organisation_and_its_place(client, prefix, place):
    organisation = OrganisationFactory(name="CCSF", country__code="KH")

    page = show(client, organisation, prefix)

    assert page.one("h1").text == "CCSF"
    assert page.one("title").text == f"CCSF, {place} – ProsperA"
    assert page.one("main").links[place] == f"{prefix}/countries/KH/"


def test_a_profile_tells_all_that_is_known(client):
    organisation = OrganisationFactory(
        name="Crédit rural",
        slug="crg",
        acronym="CRG",
        kind=Kind.MFI,
        language="fr",
        website="https://www.crg.example/about",
        year_founded=1989,
    )
    AlternateNameFactory(organisation=organisation, name="Caisse")
    MembershipFactory(organisation=organisation, start=datetime.date(2007, 4, 1), source="Minutes")

    page = show(client, organisation)

    assert facts(page) == {
        "Type": ["Microfinance institution"],
        "Country": ["Benin"],
        "Region": ["Africa"],
        "Acronym": ["CRG"],
        "Also known as": ["Caisse"],
        "Working language": ["French"],
        "Founded": ["1989"],
        "Website": ["crg.example"],
        "Membership": ["Member since 1 April 2007 Source: Minutes"],
    }
    assert page.one("main").links["crg.example"] == "https://www.crg.example/about"


def test_facts_that_are_not_known_are_left_out(client):
    organisation = OrganisationFactory(country=None)

    page = show(client, organisation)

    assert facts(page) == {"Type": ["Local network"], "Region": ["Africa"]}
    assert headings(page) == ["At a glance"]


def test_the_committees_note_is_not_shown(client):
    page = show(client, OrganisationFactory(note="Owes us a reply"))

    assert "Owes us" not in page.text


@pytest.mark.parametrize(
    "dates, words",
    [
        ({"start": "2007-04-01"}, "Member since 1 April 2007"),
        (
            {"start": "2007-04-01", "end": "2008-06-30"},
            "Member from 1 April 2007 to 30 June 2008",
        ),
        ({"start": None, "attested_on": "2007-12-01"}, "Listed since December 2007"),
        (
            {"start": None, "attested_on": "2007-12-01", "end": "2008-06-30"},
            "Listed in December 2007, member until 30 June 2008",
        ),
    ],
)
def test_a_membership_is_told_by_what_is_known_of_it(client, dates, words):
    membership = MembershipFactory(**dates)

    assert facts(show(client, membership.organisation))["Membership"] == [words]


# Description


def test_a_description_is_shown_as_markdown(client):
    organisation = OrganisationFactory(name="CRG", description_en="Lends to **women**.")

    page = show(client, organisation)

    assert headings(page) == ["About CRG", "At a glance"]
    assert page.one(class_="prose").one("strong").text == "women"


def test_a_description_in_another_language_says_which(client):
    organisation = OrganisationFactory(description_es="Ahorro")

    page = show(client, organisation, "/fr")

    assert page.one(class_="prose")["lang"] == "es"
    assert "espagnol" in page.one(class_="page-main").one("p", class_="hint").text


def test_markup_in_a_description_is_shown_as_text_and_loads_nothing(client):
    text = '<script>x</script> ![i](https://a.example/i.png) [l](javascript:x "t")'
    organisation = OrganisationFactory(description_en=text)

    prose = show(client, organisation).one(class_="prose")

    assert (prose.all("script"), prose.all("img"), prose.links.get("l")) == ([], [], None)
    assert prose.text.startswith("<script>x</script>")


# Contacts it serves


def test_a_contact_can_be_written_to_and_called_and_its_address_is_not_shown(client):
    contact = ContactFactory(
        organisation__name="FIDEV", email="fidev@example.org", phone="+33140369292"
    )

    page = show(client, contact.organisation)

    links = page.one("main").links
    assert links["Send a message to FIDEV"] == "/contact/africa/"
    assert links["+33 1 40 36 92 92"] == "tel:+33-1-40-36-92-92"
    assert page.one("p", class_="role-on").text == "Regional contact, Africa"
    assert "fidev@" not in str([e.attributes for e in page.all()]) + page.text


def test_a_contact_that_is_not_public_is_not_shown(client):
    contact = ContactFactory(is_public=False, phone="+33140369292")

    page = show(client, contact.organisation)

    assert headings(page) == ["At a glance"]
    assert "40 36 92 92" not in page.text


# Newsletters


def test_newsletters_that_name_it_are_listed_when_they_are_published(client):
    organisation = OrganisationFactory()
    for values in ({"title_en": "Shown"}, {"draft": True}, {"archived": True}):
        NewsletterFactory(**values).organisations.add(organisation)
    NewsletterFactory(title_en="Names others")

    page = show(client, organisation)

    assert headings(page) == ["In the newsletter", "At a glance"]
    assert page.one(class_="ledger").one("p").text == "Shown"


# Neighbours


def test_other_members_of_the_country_are_listed(client):
    organisation = OrganisationFactory()
    OrganisationFactory(name="Near")
    OrganisationFactory(name="Hidden", draft=True)
    OrganisationFactory(name="Far", country=CountryFactory(code="MG"))

    page = show(client, organisation)

    assert headings(page)[0] == "Other members: Benin"
    assert page.slugs == ["near"]


def test_where_the_country_has_no_other_member_those_of_the_region_are_listed(client):
    organisation = OrganisationFactory()
    OrganisationFactory(name="Near", country=CountryFactory(code="MG"))
    OrganisationFactory(name="Far", country=None, region=RegionFactory(slug="asia"))

    page = show(client, organisation)

    assert headings(page)[0] == "Other members: Africa"
    assert page.slugs == ["near"]


def test_a_country_with_many_members_has_a_link_to_all(client):
    organisation = OrganisationFactory(name="Z")
    for n in range(9):
        OrganisationFactory(name=f"Member {n}")

    page = show(client, organisation)

    assert page.slugs == [f"member-{n}" for n in range(8)]
    assert page.one("main").links["See all 10 members: Benin"] == "/countries/BJ/"


# What is not there


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_an_archived_organisation_is_gone_and_the_page_says_so(client, language):
    OrganisationFactory(name="Finca", archived=True)
    with override(language):
        address, words = reverse("members:detail", args=["finca"]), gettext(REMOVED)

    response = client.get(address)

    page = read(response)
    assert response.status_code == 410
    assert page.one("h1").text == words
    assert page.one("main").links
    assert "Finca" not in page.text


def test_a_draft_is_not_found_and_neither_is_what_never_was(client):
    OrganisationFactory(name="Finca", draft=True)

    found = [client.get(f"/members/{slug}/") for slug in ("finca", "never")]

    assert [response.status_code for response in found] == [404, 404]
    assert "Finca" not in read(found[0]).text


@pytest.mark.parametrize("rows", [1, 3])
def test_a_profile_asks_the_same_few_questions_however_much_it_tells(
    client, rows, django_assert_num_queries
):
    organisation = OrganisationFactory()
    for n in range(rows):
        AlternateNameFactory(organisation=organisation)
        OrganisationFactory()
        ContactFactory(organisation=organisation, region=RegionFactory(slug=f"region-{n}"))
        NewsletterFactory().organisations.add(organisation)

    with django_assert_num_queries(7):
        show(client, organisation)


def test_a_profile_beside_another_costs_what_is_its_own(client, django_assert_num_queries):
    first, second = OrganisationFactory.create_batch(2)
    for organisation in (first, second):
        AlternateNameFactory(organisation=organisation)
        EditionFactory().newsletter.organisations.add(organisation)
    show(client, first)

    with django_assert_num_queries(5):
        show(client, second)
