"""The yearly question to an organisation whether all is right, and what it answers."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.choices import Language, only_choices
from members.models.organisation import Organisation


class Answer(models.TextChoices):
    """What came of a question."""

    NONE = "", _("no answer yet")
    CONFIRMED = "confirmed", _("everything is right")
    CORRECTED = "corrected", _("something has changed")


class Decision(models.TextChoices):
    """What became of a proposed value."""

    WAITING = "waiting", _("waits")
    ACCEPTED = "accepted", _("accepted")
    EDITED = "edited", _("accepted with changes")
    DECLINED = "declined", _("declined")


class Question(models.Model):
    """A mail that asks an organisation whether what is told of it is right."""

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        related_name="questions",
        verbose_name=_("organisation"),
    )
    address = models.EmailField(_("address"))
    language = models.CharField(_("language"), max_length=2, choices=Language)
    created_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    # Taken by whoever sends it, so that two who run at once do not send it twice.
    tried_at = models.DateTimeField(_("last tried at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["organisation", "created_at"], name="question_of_organisation"),
            # Those to be sent, and to be sent again.
            models.Index(fields=["created_at"], name="question_open", condition=Q(answer="")),
        ]
        constraints = [
            only_choices("language", Language, "question_language_is_known"),
            only_choices("answer", Answer, "question_answer_is_known"),
            models.CheckConstraint(
                name="question_answered_has_time",
                condition=Q(answer="", answered_at=None)
                | ~Q(answer="") & Q(answered_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.address} ({self.created_at:%Y-%m-%d})" if self.created_at else self.address


class ChangeRequestQuerySet(models.QuerySet):
    def waiting(self):
        """Those of which something is still to be decided."""
        return self.filter(closed_at=None)


class ChangeRequest(models.Model):
    """What an organisation says has changed; it waits for its regional contact, field by field."""

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        related_name="change_requests",
        verbose_name=_("organisation"),
    )
    question = models.OneToOneField(
        Question,
        on_delete=models.SET_NULL,
        null=True,
        related_name="change_request",
        verbose_name=_("question"),
    )
    name = models.CharField(_("sent by"), max_length=100)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=2, choices=Language)
    note = models.TextField(_("remark"), blank=True)
    created_at = models.DateTimeField(_("received at"), auto_now_add=True)
    closed_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    tried_at = models.DateTimeField(_("last tried at"), null=True, blank=True)
    told_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("change request")
        verbose_name_plural = _("change requests")
        # What waits first, the longest waiting before all.
        ordering = [F("closed_at").desc(nulls_first=True), "created_at", "pk"]
        indexes = [
            # Decided, and the sender not told yet.
            models.Index(
                fields=["closed_at"], name="change_request_untold", condition=Q(told_at=None)
            ),
        ]
        constraints = [only_choices("language", Language, "change_request_language_is_known")]

    def __str__(self):
        return f"{self.name}, {self.created_at:%Y-%m-%d}" if self.created_at else self.name


class ChangedField(models.Model):
    """One field of a change request: what it was, what it is to be, and what was decided.

    Values are kept as texts, as ``members.facts`` writes and reads them.
    """

    request = models.ForeignKey(
        ChangeRequest,
        on_delete=models.CASCADE,
        related_name="fields",
        verbose_name=_("change request"),
    )
    field = models.CharField(_("field"), max_length=30)
    old = models.TextField(_("when it was sent"), blank=True)
    proposed = models.TextField(_("proposed"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=Decision, default=Decision.WAITING)
    decided = models.TextField(_("as it was taken"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("changed field")
        verbose_name_plural = _("changed fields")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "field"], name="changed_field_is_named_once"
            ),
            only_choices("state", Decision, "changed_field_state_is_known"),
            models.CheckConstraint(
                name="changed_field_decided_has_time",
                condition=Q(state=Decision.WAITING, decided_at=None)
                | ~Q(state=Decision.WAITING) & Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="changed_field_declined_has_reason",
                condition=~Q(state=Decision.DECLINED) | ~Q(reason=""),
                violation_error_message=_("Say why it is declined."),
            ),
        ]

    def __str__(self):
        return self.field
