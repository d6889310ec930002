"""Organisations: all of them, and the two lists the committee thinks in."""

from django.contrib import admin
from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from members import countries
from members.admin import bulk_actions
from members.admin.archive import Archived
from members.admin.base import Desk
from members.admin.exporting import Exporting
from members.admin.likely import AsksWhetherItIsNew, NamesTheLikely
from members.admin.merges import MergedFilter, Merges
from members.admin.parts import AlternateNameInline, ContactInline, MembershipInline
from members.admin.previewing import Previewable
from members.admin.publishing import (
    LabelledDateTime,
    ScheduledForm,
    WaitingFilter,
    is_of_waiting,
)
from members.admin.trays import Tray
from members.admin.verifying import VerificationFilter, Verifying
from members.admin.viewpoints import ViewedAs
from members.admin.websites import BROKEN, KnowsWebsites, WebsiteFilter, broken
from members.models import (
    Country,
    Kind,
    MemberInstitution,
    Organisation,
    Status,
    SupportOrganisation,
)


class CountryListFilter(admin.RelatedFieldListFilter):
    """The countries that have organisations, under CLDR's names, sorted as they read.

    Each country is looked up in an index: the organisations are not read through.
    """

    def field_choices(self, field, request, model_admin):
        there = Organisation.objects.filter(country=OuterRef("pk"))
        found = Country.objects.filter(Exists(there)).order_by()
        choices = [(country.pk, str(country)) for country in found]
        return sorted(choices, key=lambda choice: countries.sort_key(str(choice[1])))


class OrganisationForm(ScheduledForm, AsksWhetherItIsNew):
    """Takes the region along where only the country was changed."""

    def clean(self):
        cleaned = super().clean()
        country = cleaned.get("country")
        if country and "country" in self.changed_data and "region" not in self.changed_data:
            cleaned["region"] = country.region
        return cleaned


class OrganisationAdminBase(
    KnowsWebsites,
    ViewedAs,
    Previewable,
    Merges,
    Archived,
    Verifying,
    Exporting,
    NamesTheLikely,
    Desk,
    TranslationAdmin,
):
    region_paths = ("region",)
    preview_view_name = "members:preview"
    form = OrganisationForm
    list_display = ["name", "acronym", "kind", "country_name", "region", "status"]
    list_display += ["verified_on", "updated_at"]
    list_filter = [
        *("status", WaitingFilter, VerificationFilter, "kind", "region"),
        *(("country", CountryListFilter), "language", "updated_at", WebsiteFilter, MergedFilter),
    ]
    list_select_related = ["country", "region", "website_check"]
    search_fields = ["name"]
    search_help_text = _("Names, acronyms, other names, countries, descriptions")
    autocomplete_fields = ["country", "region"]
    prepopulated_fields = {"slug": ["name"]}
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.DateTimeField: {"widget": LabelledDateTime},
    }
    readonly_fields = ["website_state", "created_at", "updated_at"]
    inlines = [AlternateNameInline, MembershipInline, ContactInline]
    actions = [bulk_actions.PUBLISH, bulk_actions.ARCHIVE, bulk_actions.VERIFY, "merge_selected"]
    fieldsets = [
        (None, {"fields": ["name", "acronym", "slug", "kind", ("status", "publish_at")]}),
        (_("Place"), {"fields": ["country", "region"]}),
        (
            _("Public profile"),
            {"fields": ["description", "language", "website", "website_state", "year_founded"]},
        ),
        (_("For the committee"), {"fields": ["email", "note", "created_at", "updated_at"]}),
    ]

    def get_fieldsets(self, request, obj=None):
        """The committee's notes are for those who keep the record, not for all who may see it."""
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if self.sees_private(request, obj) else fieldsets[:-1]

    def get_search_results(self, request, queryset, search_term):
        """The directory's own search, so that staff find what the public finds."""
        return (queryset.search(search_term) if search_term.strip() else queryset), False

    def get_list_display(self, request):
        listed = super().get_list_display(request)
        return [*listed[:-1], "publish_at"] if is_of_waiting(request) else listed

    def view_on_site(self, organisation):
        """Only what the public sees has a page to look at."""
        is_public = organisation.status == Status.PUBLISHED
        return organisation.get_absolute_url() if is_public else None

    @admin.display(description=_("country"), ordering="country")
    def country_name(self, organisation):
        return organisation.country.name if organisation.country else "–"


@admin.register(Organisation)
class OrganisationAdmin(OrganisationAdminBase):
    trays = [
        Tray(
            _("Drafts of organisations"),
            {"status__exact": Status.DRAFT},
            lambda organisations: organisations.filter(status=Status.DRAFT),
            place=30,
        ),
        Tray(
            _("Records to be verified"),
            {VerificationFilter.parameter_name: VerificationFilter.DUE},
            lambda organisations: organisations.unverified(),
            place=60,
        ),
        Tray(
            _("Broken websites"),
            {WebsiteFilter.parameter_name: BROKEN},
            broken,
            place=70,
            help=_("Failed on three days in a row"),
        ),
    ]


class OneListAdmin(OrganisationAdminBase):
    """A list of some kinds: only these can be chosen in it."""

    kinds: list[Kind]

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "kind":
            choices = [(kind.value, kind.label) for kind in self.kinds]
            kwargs["choices"] = choices if len(choices) == 1 else BLANK_CHOICE_DASH + choices
        return super().formfield_for_choice_field(db_field, request, **kwargs)


@admin.register(MemberInstitution)
class MemberInstitutionAdmin(OneListAdmin):
    kinds = [Kind.NETWORK, Kind.MFI]


@admin.register(SupportOrganisation)
class SupportOrganisationAdmin(OneListAdmin):
    kinds = [Kind.SUPPORT]

    def get_changeform_initial_data(self, request):
        return {"kind": Kind.SUPPORT} | super().get_changeform_initial_data(request)
