"""A committee member keeps an organisation: the form, from its first field to the public page."""

import datetime
import json

import pytest
from pytest_django.asserts import assertContains

from members.models import Membership, Organisation
from tests.factories import (
    ContactFactory,
    CountryFactory,
    MembershipFactory,
    OrganisationFactory,
    RegionFactory,
    UserFactory,
)
from tests.forms import errors, fields, notice
from tests.reading import read

pytestmark = pytest.mark.django_db

PREFILLED = "data-prepopulated-fields"
ADD = "/admin/members/organisation/add/"


@pytest.fixture
def committee(client):
    client.force_login(UserFactory(groups=["Steering committee"]))
    return client


@pytest.fixture
def benin():
    return CountryFactory(code="BJ", region__slug="africa")


def typed(**more) -> dict[str, str]:
    return {"name": "Réseau Wend", "slug": "reseau-wend", "kind": "network"} | more


def periods(*rows: tuple[str, str]) -> dict[str, str]:
    """What the form sends for new memberships, each a start and an end."""
    sent = {"memberships-TOTAL_FORMS": str(len(rows))}
    for number, (start, end) in enumerate(rows):
        sent |= {f"memberships-{number}-start": start, f"memberships-{number}-end": end}
    return sent


def change(organisation) -> str:
    return f"/admin/members/organisation/{organisation.pk}/change/"


def send(committee, address: str, values: dict):
    """Opens the form, fills it in, and sends it."""
    return committee.post(address, fields(committee.get(address)) | values, follow=True)


def test_an_organisation_entered_with_all_it_has_is_public(committee, client, benin):
    names = {"alternate_names-TOTAL_FORMS": "1", "alternate_names-0-name": "Wend Network"}
    kind = {"alternate_names-0-kind": "translation"}
    place = {"country": "BJ", "status": "published", "website": "wend.example"}

    response = send(committee, ADD, typed() | place | names | kind | periods(("2009-04-01", "")))

    assert notice(response) == "The organisation “ Réseau Wend ” was added successfully."
    client.logout()
    assert read(client.get("/members/", {"q": "wend network"})).slugs == ["reseau-wend"]
    page = read(client.get("/members/reseau-wend/"))
    assert page.links["wend.example"] == "https://wend.example"
    assert [entry.text for entry in page.one("dl", class_="facts").all("dd")] == [
        *("Local network", "Benin", "Africa", "Wend Network"),
        *("wend.example", "Member since 1 April 2009"),
    ]


def test_a_draft_is_not_public_until_it_is_published(committee, benin):
    send(committee, ADD, typed(country="BJ"))
    assert committee.get("/members/reseau-wend/").status_code == 404

    send(committee, change(Organisation.objects.get()), {"status": "published"})
    assert committee.get("/members/reseau-wend/").status_code == 200


def test_the_region_is_filled_in_from_the_country(committee, benin):
    send(committee, ADD, typed(country="BJ"))

    assert Organisation.objects.get().region == benin.region


def test_a_region_that_disagrees_with_the_country_is_refused_beside_it(committee, benin):
    asia = RegionFactory(slug="asia")

    response = send(committee, ADD, typed(country="BJ", region=str(asia.pk)))

    assert errors(response) == {
        "id_region": "Benin does not lie in this region: it belongs to Africa."
    }
    kept = fields(response)
    assert (kept["name"], kept["country"], kept["region"]) == ("Réseau Wend", "BJ", str(asia.pk))


def test_one_of_country_and_region_is_needed(committee):
    assert errors(send(committee, ADD, typed())) == {
        "id_region": "Give the region, or the country."
    }


def test_an_organisation_of_a_whole_region_needs_no_country(committee):
    africa = RegionFactory(slug="africa")

    send(committee, ADD, typed(region=str(africa.pk)))

    assert Organisation.objects.get().place == "Africa"


def test_an_address_that_is_taken_is_refused_beside_it(committee, benin):
    OrganisationFactory(slug="reseau-wend")

    response = send(committee, ADD, typed(country="BJ"))

    assert errors(response) == {"id_slug": "Organisation with this Slug already exists."}


