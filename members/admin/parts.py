"""What is told of an organisation in tables of its own: names, periods, contacts."""

from itertools import pairwise

from django import forms
from django.contrib import admin
from django.db.models import Max, Min
from django.utils.translation import gettext_lazy as _

from members.admin.base import Desk
from members.admin.scope import ScopedInline
from members.models import AlternateName, Contact, Membership


class AlternateNameInline(ScopedInline, admin.TabularInline):
    model = AlternateName
    extra = 0


class MembershipForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.is_compared_elsewhere = True


class MembershipFormSet(forms.BaseInlineFormSet):
    """The periods of one organisation, compared as they will be: no row knows the others."""

    def clean(self):
        super().clean()
        kept = [
            form for form in self.forms if form.is_valid() and not self._should_delete_form(form)
        ]
        dated = [form for form in kept if form.instance.first_known_day]
        dated.sort(key=lambda form: form.instance.first_known_day)
        for earlier, later in pairwise(dated):
            end = earlier.instance.end
            if end is None or end >= later.instance.first_known_day:
                later.add_error("start", Membership.overlap_with(earlier.instance))


class MembershipInline(ScopedInline, admin.TabularInline):
    model = Membership
    form = MembershipForm
    formset = MembershipFormSet
    extra = 0


class ContactInline(ScopedInline, admin.StackedInline):
    model = Contact
    extra = 0
    autocomplete_fields = ["region"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("region")


class AttestedFilter(admin.SimpleListFilter):
    """The year of the document; the first and the last are asked of an index, none is counted."""

    title = _("year of the document")
    parameter_name = "attested"

    def lookups(self, request, model_admin):
        days = Membership.objects.aggregate(first=Min("attested_on"), last=Max("attested_on"))
        if days["first"] is None:
            return []
        years = range(days["last"].year, days["first"].year - 1, -1)
        return [(str(year), str(year)) for year in years]

    def queryset(self, request, queryset):
        return queryset.filter(attested_on__year=self.value()) if self.value() else queryset


@admin.register(Membership)
class MembershipAdmin(Desk, admin.ModelAdmin):
    region_paths = ("organisation__region",)
    list_display = ["organisation", "start", "end", "attested_on", "source"]
    list_filter = [("end", admin.EmptyFieldListFilter), AttestedFilter, "organisation__region"]
    list_select_related = ["organisation"]
    search_fields = ["organisation__name", "source"]
    autocomplete_fields = ["organisation"]


@admin.register(AlternateName)
class AlternateNameAdmin(Desk, admin.ModelAdmin):
    region_paths = ("organisation__region",)
    list_display = ["name", "organisation", "kind"]
    list_filter = ["kind"]
    list_select_related = ["organisation"]
    search_fields = ["name", "organisation__name"]
    autocomplete_fields = ["organisation"]
