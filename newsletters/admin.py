"""The newsletter editor's desk."""

from django.contrib import admin
from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from members.formats import format_kilobytes
from newsletters.models import Edition, Newsletter


class EditionInline(admin.TabularInline):
    model = Edition
    extra = 0
    fields = ["language", "file", "size_in_words", "page_count"]
    readonly_fields = ["size_in_words", "page_count"]

    @admin.display(description=_("size"))
    def size_in_words(self, edition):
        return format_kilobytes(edition.size) if edition.size else "–"


@admin.register(Newsletter)
class NewsletterAdmin(TranslationAdmin):
    list_display = ["slug", "title", "status", "published_at", "edition_count"]
    list_filter = ["status"]
    show_facets = admin.ShowFacets.ALWAYS
    search_fields = ["slug", "title", "summary"]
    search_help_text = _("Month (2008-01), title, summary")
    date_hierarchy = "month"
    autocomplete_fields = ["organisations"]
    inlines = [EditionInline]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(edition_count=Count("editions"))

    def view_on_site(self, newsletter):
        """Only what the public sees has a page to look at."""
        is_public = Newsletter.objects.published().filter(pk=newsletter.pk).exists()
        return newsletter.get_absolute_url() if is_public else None

    @admin.display(description=_("editions"), ordering="edition_count")
    def edition_count(self, newsletter):
        return newsletter.edition_count


@admin.register(Edition)
class EditionAdmin(admin.ModelAdmin):
    list_display = ["newsletter", "language", "size_in_words", "page_count", "updated_at"]
    list_filter = ["language"]
    list_select_related = ["newsletter"]
    show_facets = admin.ShowFacets.ALWAYS
    search_fields = ["newsletter__slug", "newsletter__title"]
    autocomplete_fields = ["newsletter"]
    readonly_fields = ["size_in_words", "page_count", "sha256", "updated_at"]
    size_in_words = EditionInline.size_in_words
