"""Regions and countries, and what the database refuses of them."""

import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.utils.translation import override

from members.models import Country, Region
from tests.factories import CountryFactory, OrganisationFactory, RegionFactory

pytestmark = pytest.mark.django_db


def test_public_regions_are_those_with_a_published_organisation():
    shown = OrganisationFactory().region
    OrganisationFactory(draft=True, country__code="KH", country__region__slug="asia")
    OrganisationFactory(archived=True, country__code="FR", country__region__slug="europe")

    assert list(Region.objects.public()) == [shown]


def test_the_total_of_a_region_leaves_out_drafts_and_archived_organisations():
    region = OrganisationFactory().region
    OrganisationFactory(draft=True)
    OrganisationFactory(archived=True)

    assert Region.objects.with_totals().get(pk=region.pk).total == 1


def test_regions_come_in_the_order_of_their_positions():
    last = RegionFactory(slug="africa", position=2)
    first = RegionFactory(slug="europe", position=1)

    assert list(Region.objects.all()) == [first, last]


def test_a_region_is_named_in_the_readers_language_and_else_in_english():
    region = RegionFactory(name_en="Africa", name_fr="Afrique")

    names = {}
    for language in ("en", "fr", "es"):
        with override(language):
            names[language] = str(region)

    assert names == {"en": "Africa", "fr": "Afrique", "es": "Africa"}


@pytest.mark.parametrize("field", ["slug", "name_en"])
def test_region_has_name(field):
    with pytest.raises(IntegrityError, match="region_has_name"):
        RegionFactory(**{field: ""})


def test_region_leaves_the_committee_its_address():
    with pytest.raises(IntegrityError, match="region_leaves_the_committee_its_address"):
        RegionFactory(slug="steering-committee")


def test_a_region_with_organisations_cannot_be_deleted():
    region = OrganisationFactory().region

    with pytest.raises(ProtectedError):
        region.delete()


@pytest.mark.parametrize("code", ["bj", "Bj", "B", ""])
def test_country_code_is_two_capitals(code):
    with pytest.raises(IntegrityError, match="country_code_is_two_capitals"):
        CountryFactory(code=code)


def test_the_name_of_a_country_is_the_one_in_the_readers_language():
    country = CountryFactory(code="KH")

    names = {}
    for language in ("en", "fr", "es"):
        with override(language):
            names[language] = str(country)

    assert names == {"en": "Cambodia", "fr": "Cambodge", "es": "Camboya"}


def test_countries_are_listed_by_the_name_that_the_reader_sees():
    for code in ("DE", "ES", "FR"):
        CountryFactory(code=code)

    def ordered():
        return Country.objects.order_by(Country.name_order())

    orders = {}
    for language in ("en", "fr", "es"):
        with override(language):
            orders[language] = list(ordered().values_list("code", flat=True))

    assert orders == {
        "en": ["FR", "DE", "ES"],  # France, Germany, Spain
        "fr": ["DE", "ES", "FR"],  # Allemagne, Espagne, France
        "es": ["DE", "ES", "FR"],  # Alemania, España, Francia
    }


def test_public_countries_are_those_with_a_published_organisation():
    shown = OrganisationFactory().country
    OrganisationFactory(draft=True, country__code="KH")
    OrganisationFactory(archived=True, country__code="FR")
    CountryFactory(code="DE")

    assert list(Country.objects.public()) == [shown]


def test_a_country_that_moves_takes_its_organisations_along():
    moved = OrganisationFactory(country__code="TR", country__region__slug="asia")
    stays = OrganisationFactory(country__code="KH", country__region__slug="asia")
    country = moved.country

    country.region = RegionFactory(slug="europe")
    country.save()

    moved.refresh_from_db()
    stays.refresh_from_db()
    assert (moved.region.slug, stays.region.slug) == ("europe", "asia")


def test_a_place_has_its_page_in_the_readers_language():
    country = CountryFactory()

    with override("fr"):
        addresses = [country.region.get_absolute_url(), country.get_absolute_url()]

    assert addresses == ["/fr/regions/africa/", "/fr/countries/BJ/"]
