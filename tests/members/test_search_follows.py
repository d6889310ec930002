"""Whatever is done to a name, a place or a kind, and to however many, the search follows."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.models import AlternateName, Country, Kind, Organisation, Region, SearchWord, Tally
from tests.factories import (
    AlternateNameFactory,
    CountryFactory,
    OrganisationFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db


def found(query: str) -> list[str]:
    return sorted(o.slug for o in Organisation.objects.search(query))


# The search follows an organisation


def test_many_updated_at_once_are_found_under_their_new_name():
    OrganisationFactory(name="Promujer", slug="a")

    Organisation.objects.update(name="Crédit rural")

    assert (found("credit"), found("promujer")) == (["a"], [])


def test_many_made_at_once_are_found():
    country = CountryFactory(code="CI")
    made = [
        OrganisationFactory.build(name=name, country=country, region=country.region)
        for name in ("Alpha", "Beta")
    ]

    Organisation.objects.bulk_create(made)

    assert (found("cote d'ivoire"), found("beta")) == (["alpha", "beta"], ["beta"])
    assert SearchWord.objects.filter(word="beta").exists()


def test_many_changed_one_by_one_at_once_are_found_under_their_new_names():
    one, other = OrganisationFactory(slug="one"), OrganisationFactory(slug="other")
    one.name, other.description_fr = "Promujer", "Épargne"

    Organisation.objects.bulk_update([one, other], ["name", "description_fr"])

    assert (found("promujer"), found("epargne")) == (["one"], ["other"])


def test_a_description_updated_under_its_plain_name_is_found():
    OrganisationFactory(slug="a")

    Organisation.objects.update(description="Savings")

    assert found("savings") == ["a"]


def test_a_field_saved_alone_takes_the_search_along():
    organisation = OrganisationFactory(slug="a")

    organisation.name = "Promujer"
    organisation.save(update_fields=["name"])

    assert found("promujer") == ["a"]


@pytest.mark.parametrize("many", [False, True])
def test_what_is_deleted_is_not_found(many):
    organisation = OrganisationFactory(name="Promujer")

    Organisation.objects.filter(name="Promujer").delete() if many else organisation.delete()

    assert (found("promujer"), found("mujer")) == ([], [])


def test_another_country_is_found_when_many_move_at_once():
    OrganisationFactory(slug="a", country__code="BJ")

    Organisation.objects.update(country=CountryFactory(code="CI"))

    assert (found("ivoire"), found("benin")) == (["a"], [])


def test_another_kind_is_found_when_many_change_at_once():
    OrganisationFactory(slug="a")

    Organisation.objects.update(kind=Kind.SUPPORT)

    assert (found("support"), found("network")) == (["a"], [])


# The search follows the other names


def test_names_added_many_at_once_are_found():
    one, other = OrganisationFactory(slug="one"), OrganisationFactory(slug="other")

    AlternateName.objects.bulk_create(
        [AlternateName(organisation=o, name=f"Wend {o.slug}") for o in (one, other)]
    )

    assert (found("wend"), found("wend other")) == (["one", "other"], ["other"])


def test_names_changed_many_at_once_are_found_under_their_new_form_only():
    AlternateNameFactory(organisation__slug="a", name="CRS SME")

    AlternateName.objects.update(name="Wend")

    assert (found("wend"), found("crs")) == (["a"], [])


def test_names_changed_one_by_one_at_once_are_found_under_their_new_form_only():
    name = AlternateNameFactory(organisation__slug="a", name="CRS SME")
    name.name = "Wend"

    AlternateName.objects.bulk_update([name], ["name"])

    assert (found("wend"), found("crs")) == (["a"], [])


@pytest.mark.parametrize("way", ["save", "update", "bulk_update"])
def test_a_name_given_to_another_organisation_finds_that_one_only(way):
    name = AlternateNameFactory(organisation__slug="one", name="CRS SME")
    name.organisation = OrganisationFactory(slug="other")

    match way:
        case "save":
            name.save()
        case "update":
            AlternateName.objects.update(organisation=name.organisation)
        case "bulk_update":
            AlternateName.objects.bulk_update([name], ["organisation"])

    assert found("crs") == ["other"]


@pytest.mark.parametrize("many", [False, True])
def test_a_deleted_name_finds_nothing(many):
    name = AlternateNameFactory(name="CRS SME")

    AlternateName.objects.filter(pk=name.pk).delete() if many else name.delete()

    assert found("crs") == []


# The search follows places


def test_organisations_are_found_under_their_regions_new_name_only():
    OrganisationFactory(slug="a", country__region__name_fr="Afrique")
    region = Region.objects.get()

    region.name_fr = "Continent"
    region.save()

    assert (found("continent"), found("afrique")) == (["a"], [])


def test_organisations_are_found_and_counted_in_the_region_that_their_country_moves_to():
    country = OrganisationFactory(slug="a").country

    country.region = RegionFactory(slug="oceania")
    country.save()

    assert (found("oceania"), found("africa")) == (["a"], [])
    (tally,) = Tally.objects.by_place()
    assert (tally.region, tally.country, tally.total) == (country.region, "BJ", 1)


def test_many_regions_renamed_at_once_take_their_organisations_along():
    OrganisationFactory(slug="a", country__region__name_fr="Afrique")

    Region.objects.update(name_fr="Continent")

    assert (found("continent"), found("afrique")) == (["a"], [])


@pytest.mark.parametrize("way", ["update", "bulk_update"])
def test_many_countries_moved_at_once_take_their_organisations_along(way):
    country = OrganisationFactory(slug="a").country
    country.region = RegionFactory(slug="oceania")

    if way == "update":
        Country.objects.update(region=country.region)
    else:
        Country.objects.bulk_update([country], ["region"])

    assert (found("oceania"), found("africa")) == (["a"], [])
    assert Organisation.objects.get().region == country.region


# Many at once


def test_those_that_were_there_already_are_found_under_what_was_written():
    there = OrganisationFactory(name="Promujer", slug="a", description_en="Savings")
    given = OrganisationFactory.build(
        name="Crédit rural", slug="a", country=there.country, region=there.region
    )

    Organisation.objects.bulk_create(
        [given], update_conflicts=True, unique_fields=["slug"], update_fields=["name"]
    )

    assert (found("credit"), found("promujer"), found("savings")) == (["a"], [], ["a"])


def test_many_made_at_once_ask_for_their_places_once():
    countries = [CountryFactory(code=code) for code in ("BJ", "CI", "ML")]

    def made(slugs: str) -> list[Organisation]:
        return [
            OrganisationFactory.build(slug=slug, name="Same", country=None, region=None)
            for slug in slugs
        ]

    few, more = made("a"), made("bcd")
    few[0].country_id = "BJ"
    for organisation, country in zip(more, countries, strict=True):
        organisation.country_id = country.pk
    Organisation.objects.bulk_create(few)

    with CaptureQueriesContext(connection) as asked:
        Organisation.objects.bulk_create(more)

    assert (
        sum("members_country" in query["sql"] for query in asked if "SELECT" in query["sql"]) == 1
    )
    assert found("mali") == ["d"]


def test_many_made_at_once_have_to_lie_where_their_country_does():
    country = CountryFactory(code="BJ")
    stray = OrganisationFactory.build(country=country, region=RegionFactory(slug="asia"))

    with pytest.raises(ValidationError):
        Organisation.objects.bulk_create([stray])


def test_a_chunk_after_the_other_is_brought_up_to_date(monkeypatch):
    monkeypatch.setattr("members.models.organisation_queryset.CHUNK", 2)
    for number in range(5):
        OrganisationFactory(slug=f"a-{number}")
    Organisation.objects.update(search_text="")

    assert Organisation.objects.refresh_search() == 5
    assert len(found("africa")) == 5
