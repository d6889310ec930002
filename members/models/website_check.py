"""Whether the websites of organisations answer."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.choices import only_choices
from members.models.organisation import Organisation

# A website is called broken that failed so many times in a row, each on another day.
BROKEN_AFTER = 3


class WebsiteOutcome(models.TextChoices):
    """What came of looking at a website."""

    FINE = "fine", _("answers")
    MOVED = "moved", _("answers at another host")
    CLOSED = "closed", _("lets no program in")
    NOT_FOUND = "not_found", _("page not found")
    SERVER_ERROR = "error", _("the server fails")
    NO_HOST = "no_host", _("no such host")
    NO_ANSWER = "no_answer", _("no answer")
    TOO_SLOW = "slow", _("too slow")
    CERTIFICATE = "certificate", _("certificate refused")
    LOOP = "loop", _("leads on without end")
    NOT_PUBLIC = "private", _("leads into a private network")
    NOT_WEB = "not_web", _("not an address of the web")


# Those with which nothing is wrong that one could mend: who shuts programs out may let people in.
WORKING = (WebsiteOutcome.FINE, WebsiteOutcome.MOVED, WebsiteOutcome.CLOSED)


class WebsiteCheckQuerySet(models.QuerySet):
    def current(self):
        """Those of the address that the organisation has now: another's says nothing of it."""
        return self.filter(website=F("organisation__website"))

    def broken(self):
        return self.filter(failures__gte=BROKEN_AFTER)


class WebsiteCheck(models.Model):
    """What came of it when an organisation's website was last looked at."""

    organisation = models.OneToOneField(
        Organisation,
        on_delete=models.CASCADE,
        related_name="website_check",
        verbose_name=_("organisation"),
    )
    website = models.URLField(_("website"))
    checked_at = models.DateTimeField(_("checked at"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=WebsiteOutcome)
    status_code = models.PositiveSmallIntegerField(_("status code"), null=True)
    final_url = models.URLField(_("final address"), max_length=1000, blank=True)
    failing_since = models.DateTimeField(_("failing since"), null=True)
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)

    objects = WebsiteCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("check of a website")
        verbose_name_plural = _("checks of websites")
        indexes = [
            models.Index(
                fields=["organisation"],
                name="website_broken",
                condition=Q(failures__gte=BROKEN_AFTER),
            ),
            models.Index(fields=["outcome", "checked_at"], name="website_by_outcome"),
        ]
        constraints = [
            only_choices("outcome", WebsiteOutcome, "website_outcome_is_known"),
            models.CheckConstraint(
                name="website_fails_since_a_time",
                condition=Q(failures=0, failing_since=None)
                | Q(failures__gt=0, failing_since__isnull=False),
            ),
        ]

    def __str__(self):
        return self.website

    @property
    def is_broken(self) -> bool:
        """As ``WebsiteCheckQuerySet.broken`` has it, of one."""
        return self.failures >= BROKEN_AFTER
