"""When a record was last known to be right, who said so, and who can be asked."""

import datetime
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.choices import Status
from members.history import RecordedQuerySet


def overdue_before() -> datetime.date:
    """The first day that is recent enough: what was verified before it is to be verified again."""
    return timezone.localdate() - timedelta(days=settings.VERIFY_EVERY_DAYS)


class VerifiedQuerySet(RecordedQuerySet):
    def unverified(self):
        """Public ones that nobody has verified for too long, or ever: the queue."""
        stale = Q(verified_on=None) | Q(verified_on__lt=overdue_before())
        return self.filter(stale, status=Status.PUBLISHED)

    def verify(self, by) -> int:
        """Notes that they are right as of today, says an account; None: they say so themselves.

        That is no change of what is told, so they do not count as changed since.
        """
        # Past the organisations' own ``update``, which moves the time of change.
        return RecordedQuerySet.update(self, verified_on=timezone.localdate(), verified_by=by)

    verify.alters_data = True


class Verified(models.Model):
    """A record that somebody verifies every so often."""

    email = models.EmailField(
        _("e-mail"),
        blank=True,
        help_text=_("For the yearly question whether all is right; the public never sees it."),
    )
    verified_on = models.DateField(_("verified on"), null=True, blank=True, editable=False)
    # Empty where the organisation itself has said so.
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("verified by"),
    )

    class Meta:
        abstract = True