def test_a_period_that_overlaps_one_on_record_is_refused_and_nothing_is_lost(committee):
    organisation = MembershipFactory(end=datetime.date(2010, 12, 31)).organisation
    new = {"memberships-TOTAL_FORMS": "2", "memberships-1-start": "2010-06-01"}

    response = send(committee, change(organisation), new | {"note": "Called on Monday"})

    assert errors(response) == {
        "id_memberships-1-start": "This period overlaps another of the same organisation: "
        "1 April 2007 – 31 December 2010."
    }
    kept = fields(response)
    assert kept["memberships-1-start"] == "2010-06-01"
    assert kept["note"] == "Called on Monday"
    assert Membership.objects.count() == 1


def test_two_new_periods_that_overlap_each_other_are_refused(committee):
    organisation = OrganisationFactory()
    rows = periods(("2008-01-01", "2010-12-31"), ("2010-06-01", ""))

    response = send(committee, change(organisation), rows)

    assert errors(response) != {}
    assert fields(response)["memberships-1-start"] == "2010-06-01"
    assert not Membership.objects.exists()


def test_periods_of_a_new_organisation_that_overlap_are_refused(committee, benin):
    rows = periods(("2008-01-01", "2010-12-31"), ("2010-06-01", ""))

    response = send(committee, ADD, typed(country="BJ") | rows)

    assert errors(response) != {}
    assert fields(response)["name"] == "Réseau Wend"
    assert not Organisation.objects.exists()


def test_a_period_may_be_ended_and_the_next_begun_in_one_go(committee):
    organisation = MembershipFactory().organisation
    ended = {"memberships-TOTAL_FORMS": "2", "memberships-0-end": "2010-12-31"}

    send(committee, change(organisation), ended | {"memberships-1-start": "2012-01-01"})

    assert [str(period) for period in organisation.memberships.all()] == [
        "1 April 2007 – 31 December 2010",
        "1 January 2012 –",
    ]


def test_a_period_that_ends_before_it_starts_is_refused(committee):
    rows = periods(("2010-06-01", "2009-01-01"))

    response = send(committee, change(OrganisationFactory()), rows)

    assert list(errors(response).values()) == ["The end must come after the start."]


def test_a_second_contact_of_the_region_is_refused_in_the_form_of_an_organisation(committee):
    ContactFactory()
    organisation = OrganisationFactory()
    contact = {"role": "regional_contact", "region": str(organisation.region_id)}
    contact |= {"email": "a@example.org", "language": "en", "is_public": "on"}
    sent = {f"contacts-0-{name}": value for name, value in contact.items()}

    response = send(committee, change(organisation), sent | {"contacts-TOTAL_FORMS": "1"})

    assert list(errors(response).values()) == ["This region already has a public contact."]
    assert not organisation.contacts.exists()


def test_saving_an_organisation_untouched_changes_nothing_but_the_time(prospera, committee):
    def everything():
        rows = Organisation.objects.filter(slug="cerise").values()
        periods = Membership.objects.filter(organisation__slug="cerise").values()
        return [row | {"updated_at": None} for row in rows], list(periods)

    before = everything()

    response = send(committee, change(Organisation.objects.get(slug="cerise")), {})

    assert errors(response) == {}
    assert everything() == before


def test_the_address_is_suggested_from_the_name(committee):
    page = read(committee.get(ADD))

    rules = json.loads(page.one(id="django-admin-prepopulated-fields-constants")[PREFILLED])
    assert [(rule["id"], rule["dependency_list"]) for rule in rules] == [("#id_slug", ["name"])]
    scripts = [script["src"] for script in page.all("script")]
    assert "/static/admin/js/prepopulate.js" in scripts


def test_view_on_site_leads_to_the_public_profile(committee):
    organisation = OrganisationFactory()

    link = read(committee.get(change(organisation))).links["View on site"]

    assertContains(committee.get(link, follow=True), organisation.name)


def test_support_organisations_are_entered_as_such(committee):
    page = read(committee.get("/admin/members/supportorganisation/add/"))

    options = [option["value"] for option in page.one("select", id="id_kind").all("option")]
    assert options == ["support"]


def test_member_institutions_are_networks_or_microfinance_institutions(committee):
    page = read(committee.get("/admin/members/memberinstitution/add/"))

    options = [option["value"] for option in page.one("select", id="id_kind").all("option")]
    assert options == ["", "network", "mfi"]
