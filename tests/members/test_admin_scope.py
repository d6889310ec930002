"""What a regional contact sees, chooses and changes of organisations."""

import pytest

from members.admin.organisation import OrganisationAdmin
from members.models import Organisation
from tests.factories import CountryFactory, OrganisationFactory, RegionFactory, UserFactory
from tests.forms import ask, confirm, errors, fields, notice
from tests.reading import read

pytestmark = pytest.mark.django_db

LIST = "/admin/members/organisation/"
ADD = f"{LIST}add/"
ALL = f"{LIST}?whose=all"
ASK = "This is outside your regions: ask the steering committee to do it."


@pytest.fixture
def regional(client):
    """A regional contact of Africa."""
    user = UserFactory(groups=["Regional contact"])
    RegionFactory(slug="africa").editors.add(user)
    client.force_login(user)
    return client


@pytest.fixture
def benin():
    return CountryFactory(code="BJ", region=RegionFactory(slug="africa"))


@pytest.fixture
def bangladesh():
    return CountryFactory(code="BD", region=RegionFactory(slug="asia"))


def change(organisation, suffix: str = "change/") -> str:
    return f"{LIST}{organisation.pk}/{suffix}"


def names(response) -> list[str]:
    return [row.text for row in read(response).all("th", class_="field-name")]


def send(client, address: str, values: dict, follow: bool = True):
    return client.post(address, fields(client.get(address)) | values, follow=follow)


def test_the_list_opens_with_the_organisations_of_ones_regions(regional, benin, bangladesh):
    OrganisationFactory(name="Wend", country=benin)
    OrganisationFactory(name="Padma", country=bangladesh)

    assert names(regional.get(LIST)) == ["Wend"]
    links = read(regional.get(LIST)).links
    assert names(regional.get(LIST + links["All regions"])) == ["Padma", "Wend"]


@pytest.mark.parametrize("role", ["Steering committee", "Auditor", "Newsletter editor"])
def test_nobody_else_is_shown_a_part_of_the_list(client, role, benin, bangladesh):
    client.force_login(UserFactory(groups=[role]))
    for country in (benin, bangladesh):
        OrganisationFactory(country=country)

    response = client.get(LIST)

    assert len(names(response)) == 2
    assert "My regions" not in read(response).text


def test_a_regional_contact_of_no_region_sees_all_and_changes_nothing(client, benin):
    client.force_login(UserFactory(groups=["Regional contact"]))
    organisation = OrganisationFactory(country=benin)

    assert names(client.get(LIST)) == [organisation.name]
    assert client.get(ADD).status_code == 403
    assert client.post(change(organisation), {}).status_code == 403


def test_regions_give_no_rights_to_one_who_has_no_role(client, benin):
    user = UserFactory()
    benin.region.editors.add(user)
    client.force_login(user)

    assert client.get(change(OrganisationFactory(country=benin))).status_code == 403


def test_one_with_two_roles_has_the_rights_of_both(client, benin, bangladesh):
    user = UserFactory(groups=["Regional contact", "Auditor"])
    benin.region.editors.add(user)
    client.force_login(user)
    there = OrganisationFactory(country=bangladesh, note="Called on Monday")

    assert "Called on Monday" in read(client.get(change(there))).text
    assert client.post(change(there), {}).status_code == 403
    assert client.get(ADD).status_code == 200


def test_a_regional_contact_keeps_an_organisation_of_its_region(regional, benin):
    organisation = OrganisationFactory(country=benin)

    send(regional, change(organisation), {"acronym": "WND", "note": "Called on Monday"})

    assert Organisation.objects.values_list("acronym", "note").get() == ("WND", "Called on Monday")


def test_another_regions_organisation_is_shown_without_its_note(regional, bangladesh):
    organisation = OrganisationFactory(country=bangladesh, note="Called on Monday")

    page = read(regional.get(change(organisation)))

    assert organisation.name in page.text
    assert "Called on Monday" not in page.text
    assert page.one("form", id="organisation_form").all("input", type="submit") == []


def test_the_auditor_reads_the_note_and_has_nothing_to_save(client, benin):
    client.force_login(UserFactory(groups=["Auditor"]))
    organisation = OrganisationFactory(country=benin, note="Called on Monday")

    page = read(client.get(change(organisation)))

    assert "Called on Monday" in page.text
    assert page.one("form", id="organisation_form").all("input", type="submit") == []


def test_another_regions_organisation_takes_nothing(regional, bangladesh):
    organisation = OrganisationFactory(name="Padma", country=bangladesh)

    assert regional.post(change(organisation), {"name": "Mine"}).status_code == 403
    assert Organisation.objects.get().name == "Padma"


@pytest.mark.parametrize("of_my_region", [True, False])
def test_no_organisation_is_deleted_by_a_regional_contact(
    regional, benin, bangladesh, of_my_region
):
    organisation = OrganisationFactory(country=benin if of_my_region else bangladesh)
    chosen = {"action": "delete_selected", "_selected_action": [organisation.pk], "post": "yes"}

    assert regional.post(change(organisation, "delete/"), {"post": "yes"}).status_code == 403
    regional.post(ALL, chosen)
    assert Organisation.objects.exists()


