"""The texts of the site."""

from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from members.admin.base import Desk
from members.choices import Place
from members.models import Page


@admin.register(Page)
class PageAdmin(Desk, TranslationAdmin):
    region_paths = ()
    list_display = ["slug", "title", "updated_at"]
    search_fields = ["slug", "title", "body"]
    readonly_fields = ["updated_at"]

    def has_add_permission(self, request):
        """The places for texts are the site's; all of them have one once the data is loaded."""
        return super().has_add_permission(request) and Page.objects.count() < len(Place)

    def has_delete_permission(self, request, obj=None):
        """A text has its place on the site: it can be emptied, not taken away."""
        return False

    def get_readonly_fields(self, request, obj=None):
        return [*self.readonly_fields, "slug"] if obj else self.readonly_fields

    def view_on_site(self, page):
        return page.get_absolute_url()
