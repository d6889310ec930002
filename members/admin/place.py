"""Regions and countries."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from members import search
from members.admin import bulk_actions
from members.admin.base import Desk
from members.models import Country, Region


@admin.register(Region)
class RegionAdmin(Desk, TranslationAdmin):
    region_paths = ()
    list_display = ["name", "slug", "position", "organisation_count"]
    list_editable = ["position"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name_en"]}

    def get_queryset(self, request):
        return super().get_queryset(request).with_totals()

    @admin.display(description=_("published organisations"), ordering="total")
    def organisation_count(self, region):
        return region.total


@admin.register(Country)
class CountryAdmin(Desk, admin.ModelAdmin):
    region_paths = ()
    list_display = ["code", "name", "region", "organisation_count"]
    list_display_links = ["code", "name"]
    list_filter = ["region"]
    list_select_related = ["region"]
    list_per_page = 300
    actions = [bulk_actions.SET_REGION]
    search_fields = ["code"]
    search_help_text = _("A code, or a name in English, French or Spanish")

    def get_queryset(self, request):
        return super().get_queryset(request).with_totals()

    def get_ordering(self, request):
        """As the names sort in the reader's language, here and in every choice of a country."""
        return [Country.name_order(), "code"]

    def get_search_results(self, request, queryset, search_term):
        """Names are CLDR's, not the database's: they are searched here."""
        if not search_term.strip():
            return queryset, False
        return queryset.filter(code__in=search.country_codes(search_term)), False

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []

    @admin.display(description=_("name"))
    def name(self, country):
        return country.name

    @admin.display(description=_("published organisations"), ordering="total")
    def organisation_count(self, country):
        return country.total
