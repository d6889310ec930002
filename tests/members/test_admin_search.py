"""Finding and choosing in the admin: search, filters, autocomplete, actions."""

import pytest

from members.models import Organisation, Status
from tests.factories import (
    AlternateNameFactory,
    ContactFactory,
    CountryFactory,
    MessageFactory,
    OrganisationFactory,
    RegionFactory,
    UserFactory,
)
from tests.forms import act, notice
from tests.reading import read

pytestmark = pytest.mark.django_db

COUNTRIES = ["France", "Germany", "Spain"]
LIST = "/admin/members/organisation/"


@pytest.fixture
def committee(client):
    client.force_login(UserFactory(groups=["Steering committee"]))
    return client


def found(committee, query: str, model: str = "organisation", **more) -> list[str]:
    response = committee.get(f"/admin/members/{model}/", {"q": query} | more)
    return [str(row) for row in response.context["cl"].result_list]


def offered(client, query: str, field: str, model: str = "organisation", prefix: str = "") -> list:
    """What an autocomplete field of a form proposes."""
    asked = {"app_label": "members", "model_name": model, "field_name": field, "term": query}
    response = client.get(f"{prefix}/admin/autocomplete/", asked)
    return [(choice["id"], choice["text"]) for choice in response.json()["results"]]


def test_organisations_are_found_without_their_accents(committee):
    OrganisationFactory(name="Fédération Yéleen", draft=True)
    OrganisationFactory(name="Federal union")

    assert found(committee, "FEDERATION yeleen") == ["Fédération Yéleen"]


def test_organisations_are_found_by_other_names_and_by_country(committee):
    named = AlternateNameFactory(name="CRS SME").organisation
    OrganisationFactory(country=CountryFactory(code="CI"))

    assert found(committee, "crs") == [named.name]
    assert found(committee, "Bénin") == [named.name]


def test_both_lists_search_as_the_directory_does(committee):
    network = AlternateNameFactory(name="Wend").organisation
    support = AlternateNameFactory(name="Wend", organisation__kind="support").organisation

    assert found(committee, "wend", "memberinstitution") == [network.name]
    assert found(committee, "wend", "supportorganisation") == [support.name]


def test_filters_tell_how_many_they_would_leave(committee):
    OrganisationFactory()
    OrganisationFactory(kind="mfi", draft=True)

    page = read(committee.get(LIST))
    page = read(committee.get(LIST + page.links["Show counts"]))

    assert page.links["Local network (1)"] == "?_facets=True&kind__exact=network"
    assert page.links["Draft (1)"] == "?_facets=True&status__exact=draft"


def test_the_filter_by_country_is_sorted_as_the_names_read(committee):
    for code in ("ES", "DE", "FR"):
        OrganisationFactory(country=CountryFactory(code=code))

    names = [label for label in read(committee.get(LIST)).links if label in COUNTRIES]

    assert names == COUNTRIES


def test_a_filter_narrows_the_list(committee):
    OrganisationFactory()
    draft = OrganisationFactory(draft=True)

    assert found(committee, "", status__exact="draft") == [draft.name]


@pytest.mark.parametrize("query", ["Bénin", "benin", "BJ"])
def test_a_country_is_offered_by_its_name_in_any_language_or_its_code(committee, query):
    CountryFactory(code="BJ")
    CountryFactory(code="BF")

    assert offered(committee, query, "country") == [("BJ", "Benin")]


@pytest.mark.parametrize(
    "prefix, name", [("", "Germany"), ("/fr", "Allemagne"), ("/es", "Alemania")]
)
def test_a_country_is_offered_in_the_language_of_the_reader(committee, prefix, name):
    CountryFactory(code="DE")
    CountryFactory(code="BJ")

    assert offered(committee, "allemagne", "country", prefix=prefix) == [("DE", name)]


def test_a_region_is_offered_by_its_name(committee):
    africa = RegionFactory(slug="africa")
    RegionFactory(slug="asia")

    assert offered(committee, "afr", "region") == [(str(africa.pk), "Africa")]


def test_an_organisation_is_offered_without_its_accents_to_a_contact(committee):
    organisation = OrganisationFactory(name="Yéleen")
    OrganisationFactory()

    choices = offered(committee, "yeleen", "organisation", "contact")
    assert choices == [(str(organisation.pk), "Yéleen")]


def test_countries_are_listed_by_name_in_another_language(committee):
    CountryFactory(code="CI")
    CountryFactory(code="BJ")

    assert found(committee, "cote d ivoire", "country") == ["Côte d’Ivoire"]


@pytest.mark.parametrize("action, status", [("publish", "published"), ("archive", "archived")])
def test_an_action_changes_the_chosen_organisations_and_no_other(committee, action, status):
    chosen = OrganisationFactory.create_batch(2, draft=True)
    other = OrganisationFactory(draft=True)

    response = act(committee, LIST, action, chosen)

    assert notice(response) == f"2 organisations were {status}."
    assert set(Organisation.objects.filter(status=status)) == set(chosen)
    assert Organisation.objects.get(pk=other.pk).status == Status.DRAFT


def test_an_action_leaves_its_line_in_the_history_of_what_it_changed(committee):
    changed, same = OrganisationFactory(draft=True), OrganisationFactory()

    response = act(committee, LIST, "publish", [changed, same])

    assert notice(response) == "1 organisation was published."
    history = [read(committee.get(f"{LIST}{o.pk}/history/")).text for o in (changed, same)]
    assert ["Draft Published" in text for text in history] == [True, False]


def test_archived_organisations_are_gone_from_the_site(committee):
    organisation = OrganisationFactory()

    act(committee, LIST, "archive", [organisation])

    assert committee.get(organisation.get_absolute_url()).status_code == 410


def test_names_deleted_from_their_list_are_forgotten_by_the_search(committee):
    name = AlternateNameFactory(name="Wend")
    sent = {"action": "delete_selected", "_selected_action": [name.pk], "post": "yes"}

    committee.post("/admin/members/alternatename/", sent)

    assert read(committee.get("/members/", {"q": "wend"})).slugs == []


def test_messages_received_are_read_and_not_written(committee):
    message = MessageFactory(contact=ContactFactory(), text="Good morning, Oaxaca")
    address = f"/admin/members/message/{message.pk}/change/"

    page = read(committee.get(address))

    content = page.one("form", id="message_form")
    assert "Good morning, Oaxaca" in content.text
    assert content.all("textarea") + content.all("select") == []
    assert committee.post(address, {"text": "Changed"}).status_code == 403


def test_messages_are_found_by_what_they_say(committee):
    MessageFactory(contact=None, text="About Oaxaca")
    MessageFactory(contact=None, name="Bob")

    assert found(committee, "oaxaca", "message") == ["Ada → Regional contact, Africa"]
