"""Organisations: all of them, and the two lists the committee thinks in."""

from django.contrib import admin, messages
from django.db import models
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from modeltranslation.admin import TranslationAdmin

from members import countries
from members.admin.archive import Archived
from members.admin.base import Desk
from members.admin.exporting import Exporting
from members.admin.likely import AsksWhetherItIsNew, NamesTheLikely
from members.admin.merges import MergedFilter, Merges
from members.admin.parts import AlternateNameInline, ContactInline, MembershipInline
from members.admin.trays import Tray
from members.admin.viewpoints import ViewedAs
from members.admin.websites import BROKEN, KnowsWebsites, WebsiteFilter, broken
from members.models import Kind, MemberInstitution, Organisation, Status, SupportOrganisation


class CountryListFilter(admin.RelatedOnlyFieldListFilter):
    """The countries that have organisations, under CLDR's names, sorted as they read."""

    def field_choices(self, field, request, model_admin):
        choices = super().field_choices(field, request, model_admin)
        return sorted(choices, key=lambda choice: countries.sort_key(str(choice[1])))


class OrganisationForm(AsksWhetherItIsNew):
    """Takes the region along where only the country was changed."""

    def clean(self):
        cleaned = super().clean()
        country = cleaned.get("country")
        if country and "country" in self.changed_data and "region" not in self.changed_data:
            cleaned["region"] = country.region
        return cleaned


class OrganisationAdminBase(
    KnowsWebsites, ViewedAs, Merges, Archived, Exporting, NamesTheLikely, Desk, TranslationAdmin
):
    region_paths = ("region",)
    form = OrganisationForm
    list_display = ["name", "acronym", "kind", "country_name", "region", "status", "updated_at"]
    list_filter = [
        *("status", "kind", "region", ("country", CountryListFilter), "language", "updated_at"),
        WebsiteFilter,
        MergedFilter,
    ]
    list_select_related = ["country", "region", "website_check"]
    search_fields = ["name"]
    search_help_text = _("Names, acronyms, other names, countries, descriptions")
    autocomplete_fields = ["country", "region"]
    prepopulated_fields = {"slug": ["name"]}
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    readonly_fields = ["website_state", "created_at", "updated_at"]
    inlines = [AlternateNameInline, MembershipInline, ContactInline]
    actions = ["publish", "archive", "merge_selected"]
    fieldsets = [
        (None, {"fields": ["name", "acronym", "slug", "kind", "status"]}),
        (_("Place"), {"fields": ["country", "region"]}),
        (
            _("Public profile"),
            {"fields": ["description", "language", "website", "website_state", "year_founded"]},
        ),
        (_("For the committee"), {"fields": ["note", "created_at", "updated_at"]}),
    ]

    def get_fieldsets(self, request, obj=None):
        """The committee's notes are for those who keep the record, not for all who may see it."""
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if self.sees_private(request, obj) else fieldsets[:-1]

    def lookup_allowed(self, lookup, value, request):
        return not lookup.startswith("note") and super().lookup_allowed(lookup, value, request)

    def get_search_results(self, request, queryset, search_term):
        """The directory's own search, so that staff find what the public finds."""
        return (queryset.search(search_term) if search_term.strip() else queryset), False

    def view_on_site(self, organisation):
        """Only what the public sees has a page to look at."""
        is_public = organisation.status == Status.PUBLISHED
        return organisation.get_absolute_url() if is_public else None

    @admin.display(description=_("country"), ordering="country")
    def country_name(self, organisation):
        return organisation.country.name if organisation.country else "–"

    @admin.action(description=_("Publish the selected organisations"), permissions=["change"])
    def publish(self, request, queryset):
        self.set_status(request, queryset, Status.PUBLISHED)

    @admin.action(description=_("Archive the selected organisations"), permissions=["change"])
    def archive(self, request, queryset):
        self.set_status(request, queryset, Status.ARCHIVED)

    def set_status(self, request, queryset, status):
        """One save for each, so that each keeps its time of change and its line in the history."""
        total = self.set_status_of(request, list(queryset.values_list("pk", flat=True)), status)
        text = ngettext(
            "%(total)s organisation changed.", "%(total)s organisations changed.", total
        )
        self.message_user(request, text % {"total": total}, messages.SUCCESS)


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
