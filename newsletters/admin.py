"""The newsletter editor's desk."""

from typing import NamedTuple

from django.contrib import admin
from django.contrib.admin.widgets import AdminFileWidget
from django.db import models
from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from members.admin.archive import Archived
from members.admin.base import Desk
from members.admin.previewing import Previewable
from members.admin.publishing import LabelledDateTime
from members.admin.trays import Tray
from members.formats import format_kilobytes
from members.models import Language, Status
from newsletters.bulk_actions import ARCHIVE, PUBLISH
from newsletters.lacking import ANY, LackingFilter, lacking, with_lacking
from newsletters.models import Edition, Newsletter


class EditionFileWidget(AdminFileWidget):
    """Leads to the file by its address on the site, where drafts are open to editors."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        if self.is_initial(value):
            address = value.instance.get_absolute_url()
            context["widget"]["value"] = FileLink(address, value.instance.file_name)
        return context


class FileLink(NamedTuple):
    """What the widget's template shows of a file."""

    url: str
    name: str

    def __str__(self):
        return self.name


class EditionInline(admin.TabularInline):
    model = Edition
    extra = 0
    view_on_site = False
    formfield_overrides = {models.FileField: {"widget": EditionFileWidget}}
    fields = ["language", "file", "size_in_words", "page_count"]
    readonly_fields = ["size_in_words", "page_count"]

    @admin.display(description=_("size"))
    def size_in_words(self, edition):
        return format_kilobytes(edition.size) if edition.size else "–"


@admin.register(Newsletter)
class NewsletterAdmin(Previewable, Archived, Desk, TranslationAdmin):
    region_paths = ()
    preview_view_name = "newsletters:preview"
    list_display = ["slug", "title", "status", "published_at", "edition_count", "lacking"]
    list_filter = ["status", LackingFilter]
    search_fields = ["slug", "title", "summary"]
    search_help_text = _("Month (2008-01), title, summary")
    date_hierarchy = "month"
    autocomplete_fields = ["organisations"]
    inlines = [EditionInline]
    trays = [
        Tray(
            _("Drafts of newsletters"),
            {"status__exact": Status.DRAFT},
            lambda issues: issues.filter(status=Status.DRAFT),
            place=40,
        ),
        Tray(
            _("Newsletters lacking a language"),
            {LackingFilter.parameter_name: ANY},
            lacking,
            place=60,
            help=_("Title, summary or PDF"),
        ),
    ]
    actions = [PUBLISH, ARCHIVE]
    formfield_overrides = {models.DateTimeField: {"widget": LabelledDateTime}}

    def get_queryset(self, request):
        issues = super().get_queryset(request).annotate(edition_count=Count("editions"))
        return with_lacking(issues)

    def view_on_site(self, newsletter):
        """Only what the public sees has a page to look at."""
        return newsletter.get_absolute_url() if newsletter.is_public else None

    @admin.display(description=_("editions"), ordering="edition_count")
    def edition_count(self, newsletter):
        return newsletter.edition_count

    @admin.display(description=_("missing languages"))
    def lacking(self, newsletter):
        missing = [lang for lang in Language if getattr(newsletter, f"lacks_{lang.value}")]
        return ", ".join(str(language.label) for language in missing) or "–"


@admin.register(Edition)
class EditionAdmin(Desk, admin.ModelAdmin):
    region_paths = ()
    list_display = ["newsletter", "language", "size_in_words", "page_count", "updated_at"]
    list_filter = ["language"]
    list_select_related = ["newsletter"]
    search_fields = ["newsletter__slug", "newsletter__title"]
    autocomplete_fields = ["newsletter"]
    readonly_fields = ["size_in_words", "page_count", "sha256", "updated_at"]
    view_on_site = False
    formfield_overrides = EditionInline.formfield_overrides
    size_in_words = EditionInline.size_in_words
