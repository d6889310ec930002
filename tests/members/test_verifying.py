"""Saying at the desk that an organisation's record is right, and finding those that nobody has."""

import datetime
from datetime import timedelta

import pytest
from django.utils import timezone

from members.models import Organisation
from members.verifying import verify_many
from tests.factories import CountryFactory, OrganisationFactory, RegionFactory, UserFactory
from tests.forms import fields, notice
from tests.reading import read

pytestmark = pytest.mark.django_db

LIST = "/admin/members/organisation/"
SECRET = "secret@example.org"


def ago(days: int) -> datetime.date:
    return timezone.localdate() - timedelta(days=days)


def address(organisation, page: str = "change", model: str = "organisation") -> str:
    return f"/admin/members/{model}/{organisation.pk}/{page}/"


@pytest.fixture
def sign_in(client):
    """Signs in with a role; a regional contact keeps Africa."""

    def sign_in(role: str):
        user = UserFactory(first_name="Ana", groups=[role])
        RegionFactory(slug="africa").editors.add(user)
        client.force_login(user)
        return user

    return sign_in


@pytest.mark.parametrize("role", ["Steering committee", "Regional contact"])
@pytest.mark.parametrize("model", ["organisation", "memberinstitution"])
def test_one_button_verifies_a_record(client, sign_in, role, model):
    ana = sign_in(role)
    organisation = OrganisationFactory(name="Wend")
    shown = read(client.get(address(organisation, model=model))).one("div", class_="verified")
    assert shown.one("p").text == "Never verified."

    response = client.post(shown.one("form")["action"], follow=True)

    assert notice(response) == "“Wend” is verified as of today."
    organisation.refresh_from_db()
    assert (organisation.verified_on, organisation.verified_by) == (timezone.localdate(), ana)
    assert " by Ana" in read(response).one("div", class_="verified").text


def test_a_verification_is_told_by_the_history_and_is_no_change_to_the_public(client, sign_in):
    ana = sign_in("Steering committee")
    organisation = OrganisationFactory()
    before = organisation.updated_at

    client.post(address(organisation, "verify"))

    organisation.refresh_from_db()
    entry = organisation.history.first()
    assert organisation.updated_at == before
    assert (entry.history_user, entry.history_source) == (ana, "desk")
    assert "Verified by" in read(client.get(address(organisation, "history"))).text


@pytest.mark.parametrize(
    "role, place, status",
    [
        ("Regional contact", "BD", 403),
        ("Regional contact", "BJ", 302),
        ("Auditor", "BJ", 403),
        ("Newsletter editor", "BJ", 403),
    ],
)
def test_only_who_may_change_a_record_verifies_it(client, sign_in, role, place, status):
    sign_in(role)
    region = RegionFactory(slug={"BJ": "africa", "BD": "asia"}[place])
    organisation = OrganisationFactory(country=CountryFactory(code=place, region=region))

    response = client.post(address(organisation, "verify"))

    assert response.status_code == status
    assert bool(Organisation.objects.get().verified_on) is (status == 302)
    buttons = read(client.get(address(organisation))).one("div", class_="verified").all("button")
    assert len(buttons) == (status == 302)


def test_opening_the_address_verifies_nothing(client, sign_in):
    sign_in("Steering committee")
    organisation = OrganisationFactory()

    assert client.get(address(organisation, "verify")).status_code == 405
    assert client.post("/admin/members/organisation/99/verify/").status_code == 404
    assert Organisation.objects.get().verified_on is None


@pytest.mark.parametrize(
    "choice, names",
    [
        ("due", {"Never", "Long ago"}),
        ("never", {"Never", "Draft"}),
        ("stale", {"Long ago"}),
        ("fresh", {"Lately", "Just in time"}),
    ],
)
def test_the_list_is_narrowed_to_what_is_to_be_verified(client, sign_in, settings, choice, names):
    sign_in("Steering committee")
    settings.VERIFY_EVERY_DAYS = 100
    OrganisationFactory(name="Never")
    OrganisationFactory(name="Draft", draft=True)
    OrganisationFactory(name="Long ago", verified_on=ago(101))
    OrganisationFactory(name="Just in time", verified_on=ago(100))
    OrganisationFactory(name="Lately", verified_on=ago(0))

    page = read(client.get(f"{LIST}?verified={choice}"))

    assert {cell.text for cell in page.all("th", class_="field-name")} == names


