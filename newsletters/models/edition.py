"""The PDF of an issue, in one of the languages."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext_lazy as _

from members import countries
from members.choices import Language, only_choices
from members.formats import format_kilobytes, format_number
from members.history import RecordedModel, RecordedQuerySet
from newsletters.documents import inspect
from newsletters.models.newsletter import Newsletter


def edition_path(edition, filename) -> str:
    """Where an edition's file is kept: named by its content, so that it never meets another."""
    return f"newsletters/{edition.newsletter.slug}/{edition.language}-{edition.sha256[:16]}.pdf"


class Edition(RecordedModel):
    """The PDF of an issue in one language."""

    newsletter = models.ForeignKey(
        Newsletter, on_delete=models.CASCADE, related_name="editions", verbose_name=_("newsletter")
    )
    language = models.CharField(_("language"), max_length=2, choices=Language)
    file = models.FileField(_("PDF file"), upload_to=edition_path, max_length=200)
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    page_count = models.PositiveIntegerField(_("pages"), editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["newsletter", "language"]
        constraints = [
            only_choices("language", Language, "edition_language_is_known"),
            models.UniqueConstraint(
                fields=["newsletter", "language"],
                name="edition_is_the_only_one_in_its_language",
                violation_error_message=_("This issue already has an edition in this language."),
            ),
            models.CheckConstraint(
                name="edition_has_bytes_and_pages", condition=Q(size__gt=0, page_count__gt=0)
            ),
        ]

    def __str__(self):
        return f"{self.newsletter} {self.language}"

    def get_absolute_url(self):
        """One address for a file, whatever language the page is in that leads to it."""
        with override(settings.LANGUAGE_CODE):
            return reverse("newsletters:pdf", args=[self.newsletter.slug, self.language])

    def clean(self):
        if self.file and not self.file._committed:
            try:
                inspect(self.file)
            except ValidationError as error:
                raise ValidationError({"file": error}) from error

    def save(self, **kwargs):
        """Takes the facts from a new file. Raises ValidationError where it is no PDF."""
        if self.file and not self.file._committed:
            facts = inspect(self.file)
            self.size, self.page_count, self.sha256 = facts.size, facts.page_count, facts.sha256
        super().save(**kwargs)

    @property
    def file_name(self) -> str:
        """The name under which a reader saves it, of letters that every program knows."""
        return f"ProsperA-newsletter-{self.newsletter.slug}-{self.language}.pdf"

    @property
    def readable_name(self) -> str:
        """The same in its own language: "ProsperA, bulletin de janvier 2008.pdf"."""
        with override(self.language):
            return gettext("ProsperA, newsletter of %(month)s.pdf") % {
                "month": self.newsletter.month_name
            }

    @property
    def title(self) -> str:
        return self.newsletter.title

    @property
    def details(self) -> str:
        """What the link says of the file, in the reader's language.

        "PDF, 59 KB, 4 pages, English"
        """
        pages = ngettext("%(n)s page", "%(n)s pages", self.page_count)
        return gettext("PDF, %(size)s, %(pages)s, %(language)s") % {
            "size": format_kilobytes(self.size),
            "pages": pages % {"n": format_number(self.page_count)},
            "language": countries.language_name(self.language),
        }
