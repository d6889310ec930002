"""Which organisation a row is about: surely, probably, or none yet."""

import pytest

from members.importing.choosing import choose
from tests.factories import AlternateNameFactory, CountryFactory, OrganisationFactory, RegionFactory
from tests.members.importing import previewed, rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    CountryFactory(code="BJ")
    CountryFactory(code="BO", region=RegionFactory(slug="latin-america"))


@pytest.mark.parametrize(
    "row",
    [
        {"id": True, "name": "Another name"},
        {"slug": "wend", "name": "Another name"},
        {"name": "wend kuuni"},
        {"name": "WEND-KUUNI", "country": "BJ"},
        {"name": "Réseau Wend"},
        {"name": "WK"},
    ],
)
def test_an_organisation_is_found_by_identifier_slug_and_any_name(row):
    found = OrganisationFactory(name="Wend Kuuni", slug="wend", acronym="WK")
    AlternateNameFactory(organisation=found, name="Réseau Wend")
    OrganisationFactory(name="Oikos")
    row = row | ({"id": found.pk} if "id" in row else {})

    batch = previewed([list(row), list(row.values())])

    assert batch.rows.get().organisation == found


def test_the_identifier_wins_over_slug_and_name():
    first, second = OrganisationFactory(slug="first"), OrganisationFactory(slug="second")
    table = [["id", "slug", "name"], [first.pk, "second", second.name]]

    batch = previewed(table)

    assert rows(batch) == [(2, "refused", ["Another organisation has this slug."])]


def test_an_organisation_may_stand_in_a_file_once():
    OrganisationFactory(name="Wend", slug="wend", kind="mfi")
    table = [
        ["name", "slug", "kind", "country"],
        ["Wend", "", "mfi", "BJ"],
        ["Wend again", "wend", "mfi", "BJ"],
        ["Oikos", "", "mfi", "BJ"],
        ["OIKOS", "", "mfi", "BJ"],
    ]

    found = rows(previewed(table))

    assert [row[1] for row in found] == ["unchanged", "refused", "new", "refused"]
    assert found[1][2] == ["Row 2 is about the same organisation."]
    assert found[3][2] == ["Row 4 is about the same organisation."]


def test_a_name_that_several_have_or_that_is_of_another_country_asks():
    twins = [OrganisationFactory(name="Caja", slug=f"caja-{n}") for n in range(2)]
    abroad = OrganisationFactory(name="Finca", slug="finca", country__code="BJ")
    table = [["name", "kind", "country"], ["Caja", "mfi", "BJ"], ["Finca", "mfi", "Bolivia"]]

    batch = previewed(table)

    assert [row.candidates for row in batch.rows.all()] == [[o.pk for o in twins], [abroad.pk]]


def test_names_that_differ_in_a_number_or_lie_in_other_countries_are_not_near():
    OrganisationFactory(name="Village bank 1", slug="bank-1")
    OrganisationFactory(name="Credit Union", slug="union")
    table = [
        ["name", "kind", "country"],
        ["Village bank 2", "mfi", "BJ"],
        ["Credit Unions", "mfi", "BO"],
        ["Credit Unions", "mfi", "BJ"],
    ]

    assert [row[1] for row in rows(previewed(table))] == ["new", "new", "duplicate"]


def test_probable_duplicates_are_decided_and_then_say_what_they_change():
    wend = OrganisationFactory(name="Wend Kuuni", slug="wend", kind="mfi")
    table = [["name", "kind", "country"], ["Wend Kuumi", "mfi", ""], ["Wend Kuunis", "mfi", "BJ"]]
    batch = previewed(table)

    decided = choose(batch, {2: str(wend.pk), 3: "new", 4: "new"}, batch.created_by)

    batch.refresh_from_db()
    assert decided == 2
    assert batch.counts == {"changed": 1, "new": 1}
    assert rows(batch)[0] == (2, "changed", {"name": ["Wend Kuuni", "Wend Kuumi"]})


def test_a_choice_that_was_not_offered_decides_nothing():
    OrganisationFactory(name="Wend Kuuni")
    other = OrganisationFactory(name="Oikos")
    batch = previewed([["name", "kind", "country"], ["Wend Kuumi", "mfi", "BJ"]])

    assert choose(batch, {2: str(other.pk)}, batch.created_by) == 0
    assert [row[1] for row in rows(batch)] == ["duplicate"]
