"""Organisations: their place, their kinds, their names, and what the database refuses of them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest
from django.utils.translation import override

from members.models import Kind, MemberInstitution, Organisation, SupportOrganisation
from members.views.roles import with_roles
from tests.factories import (
    AlternateNameFactory,
    ContactFactory,
    CountryFactory,
    OrganisationFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db


def found(query):
    return list(Organisation.objects.search(query))


# Place


def test_the_region_is_taken_from_the_country():
    organisation = OrganisationFactory(region=None)

    assert organisation.region == organisation.country.region


def test_an_organisation_for_a_whole_region_has_no_country():
    organisation = OrganisationFactory(country=None, region=RegionFactory(slug="asia"))

    assert (organisation.country, organisation.place) == (None, "Asia")


def test_an_organisation_without_a_place_is_refused():
    with pytest.raises(ValidationError) as refusal:
        OrganisationFactory(country=None, region=None)

    assert refusal.value.message_dict == {"region": ["Give the region, or the country."]}


def test_a_country_of_another_region_is_refused_by_the_form():
    organisation = OrganisationFactory.build(
        country=CountryFactory(), region=RegionFactory(slug="asia")
    )

    with pytest.raises(ValidationError) as refusal:
        organisation.full_clean()

    assert refusal.value.message_dict == {
        "region": ["Benin does not lie in this region: it belongs to Africa."]
    }


def test_a_country_of_another_region_is_refused_on_saving_too():
    organisation = OrganisationFactory()

    organisation.region = RegionFactory(slug="asia")
    with pytest.raises(ValidationError):
        organisation.save()

    organisation.refresh_from_db()
    assert organisation.region.slug == "africa"


# Kinds


def test_staff_have_two_lists_which_share_out_all_organisations():
    network = OrganisationFactory(name="A")
    mfi = OrganisationFactory(name="B", kind=Kind.MFI)
    support = OrganisationFactory(name="C", kind=Kind.SUPPORT)

    assert [o.pk for o in MemberInstitution.objects.all()] == [network.pk, mfi.pk]
    assert [o.pk for o in SupportOrganisation.objects.all()] == [support.pk]


def test_the_lists_of_staff_know_the_words_of_all_organisations():
    OrganisationFactory(draft=True)
    shown = OrganisationFactory()

    assert [o.pk for o in MemberInstitution.objects.public()] == [shown.pk]


@pytest.mark.parametrize("model", [MemberInstitution, SupportOrganisation])
def test_an_organisation_saved_from_a_list_of_staff_is_found(model):
    kind = Kind.MFI if model is MemberInstitution else Kind.SUPPORT

    model.objects.create(name="Sève", slug="seve", kind=kind, country=CountryFactory())

    assert [o.slug for o in found("seve")] == ["seve"]


# Public and addresses


def test_public_leaves_out_drafts_and_archived_organisations():
    OrganisationFactory(draft=True)
    OrganisationFactory(archived=True)
    shown = OrganisationFactory()

    assert list(Organisation.objects.public()) == [shown]


def test_a_new_organisation_is_a_draft():
    assert Organisation().status == "draft"


def test_an_organisation_has_its_page_in_the_readers_language():
    organisation = OrganisationFactory(slug="crg")

    with override("es"):
        assert organisation.get_absolute_url() == "/es/members/crg/"


def test_organisations_are_listed_from_a_to_z_whatever_case_and_accents():
    names = ["ASHI", "ásia", "Crecer", "église", "Finca"]
    for name in reversed(names):
        OrganisationFactory(name=name, slug=f"slug-{len(name)}-{name[0].lower().encode().hex()}")

    assert [o.name for o in Organisation.objects.all()] == names


@pytest.mark.parametrize("rows", [1, 3])
def test_all_that_a_row_shows_is_asked_for_at_once(rows, django_assert_num_queries):
    for n in range(rows):
        region = RegionFactory(slug=f"region-{n}")
        ContactFactory(organisation=OrganisationFactory(country=None, region=region))

    with django_assert_num_queries(2):
        listed = with_roles(HttpRequest(), Organisation.objects.for_listing())
        found = [(o.place, o.public_roles) for o in listed]

    assert sorted(found) == [
        (f"Region {n}", [f"Regional contact, Region {n}"]) for n in range(rows)
    ]


def test_roles_that_are_not_public_are_not_told():
    organisation = ContactFactory(is_public=False).organisation

    assert with_roles(HttpRequest(), [organisation])[0].public_roles == []


# Search columns


def test_a_new_name_is_found_and_the_old_one_is_not():
    organisation = OrganisationFactory(name="Promujer")

    organisation.name = "Crédit rural"
    organisation.save()

    assert (found("credit"), found("promujer")) == ([organisation], [])


def test_a_new_country_is_found_and_the_old_one_is_not():
    organisation = OrganisationFactory(country__code="BJ")

    organisation.country = CountryFactory(code="CI")
    organisation.save()

    assert (found("cote d'ivoire"), found("benin")) == ([organisation], [])


def test_a_new_description_is_found_and_the_old_one_is_not():
    organisation = OrganisationFactory(description_fr="Épargne")

    organisation.description_fr = "Assurance"
    organisation.save()

    assert (found("assurance"), found("epargne")) == ([organisation], [])


def test_an_alternate_name_is_found_under_its_new_form_only():
    alternate = AlternateNameFactory(name="CRS SME")

    alternate.name = "Réseau"
    alternate.save()

    assert (found("reseau"), found("crs")) == ([alternate.organisation], [])


def test_a_deleted_alternate_name_is_not_found():
    alternate = AlternateNameFactory(name="CRS SME")

    alternate.delete()

    assert found("crs") == []


def test_an_alternate_name_given_to_another_organisation_finds_that_one_only():
    alternate, other = AlternateNameFactory(name="CRS SME"), OrganisationFactory()

    alternate.organisation = other
    alternate.save()

    assert found("crs") == [other]


def test_saving_an_organisation_read_before_it_got_a_name_keeps_that_name_found():
    organisation = OrganisationFactory()
    read_before = Organisation.objects.get(pk=organisation.pk)
    AlternateNameFactory(organisation=organisation, name="CRS SME")

    read_before.acronym = "SME"
    read_before.save()

    assert found("crs") == [organisation]


def test_saving_an_organisation_whose_names_were_read_before_keeps_a_new_name_found():
    organisation = OrganisationFactory()
    read_before = Organisation.objects.prefetch_related("alternate_names").get(pk=organisation.pk)
    AlternateNameFactory(organisation=organisation, name="CRS SME")

    read_before.save()

    assert found("crs") == [organisation]


# What the database refuses


def refuses(constraint, **values):
    organisation = OrganisationFactory()

    with pytest.raises(IntegrityError, match=constraint):
        Organisation.objects.filter(pk=organisation.pk).update(**values)


def test_organisation_kind_is_known():
    refuses("organisation_kind_is_known", kind="bank")


def test_organisation_status_is_known():
    refuses("organisation_status_is_known", status="hidden")


@pytest.mark.parametrize("field", ["name", "slug"])
def test_organisation_has_name_and_slug(field):
    refuses("organisation_has_name_and_slug", **{field: ""})


@pytest.mark.parametrize("year", [1799, 2101])
def test_organisation_year_founded_is_a_year(year):
    refuses("organisation_year_founded_is_a_year", year_founded=year)


def test_two_organisations_cannot_have_one_slug():
    OrganisationFactory(slug="finca")

    with pytest.raises(IntegrityError):
        OrganisationFactory(slug="finca")


def test_alternate_name_kind_is_known():
    with pytest.raises(IntegrityError, match="alternate_name_kind_is_known"):
        AlternateNameFactory(kind="nickname")


def test_alternate_name_is_given_once():
    alternate = AlternateNameFactory(name="CRS SME")
    AlternateNameFactory(name="CRS SME")  # of another organisation

    with pytest.raises(IntegrityError):
        AlternateNameFactory(name="CRS SME", organisation=alternate.organisation)
