"""Looking back: who changed what of a record and its parts, when, from where, and why."""

import datetime

import pytest

from members import occasion
from members.models import Contact, Country, MemberInstitution, Organisation
from members.occasion import Source
from tests.factories import (
    AlternateNameFactory,
    ContactFactory,
    CountryFactory,
    MembershipFactory,
    OrganisationFactory,
    PageFactory,
    RegionFactory,
    UserFactory,
)
from tests.members.conftest import change, save
from tests.reading import read

pytestmark = pytest.mark.django_db


def past(organisation, prefix: str = "") -> str:
    return f"{prefix}/admin/members/organisation/{organisation.pk}/history/"


def told(response) -> list[tuple[str, list[list[str]]]]:
    """What happened, newest first: each row's heading, and its table of changes."""
    page = read(response).one("div", id="content-main")
    headings = [heading.text for heading in page.all("h3")]
    tables = [
        [[cell.text for cell in row._elements() if cell.tag in ("th", "td")] for row in rows]
        for rows in (table.one("tbody").all("tr") for table in page.all("table"))
    ]
    return list(zip(headings, tables, strict=True))


def test_a_change_is_told_field_by_field_with_who_and_why(ana):
    organisation = OrganisationFactory(name="Wend", acronym="WN")

    save(ana, change(organisation), acronym="RW", kind="mfi", why="They wrote to us")

    response = ana.get(past(organisation))
    assert told(response)[0] == (
        "Organisation: Wend: Changed",
        [
            ["Acronym", "WN", "RW"],
            ["Kind", "Local network", "Microfinance institution"],
        ],
    )
    newest = read(response).all("div", class_="deed")[0]
    assert newest.one("h2").text.endswith("· Ana")
    circumstances = newest.one("p", class_="circumstances").text
    assert circumstances == "From: the desk. Why: They wrote to us"


def test_it_is_told_in_the_readers_language(ana):
    organisation = OrganisationFactory(country=CountryFactory(code="BJ"))
    CountryFactory(code="DE", region=RegionFactory(slug="europe"))
    save(ana, change(organisation), country="DE", region="", kind="mfi")

    [(_heading, table), *_rest] = told(ana.get(past(organisation, "/fr")))

    assert ["Pays", "Bénin", "Allemagne"] in table
    assert ["Type", "Réseau local", "Institution de microfinance"] in table


def test_one_save_tells_of_the_record_and_its_parts_together(ana):
    period = MembershipFactory(organisation__name="Wend")
    more = {"memberships-0-end": "2010-12-31", "alternate_names-TOTAL_FORMS": "1"}
    more |= {"alternate_names-0-name": "Wind", "alternate_names-0-kind": "former"}

    save(ana, change(period.organisation), note="Called", **more)

    newest = read(ana.get(past(period.organisation))).all("div", class_="deed")[0]
    assert sorted(heading.text for heading in newest.all("h3")) == [
        "Alternate name: Wind: Added",
        "Membership: 1 April 2007 – 31 December 2010: Changed",
        "Organisation: Wend: Changed",
    ]


def test_what_changes_nothing_is_not_told(ana):
    organisation = OrganisationFactory()

    save(ana, change(organisation))

    assert [heading for heading, _table in told(ana.get(past(organisation)))] == [
        f"Organisation: {organisation.name}: Added"
    ]


def test_yes_and_no_are_words(ana):
    contact = ContactFactory()
    Contact.objects.filter(pk=contact.pk).update(is_public=False)

    [(_heading, table), *_rest] = told(ana.get(past(contact.organisation)))

    assert table == [["Public", "yes", "no"]]


def test_a_change_of_many_at_once_is_told_of_each(ana):
    organisation = OrganisationFactory()

    with occasion.because(source=Source.IMPORT, reference="12"):
        Organisation.objects.update(status="archived")

    response = ana.get(past(organisation))
    assert told(response)[0][1] == [["Status", "Published", "Archived"]]
    newest = read(response).all("div", class_="deed")[0]
    assert newest.one("p", class_="circumstances").text == "From: an import (12)."


def test_a_country_that_moves_tells_it_of_its_organisations(ana):
    organisation = OrganisationFactory(country=CountryFactory(code="BJ"))

    Country.objects.update(region=RegionFactory(slug="asia"))

    assert told(ana.get(past(organisation)))[0][1] == [["Region", "Africa", "Asia"]]


def test_both_lists_of_organisations_have_the_same_history(ana):
    organisation = OrganisationFactory(acronym="WN")
    one = MemberInstitution.objects.get()
    one.acronym = "RW"
    one.save()

    everything = told(ana.get(past(organisation)))

    assert everything[0][1] == [["Acronym", "WN", "RW"]]
    address = f"/admin/members/memberinstitution/{organisation.pk}/history/"
    assert told(ana.get(address)) == everything


def test_what_is_no_longer_there_is_told_so(ana):
    asia = RegionFactory(slug="asia")
    organisation = OrganisationFactory(country=None, region=asia)
    organisation.region = RegionFactory(slug="africa")
    organisation.save()
    number = asia.pk
    asia.delete()

    [(_heading, table), *_rest] = told(ana.get(past(organisation)))

    assert table == [["Region", f"no longer there (number {number})", "Africa"]]


def test_long_histories_are_read_page_by_page(ana):
    organisation = OrganisationFactory()
    for number in range(60):
        organisation.acronym = f"N{number}"
        organisation.save()

    first, second = (told(ana.get(past(organisation), {"p": page})) for page in (1, 2))

    assert (len(first), len(second)) == (50, 11)
    assert first[0][1] == [["Acronym", "N58", "N59"]]
    assert "Earlier" in read(ana.get(past(organisation))).links


@pytest.mark.parametrize("total", [1, 8])
def test_a_long_history_costs_as_many_queries_as_a_short_one(ana, total, django_assert_num_queries):
    organisation = OrganisationFactory()
    for number in range(total):
        organisation.acronym = f"N{number}"
        organisation.save()
        AlternateNameFactory(organisation=organisation)
        day = datetime.date(2000 + number, 1, 1)
        MembershipFactory(organisation=organisation, start=day, end=day + datetime.timedelta(9))

    with django_assert_num_queries(16):
        ana.get(past(organisation))


def test_a_text_of_the_site_has_its_history_in_each_language(ana):
    page = PageFactory(slug="about", title_en="About")
    save(ana, f"/admin/members/page/{page.pk}/change/", title_fr="À propos")

    [(_heading, table), *_rest] = told(ana.get(f"/admin/members/page/{page.pk}/history/"))

    assert table == [["Title [fr]", "–", "À propos"]]


def test_whoever_may_not_see_a_record_does_not_see_its_history(client):
    contact = ContactFactory(is_public=False)
    client.force_login(UserFactory(groups=["Newsletter editor"]))

    # It tells of the committee's notes and of contacts that are not public.
    assert client.get(past(contact.organisation)).status_code == 403
    assert client.get(f"/admin/members/contact/{contact.pk}/history/").status_code == 302


@pytest.mark.parametrize("here, is_offered", [(True, True), (False, False)])
def test_a_history_is_offered_to_whoever_may_look_at_it(client, here, is_offered):
    organisation = OrganisationFactory()
    user = UserFactory(groups=["Regional contact"])
    (organisation.region if here else RegionFactory(slug="elsewhere")).editors.add(user)
    client.force_login(user)

    page = client.get(f"/admin/members/organisation/{organisation.pk}/change/")

    assert ("History" in read(page).links) is is_offered
