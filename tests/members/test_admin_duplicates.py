"""The report of probable duplicates, and the question asked while a new name is typed."""

import pytest
from django.utils import timezone

from members.models import DuplicatePair, Organisation
from tests.factories import (
    AlternateNameFactory,
    CountryFactory,
    DuplicatePairFactory,
    MergeFactory,
    OrganisationFactory,
    RegionFactory,
    UserFactory,
)
from tests.forms import errors, fields, notice
from tests.members.conftest import change, save
from tests.reading import read

pytestmark = pytest.mark.django_db

REPORT = "/admin/members/duplicatepair/"
ADD = "/admin/members/organisation/add/"
LIKELY = "/admin/members/organisation/likely/"


@pytest.fixture
def wend():
    return OrganisationFactory(name="Wend Kuuni", slug="wend", acronym="RWK")


@pytest.fixture
def regional(client):
    """A regional contact of Africa."""
    user = UserFactory(groups=["Regional contact"])
    RegionFactory(slug="africa").editors.add(user)
    client.force_login(user)
    return client


def told(response) -> list[list[str]]:
    """The two of each pair that the report lists."""
    cells = read(response).all("td", class_="field-both")
    return [[link.text for link in cell.all("a")] for cell in cells]


def add(client, **values):
    """Fills in the form of a new organisation and sends it."""
    values = {"kind": "network", "country": "BJ", "slug": "new"} | values
    return client.post(ADD, fields(client.get(ADD)) | values, follow=True)


def test_the_report_tells_the_likeliest_first_and_why(ana, wend):
    twin = OrganisationFactory(name="Wend Kuni", draft=True)
    DuplicatePairFactory(first=wend, second=twin, score=94, reasons=["near_name", "place"])
    DuplicatePairFactory(first__name="Oikos", second__name="OIKOS", second__slug="o2", score=100)

    page = ana.get(REPORT)

    assert told(page) == [["Oikos", "OIKOS"], ["Wend Kuuni", "Wend Kuni"]]
    row = read(page).one("table", id="result_list").one("tbody").all("tr")[1]
    why = row.one("td", class_="field-told_reasons").text
    assert why == "nearly the same name, the same country"
    assert "Local network, Benin · Draft" in row.text
    assert row.one("td", class_="field-compare").one("a")["href"] == (
        f"/admin/members/organisation/merge/?of={wend.pk}&of={twin.pk}"
    )


def test_a_pair_put_aside_leaves_the_report_and_can_be_had_back(ana):
    pair = DuplicatePairFactory()
    chosen = {"action": "set_apart", "_selected_action": [pair.pk]}

    page = ana.post(REPORT, chosen, follow=True)

    assert notice(page) == "1 pair changed."
    assert told(page) == []
    pair.refresh_from_db()
    assert pair.dismissed_by.first_name == "Ana"
    apart = f"{REPORT}?state=apart"
    assert len(told(ana.get(apart))) == 1
    ana.post(apart, chosen | {"action": "look_again"})
    assert len(told(ana.get(REPORT))) == 1


def test_a_pair_of_which_one_was_merged_is_none_any_more(ana):
    merged = MergeFactory()
    DuplicatePairFactory(first=merged.kept, second=merged.merged)

    assert told(ana.get(REPORT)) == []


def test_a_regional_contact_sees_the_pairs_of_its_regions_and_puts_no_others_aside(regional):
    asia = CountryFactory(code="BD", region=RegionFactory(slug="asia"))
    own = DuplicatePairFactory()
    halfway = DuplicatePairFactory(second__country=asia)

    assert len(told(regional.get(REPORT))) == 1
    chosen = {"action": "set_apart", "_selected_action": [own.pk, halfway.pk]}
    regional.post(f"{REPORT}?whose=all", chosen)

    assert list(DuplicatePair.objects.open()) == [halfway]


def test_an_auditor_is_shown_the_pairs_and_no_way_to_merge(client):
    client.force_login(UserFactory(groups=["Auditor"]))
    pair = DuplicatePairFactory()

    page = read(client.get(REPORT))

    assert "Side by side" not in page.text
    assert client.get(f"{REPORT}{pair.pk}/change/").status_code == 200


@pytest.mark.parametrize("query", ["?first__region__id__exact=1", "?first__kind__exact=network"])
def test_the_report_is_filtered(ana, query):
    assert ana.get(REPORT + query).status_code == 200


