"""What a record has while the public does not see it yet: links to look at it, a set time."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members import publishing
from members.choices import Status


class Previewed(models.Model):
    """A record that can be shown, by a signed link, before it is public (``previewing``)."""

    # Links carry the number of their time: a higher one makes the earlier ones void.
    preview_number = models.PositiveIntegerField(
        _("number of the preview link"), default=0, editable=False
    )

    class Meta:
        abstract = True

    @property
    def is_public(self) -> bool:
        """Whether the public sees it now."""
        return self.status == Status.PUBLISHED


class ScheduledQuerySet(models.QuerySet):
    """Which drafts wait for their time, and whose has come."""

    def waiting(self):
        """Drafts that are to be published at a set time."""
        return self.filter(status=Status.DRAFT, publish_at__isnull=False)

    def due(self, now):
        """Of these, the ones whose time has come."""
        return self.waiting().filter(publish_at__lte=now)


class Scheduled(models.Model):
    """A record that may be published at a set time; what is no draft does not wait."""

    publish_at = models.DateTimeField(
        _("publish at"),
        null=True,
        blank=True,
        help_text=_(
            "The public sees it from then on. Only for a draft; the times are those of Greenwich "
            "(UTC). Left empty: it stays a draft until somebody publishes it."
        ),
    )

    # Saved whatever fields are.
    ALONG = ("updated_at", "publish_at")

    class Meta:
        abstract = True

    def wait_if_draft(self) -> None:
        """Forgets the time once it has no meaning any more."""
        if self.status != Status.DRAFT:
            self.publish_at = None

    def keep_time(self, before) -> None:
        """Has the worker publish it at its time, where that is another than before."""
        if self.publish_at and self.publish_at != before:
            publishing.at(self.publish_at)

    def settle(self) -> None:
        """Of a state that is put back: a time that has passed would publish it at once."""
        super().settle()
        if self.publish_at and self.publish_at <= timezone.now():
            self.publish_at = None
