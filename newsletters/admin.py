"""The newsletter editor's desk."""

import datetime
from typing import NamedTuple

from django.contrib import admin
from django.contrib.admin.widgets import AdminFileWidget
from django.db import models
from django.db.models import Count, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from members.admin.archive import Archived
from members.admin.base import Desk
from members.admin.previewing import Previewable
from members.admin.publishing import LabelledDateTime
from members.admin.trays import Tray
from members.formats import format_kilobytes, format_number
from members.models import Language, Status
from newsletters.bulk_actions import ARCHIVE, PUBLISH
from newsletters.lacking import ANY, LackingFilter, lacking, with_lacking
from newsletters.models import DownloadCount, Edition, Newsletter
from newsletters.subscribing import admin as subscribing  # noqa: F401 (registers its lists)


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


def with_downloads(editions):
    """Adds ``downloaded``: how often each was, in all."""
    counts = DownloadCount.objects.filter(edition=OuterRef("pk")).order_by().values("edition")
    total = Subquery(counts.values(total=Sum("count")))
    return editions.annotate(downloaded=Coalesce(total, 0))


def last_months(day: datetime.date, number: int = 12) -> list[datetime.date]:
    """The first days of so many months, that of the day last."""
    count = day.year * 12 + day.month
    return [
        datetime.date((n - 1) // 12, (n - 1) % 12 + 1, 1)
        for n in range(count - number + 1, count + 1)
    ]


class EditionInline(admin.TabularInline):
    model = Edition
    extra = 0
    view_on_site = False
    formfield_overrides = {models.FileField: {"widget": EditionFileWidget}}
    fields = ["language", "file", "size_in_words", "page_count", "downloads"]
    readonly_fields = ["size_in_words", "page_count", "downloads"]

    def get_queryset(self, request):
        return with_downloads(super().get_queryset(request))

    @admin.display(description=_("size"))
    def size_in_words(self, edition):
        return format_kilobytes(edition.size) if edition.size else "–"

    @admin.display(description=_("downloads"), ordering="downloaded")
    def downloads(self, edition):
        return format_number(getattr(edition, "downloaded", 0))


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
    list_display = [
        "newsletter",
        "language",
        "size_in_words",
        "page_count",
        "downloads",
        "updated_at",
    ]
    list_filter = ["language"]
    list_select_related = ["newsletter"]
    search_fields = ["newsletter__slug", "newsletter__title"]
    autocomplete_fields = ["newsletter"]
    readonly_fields = ["size_in_words", "page_count", "sha256", "updated_at", "by_month"]
    view_on_site = False
    formfield_overrides = EditionInline.formfield_overrides
    size_in_words = EditionInline.size_in_words
    downloads = EditionInline.downloads

    def get_queryset(self, request):
        return with_downloads(super().get_queryset(request))

    @admin.display(description=_("downloads by month"))
    def by_month(self, edition):
        """A year's months as bars, with their numbers; none for one that is being added."""
        if not edition.pk:
            return "–"
        months = last_months(timezone.localdate())
        found = DownloadCount.objects.by_month(edition.pk)
        rows = [(month, found.get(month, 0)) for month in months]
        context = {"rows": rows, "highest": max(n for _month, n in rows) or 1}
        return render_to_string("admin/newsletters/_downloads.html", context)
