"""Who gets the newsletter by e-mail, who asks for it, and who is never written to."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from members.choices import Language, only_choices
from members.models import Region

SALT = "newsletters.do_not_mail"
# Long enough for every page of the site that has the form.
LONGEST_PATH = 200


class State(models.TextChoices):
    """How far a subscription is."""

    PENDING = "pending", _("not confirmed yet")
    CONFIRMED = "confirmed", _("confirmed")


class Consent(models.Model):
    """What somebody has agreed to: the words as they were shown, when, and on which page."""

    language = models.CharField(_("language"), max_length=2, choices=Language)
    region = models.ForeignKey(
        Region,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("region"),
    )
    consent = models.TextField(_("consent, as it was shown"))
    consent_version = models.CharField(_("version of the consent"), max_length=20)
    consented_at = models.DateTimeField(_("consented at"))
    consented_from = models.CharField(_("consented on page"), max_length=LONGEST_PATH)

    class Meta:
        abstract = True


class SubscriberQuerySet(models.QuerySet):
    def confirmed(self):
        """Those who are written to: a pending one gets nothing but the link to confirm."""
        return self.filter(state=State.CONFIRMED)

    def unconfirmed_since(self, moment):
        """Those who were last asked to confirm before this moment."""
        return self.filter(state=State.PENDING, consented_at__lt=moment)


class Subscriber(Consent):
    """One who gets the newsletter by e-mail, or will, once the address is confirmed.

    Deliberately without a history: what is erased here is nowhere else.
    """

    # Stands in links in the place of the number, which would tell how many there are.
    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    address = models.EmailField(_("e-mail address"), unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    # Of mails that the form brings about: whoever enters another's address cannot fill a mailbox.
    mailed_at = models.DateTimeField(_("last answered at"), null=True, blank=True)
    mails = models.PositiveSmallIntegerField(_("times answered"), default=0)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        ordering = ["-consented_at", "-pk"]
        indexes = [
            models.Index(fields=["-consented_at", "-id"], name="subscriber_newest"),
            models.Index(
                fields=["consented_at"],
                name="subscriber_unconfirmed",
                condition=Q(state=State.PENDING),
            ),
        ]
        constraints = [
            only_choices("language", Language, "subscriber_language_is_known"),
            only_choices("state", State, "subscriber_state_is_known"),
            models.CheckConstraint(
                name="subscriber_address_is_in_small_letters",
                condition=Q(address=Lower(F("address"))),
            ),
            models.CheckConstraint(
                name="subscriber_has_consented", condition=~Q(consent="") & ~Q(consent_version="")
            ),
            models.CheckConstraint(
                name="subscriber_confirmed_has_time",
                condition=Q(state=State.PENDING, confirmed_at=None)
                | Q(state=State.CONFIRMED, confirmed_at__isnull=False),
            ),
        ]

    def __str__(self):
        """Never the address: the log of what staff do would keep it."""
        return f"{self.key.hex[:8]} ({self.language})"

    @property
    def is_confirmed(self) -> bool:
        return self.state == State.CONFIRMED


class SubscriptionRequest(Consent):
    """A form that a visitor has sent: the worker answers it within seconds, and deletes it.

    So the site itself looks at nobody's subscription, and answers everybody alike.
    """

    address = models.EmailField(_("e-mail address"))
    tries = models.PositiveSmallIntegerField(_("times tried"), default=0)

    class Meta:
        verbose_name = _("request for a subscription")
        verbose_name_plural = _("requests for subscriptions")
        constraints = [only_choices("language", Language, "subscription_request_language_is_known")]

    def __str__(self):
        return f"{self.pk} ({self.language})"


class Reason(models.TextChoices):
    """Why an address is not written to."""

    ERASED = "erased", _("unsubscribed or erased")
    BLOCKED = "blocked", _("never to be written to")
    REFUSED = "refused", _("refused by its mail server")
    COMPLAINED = "complained", _("complained of a mail")


class DoNotMailQuerySet(models.QuerySet):
    def of(self, address: str):
        """The entry of an address, whichever of the keys it was made with."""
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        return self.filter(digest__in=[digest(address, key) for key in keys])

    def for_good(self):
        """Those that nobody lifts by entering the address in the form."""
        return self.exclude(reason=Reason.ERASED)


class DoNotMail(models.Model):
    """An address that is not written to, of which nobody can tell from here which it is.

    It is kept as a hash that only the site's secret key makes again: with a list of addresses, but
    without the key, none can be looked for. Where the key is changed, the old one has to stay
    in ``SECRET_KEY_FALLBACKS``, or the list is forgotten.
    """

    digest = models.CharField(_("keyed hash"), max_length=64, unique=True)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    since = models.DateField(_("since"), auto_now_add=True)

    objects = DoNotMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("address not to mail")
        verbose_name_plural = _("addresses not to mail")
        ordering = ["-since", "-pk"]
        constraints = [only_choices("reason", Reason, "do_not_mail_reason_is_known")]

    def __str__(self):
        return self.digest[:8]


def digest(address: str, key: str | None = None) -> str:
    """The keyed hash under which a normalised address is kept."""
    return salted_hmac(SALT, address, secret=key, algorithm="sha256").hexdigest()
