"""An issue of the newsletter: when it came out, what it says, whom it names."""

import datetime

from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.choices import only_choices
from members.formats import format_month
from members.history import RecordedModel, RecordedQuerySet
from members.models import Organisation, Status
from members.models.draft import Previewed
from members.validators import no_email_address, plausible_day


class NewsletterQuerySet(RecordedQuerySet):
    def published(self):
        """Issues that the public sees now. Asks the clock: call it for each request."""
        return self.filter(status=Status.PUBLISHED, published_at__lte=timezone.now())

    def for_listing(self):
        """With the editions, in one query more."""
        editions = self.model.editions.rel.related_model.objects
        return self.prefetch_related(
            Prefetch("editions", editions.order_by("language").select_related("newsletter"))
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
    def editions_list(self) -> list:
        """Its editions, the one in the reader's language first."""
        return sorted(self.editions.all(), key=lambda e: (e.language != get_language(), e.language))

    @property
    def languages(self) -> set[str]:
        """Those in which it can be read."""
        return {edition.language for edition in self.editions.all()}