def test_the_queue_of_a_region_is_its_own(client, sign_in):
    sign_in("Regional contact")
    OrganisationFactory(name="Here")
    asia = RegionFactory(slug="asia")
    OrganisationFactory(name="There", country=CountryFactory(code="BD", region=asia))

    own = read(client.get(f"{LIST}?verified=due"))
    asias = read(client.get(f"{LIST}?verified=due&whose=all&region__id__exact={asia.pk}"))

    assert [cell.text for cell in own.all("th", class_="field-name")] == ["Here"]
    assert [cell.text for cell in asias.all("th", class_="field-name")] == ["There"]


def test_many_are_verified_in_one_deed_and_a_constant_number_of_questions(
    django_assert_max_num_queries,
):
    ana = UserFactory()
    keys = [OrganisationFactory().pk for _number in range(20)]

    with django_assert_max_num_queries(10):
        assert verify_many([*keys, 0], ana) == 20

    assert Organisation.objects.filter(verified_by=ana).count() == 20
    entries = Organisation.history.model.objects.filter(history_type="~")
    assert (entries.count(), entries.values("history_deed").distinct().count()) == (20, 1)


@pytest.mark.parametrize(
    "prefix, told",
    [
        ("", "Verified on 3 May 2026"),
        ("/fr", "Vérifié le 3 mai 2026"),
        ("/es", "Verificado el 3 de mayo de 2026"),
    ],
)
def test_the_profile_says_when_it_was_verified(client, prefix, told):
    organisation = OrganisationFactory(verified_on=datetime.date(2026, 5, 3))

    page = read(client.get(f"{prefix}/members/{organisation.slug}/"))

    assert told in page.one("aside", class_="page-side").text


def test_verifying_shows_on_a_profile_that_was_kept(client):
    organisation = OrganisationFactory()
    assert "Verified" not in read(client.get(organisation.get_absolute_url())).text

    verify_many([organisation.pk], None)

    assert "Verified on" in read(client.get(organisation.get_absolute_url())).text


# The address that the question goes to


def test_the_address_is_kept_by_who_keeps_the_record_and_shown_to_no_other(client, sign_in):
    sign_in("Regional contact")
    here = OrganisationFactory()
    asia = CountryFactory(code="BD", region=RegionFactory(slug="asia"))
    there = OrganisationFactory(country=asia, email=SECRET)

    client.post(address(here), fields(client.get(address(here))) | {"email": SECRET})

    assert Organisation.objects.get(pk=here.pk).email == SECRET
    assert SECRET in client.get(address(here)).content.decode()
    assert SECRET not in client.get(address(there)).content.decode()
    assert client.get(address(there, "history")).status_code == 403


@pytest.mark.parametrize(
    "page",
    [
        "/",
        "/members/",
        "/members/wend/",
        "/members/?q=secret",
        "/print/members/",
        "/embed/members/",
        *(f"/members.{extension}" for extension in ("csv", "json", "geojson")),
        "/feeds/members.atom",
        "/api/v1/organisations/",
        "/api/v1/organisations/?q=secret",
        "/suggest/?q=secret",
        f"{LIST}export.csv?whose=all",
        f"{LIST}?whose=all&q=secret",
    ],
)
def test_the_address_is_in_nothing_that_is_read_or_taken_away(client, sign_in, page):
    sign_in("Regional contact")
    OrganisationFactory(name="Wend", email=SECRET)

    response = client.get(page)

    text = b"".join(response.streaming_content) if response.streaming else response.content
    assert response.status_code == 200
    assert SECRET.encode() not in text


@pytest.mark.parametrize("lookup", ["email__startswith", "email", "note__contains"])
def test_nobody_finds_the_address_by_asking_the_list_for_it(client, sign_in, lookup):
    sign_in("Regional contact")
    OrganisationFactory(email=SECRET)

    response = client.get(f"{LIST}?{lookup}=secret", follow=True)

    assert response.redirect_chain or response.status_code == 400