@pytest.mark.parametrize(
    "field, offered", [("country", ["Benin"]), ("region", ["Africa"])], ids=["country", "region"]
)
def test_only_places_of_ones_regions_are_offered(regional, benin, bangladesh, field, offered):
    asked = {"app_label": "members", "model_name": "organisation", "field_name": field, "term": ""}

    response = regional.get("/admin/autocomplete/", asked)

    assert [choice["text"] for choice in response.json()["results"]] == offered


@pytest.mark.parametrize("path", ["organisation", "memberinstitution"])
def test_an_organisation_is_not_added_in_another_region(regional, benin, bangladesh, path):
    typed = {"name": "Padma", "slug": "padma", "kind": "network", "country": "BD"}

    response = send(regional, f"/admin/members/{path}/add/", typed)

    assert errors(response)["id_country"] == ASK
    assert not Organisation.objects.exists()


def test_an_organisation_is_added_in_ones_own_region(regional, benin):
    send(regional, ADD, {"name": "Wend", "slug": "wend", "kind": "network", "country": "BJ"})

    assert Organisation.objects.get().region == benin.region


@pytest.mark.parametrize("by", ["country", "region", "both"])
def test_an_organisation_is_not_moved_out_of_ones_region(regional, benin, bangladesh, by):
    organisation = OrganisationFactory(country=benin)
    country, region = {"country": "BD"}, {"country": "", "region": str(bangladesh.region_id)}
    sent = {"country": country, "region": region, "both": region | country}[by]

    response = send(regional, change(organisation), sent)

    assert errors(response)[f"id_{'country' if by == 'country' else 'region'}"] == ASK
    assert Organisation.objects.get().country == benin


def test_an_organisation_is_moved_between_two_regions_of_ones_own(regional, benin, bangladesh):
    bangladesh.region.editors.set(benin.region.editors.all())
    organisation = OrganisationFactory(country=benin)

    send(regional, change(organisation), {"country": "BD"})

    assert Organisation.objects.get().region == bangladesh.region


def test_the_refusal_is_said_in_the_readers_language(regional, benin, bangladesh):
    organisation = OrganisationFactory(country=benin)

    response = send(regional, f"/fr{change(organisation)}", {"country": "BD"})

    assert errors(response)["id_country"] == (
        "Ceci est hors de vos régions : demandez-le au comité de pilotage."
    )


@pytest.mark.parametrize("action, status", [("publish", "published"), ("archive", "archived")])
def test_an_action_tells_how_many_it_left_out(regional, benin, bangladesh, action, status):
    here = OrganisationFactory(country=benin, draft=True)
    there = OrganisationFactory.create_batch(2, country=bangladesh, draft=True)

    question = ask(regional, ALL, action, [here, *there])
    response = confirm(regional, ALL, question, [here, *there])

    assert "2: not in your regions" in read(question).text
    assert notice(response) == f"1 organisation was {status}."
    assert list(Organisation.objects.filter(status=status)) == [here]


@pytest.mark.parametrize(
    "address, reason",
    [(ALL, "1: not in your regions"), (LIST, "1: no longer in this list")],
    ids=["seen", "moved meanwhile"],
)
def test_an_action_on_nothing_of_ones_own_says_so_alone(regional, bangladesh, address, reason):
    there = OrganisationFactory(country=bangladesh, draft=True)

    question = ask(regional, address, "publish", [there])

    assert reason in read(question).text
    assert read(question).all("input", name="confirmed") == []
    confirm(regional, address, question, [there])
    assert not Organisation.objects.filter(status="published").exists()


def test_an_action_on_the_whole_list_keeps_to_ones_regions(regional, benin, bangladesh):
    here = OrganisationFactory(country=benin, draft=True)
    OrganisationFactory(country=bangladesh, draft=True)

    question = ask(regional, ALL, "publish", [here], select_across="1")
    confirm(regional, ALL, question, [here])

    assert list(Organisation.objects.filter(status="published")) == [here]


def test_columns_edited_in_the_list_keep_to_ones_regions(regional, benin, bangladesh, monkeypatch):
    monkeypatch.setattr(OrganisationAdmin, "list_editable", ["acronym", "country"])
    monkeypatch.setattr(OrganisationAdmin, "list_display", ["name", "acronym", "country"])
    for country in (benin, bangladesh):
        OrganisationFactory(country=country)
    rows = {"form-0-acronym": "A", "form-1-acronym": "B", "_save": "Save"}

    response = send(regional, ALL, rows)

    assert notice(response) == "1 organisation was changed successfully."
    acronyms = Organisation.objects.values_list("country", "acronym")
    assert dict(acronyms) == {"BJ": "A", "BD": ""}


def test_no_organisation_is_moved_by_a_column_of_the_list(regional, benin, bangladesh, monkeypatch):
    monkeypatch.setattr(OrganisationAdmin, "list_editable", ["country"])
    monkeypatch.setattr(OrganisationAdmin, "list_display", ["name", "country"])
    OrganisationFactory(country=benin)

    response = send(regional, ALL, {"form-0-country": "BD", "_save": "Save"})

    assert ASK in read(response).text
    assert Organisation.objects.get().country == benin