@pytest.mark.parametrize("count", [1, 8])
def test_the_report_costs_as_many_queries_however_long_it_is(ana, count, django_assert_num_queries):
    DuplicatePairFactory.create_batch(count)
    ana.get(REPORT)

    with django_assert_num_queries(8):
        assert len(told(ana.get(REPORT))) == count


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "Wend Kuni"},
        {"name": "RÉSEAU WEND"},
        {"name": "Wend, of Benin", "acronym": "RWK"},
        {
            "name": "Oikos",
            "alternate_names-TOTAL_FORMS": "1",
            "alternate_names-0-name": "Wend-Kuuni",
            "alternate_names-0-kind": "former",
        },
    ],
)
def test_a_new_organisation_that_is_probably_there_already_is_asked_about(ana, wend, typed):
    AlternateNameFactory(organisation=wend, name="Réseau Wend")

    page = add(ana, **typed)

    assert Organisation.objects.count() == 1
    question = errors(page)["id_name"]
    assert question.startswith("It may be there already: Wend Kuuni (Benin, ")
    assert question.endswith("It is another organisation")
    links = read(page).one("ul", id="id_name_error").links
    assert links["Wend Kuuni"] == change(wend)


def test_who_says_that_it_is_another_one_has_it_and_is_not_asked_each_week(ana, wend):
    page = add(ana, name="Wend Kuni", another=str(wend.pk))

    assert errors(page) == {}
    pair = DuplicatePair.objects.get()
    assert (pair.first, pair.second.name) == (wend, "Wend Kuni")
    assert pair.dismissed_by.first_name == "Ana"
    assert pair.dismissed_at is not None


def test_another_one_that_came_meanwhile_is_asked_about_as_well(ana, wend):
    OrganisationFactory(name="Wend Kunii", slug="other")

    page = add(ana, name="Wend Kuni", another=str(wend.pk))

    assert "as one of these: " in errors(page)["id_name"]


def test_a_name_of_its_own_is_taken(ana, wend):
    add(ana, name="Oikos")

    assert Organisation.objects.filter(name="Oikos").exists()
    assert not DuplicatePair.objects.exists()


def test_a_change_of_anything_but_the_name_asks_nothing(ana, wend):
    twin = OrganisationFactory(name="Wend Kuni")

    save(ana, change(twin), note="Called")

    twin.refresh_from_db()
    assert twin.note == "Called"


def test_a_change_of_the_name_asks_unless_it_is_known_not_to_be_the_same(ana, wend):
    other = OrganisationFactory(name="Oikos")

    assert "Wend Kuuni" in errors(save(ana, change(other), name="Wend Kuni"))["id_name"]

    DuplicatePairFactory(first=wend, second=other, dismissed_at=timezone.now())
    assert errors(save(ana, change(other), name="Wend Kuni")) == {}


def test_a_regional_contact_is_told_of_other_regions_and_says_nothing_for_them(regional):
    CountryFactory(code="BJ")
    there = CountryFactory(code="BD", region=RegionFactory(slug="asia"))
    padma = OrganisationFactory(name="Padma Credit", country=there)

    assert "Padma Credit" in errors(add(regional, name="Padma Credit"))["id_name"]
    add(regional, name="Padma Credit", another=str(padma.pk))

    assert Organisation.objects.filter(name="Padma Credit").count() == 2
    assert not DuplicatePair.objects.exists()


def test_while_one_types_those_that_may_be_meant_are_told(ana, wend):
    answer = ana.get(LIKELY, {"name": "wend kuni", "country": "BJ"}).json()

    assert answer == {
        "told": "1 organisation may be the same.",
        "found": [
            {
                "name": "Wend Kuuni",
                "detail": "Benin, nearly the same name, the same country",
                "url": change(wend),
            }
        ],
    }


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"name": "Oikos"},
        {"name": "\x01" * 300, "country": "ZZ\x01", "besides": "x" * 30},
        {"name": "wend kuni", "besides": "{own}"},
    ],
)
def test_while_one_types_anything_else_nothing_is_told(ana, wend, query):
    asked = {key: value.format(own=wend.pk) for key, value in query.items()}

    assert ana.get(LIKELY, asked).json() == {"told": "", "found": []}


def test_it_is_told_in_the_readers_language(ana, wend):
    answer = ana.get(f"/fr{LIKELY}", {"name": "wend kuni"}).json()

    assert answer["found"][0]["detail"].startswith("Bénin, ")
