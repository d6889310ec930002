"""What the network publishes: the issues of its newsletter, and their PDFs."""

import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

from members import countries
from members.choices import only_choices
from members.formats import format_kilobytes, format_month
from members.history import RecordedModel, RecordedQuerySet
from members.models import Language, Organisation, Status
from members.models.draft import Previewed
from members.validators import no_email_address, plausible_day
from newsletters.documents import inspect


class NewsletterQuerySet(RecordedQuerySet):
    def published(self):
        """Issues that the public sees now. Asks the clock: call it for each request."""
        return self.filter(status=Status.PUBLISHED, published_at__lte=timezone.now())

    def for_listing(self):
        """With the editions, in one query more."""
        return self.prefetch_related(
            Prefetch("editions", Edition.objects.order_by("language").select_related("newsletter"))
        )


class Newsletter(Previewed, RecordedModel):
    """One issue of the network's newsletter."""

    month = models.DateField(
        _("month"),
        unique=True,
        validators=[plausible_day],
        help_text=_("Any day of the month; the first is kept."),
        error_messages={"unique": _("There already is an issue of this month.")},
    )
    slug = models.CharField(_("slug"), max_length=7, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True, validators=[no_email_address])
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    published_at = models.DateTimeField(
        _("published at"),
        null=True,
        blank=True,
        help_text=_("The public sees the issue from then on. Left empty: from publishing on."),
    )
    organisations = models.ManyToManyField(
        Organisation,
        related_name="newsletters",
        blank=True,
        verbose_name=_("organisations"),
        help_text=_("Those that the issue names: their profiles lead to it."),
    )

    objects = NewsletterQuerySet.as_manager()

    class Meta:
        verbose_name = _("newsletter")
        verbose_name_plural = _("newsletters")
        ordering = ["-month"]
        constraints = [
            only_choices("status", Status, "newsletter_status_is_known"),
            models.CheckConstraint(
                name="newsletter_month_is_plausible",
                condition=Q(month__range=(datetime.date(1950, 1, 1), datetime.date(2150, 12, 31))),
            ),
            models.CheckConstraint(
                name="newsletter_has_time_if_published",
                condition=~Q(status=Status.PUBLISHED) | Q(published_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.slug

    def get_absolute_url(self):
        return reverse("newsletters:detail", args=[self.slug])

    def clean(self):
        self.take_first_of_month()
        self.take_time_of_publishing()

    def save(self, **kwargs):
        self.take_first_of_month()
        self.take_time_of_publishing()
        super().save(**kwargs)

    def take_first_of_month(self):
        """Month and slug say the same: ``2008-01-01`` and ``2008-01``."""
        if self.month:
            self.month = self.month.replace(day=1)
            self.slug = f"{self.month.year:04}-{self.month.month:02}"

    def take_time_of_publishing(self):
        """An issue published without a time is public from now on."""
        if self.status == Status.PUBLISHED and self.published_at is None:
            self.published_at = timezone.now()

    @property
    def is_public(self) -> bool:
        """As ``NewsletterQuerySet.published`` has it, of one issue."""
        return self.status == Status.PUBLISHED and self.published_at <= timezone.now()

    @property
    def month_name(self) -> str:
        """ "January 2008" in the reader's language."""
        return format_month(self.month)

    @property
    def editions_list(self) -> list["Edition"]:
        """Its editions, the one in the reader's language first."""
        return sorted(self.editions.all(), key=lambda e: (e.language != get_language(), e.language))


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
        """The name under which a reader saves it."""
        return f"ProsperA-newsletter-{self.newsletter.slug}-{self.language}.pdf"

    @property
    def title(self) -> str:
        return self.newsletter.title

    @property
    def details(self) -> str:
        """What the link says of the file, in the reader's language: "PDF, 59 KB, English"."""
        language = countries.language_name(self.language)
        return gettext("PDF, %(size)s, %(language)s") % {
            "size": format_kilobytes(self.size),
            "language": language,
        }
