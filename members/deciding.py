"""Deciding what becomes of a change request, field by field; telling its sender."""

import logging
from datetime import timedelta

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from members import facts, locking
from members.asking import TRY_AGAIN, reply_to
from members.models import ChangedField, ChangeRequest, Decision, Organisation
from members.occasion import Source, because
from members.verifying import verify

logger = logging.getLogger(__name__)

ACCEPT, DECLINE = "accept", "decline"
# After so long nobody expects the answer any more.
TOLD_WITHIN = timedelta(days=30)


class FieldForm(forms.Form):
    """What is to become of one proposed value: later, taken as the box has it, or declined."""

    do = forms.ChoiceField(
        label=_("Decision"),
        required=False,
        choices=[("", _("Decide later")), (ACCEPT, _("Accept")), (DECLINE, _("Decline"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason, if declined"),
        required=False,
        max_length=1000,
        help_text=_("The sender is told."),
    )
    # What was stored when the page was made.
    seen = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    def __init__(self, changed: ChangedField, data=None):
        self.changed = changed
        self.stored = facts.text_of(changed.request.organisation, changed.field)
        super().__init__(
            data,
            prefix=f"field{changed.pk}",
            initial={"value": changed.proposed, "seen": self.stored},
        )
        self.fields["value"] = facts.form_field(changed.field)
        self.fields["value"].label = _("Value to be taken")
        self.fields["value"].help_text = _("It may be edited before it is accepted.")

    def clean(self):
        cleaned = super().clean()
        do = cleaned.get("do")
        if do != ACCEPT:
            # What is not taken need not be right.
            self.errors.pop("value", None)
        elif facts.as_text(cleaned.get("seen")) != self.stored:
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = self.stored
            self.add_error(
                "do", _("Another has changed this field meanwhile. Look again, then choose again.")
            )
        if do == DECLINE and not cleaned.get("reason"):
            self.add_error("reason", _("Say why it is declined."))
        return cleaned

    @property
    def boxes(self) -> list[forms.BoundField]:
        """What is filled in beside the choice."""
        return [self["value"], self["reason"]]

    @property
    def is_taken(self) -> bool:
        return self.cleaned_data.get("do") == ACCEPT

    @property
    def is_decided(self) -> bool:
        return bool(self.cleaned_data.get("do"))

    @property
    def label(self) -> str:
        return facts.label(self.changed.field)

    @property
    def shown(self) -> dict[str, str | bool]:
        """What was, is and is proposed, in the reader's words."""
        name, changed = self.changed.field, self.changed
        return {
            "old": facts.shown(name, changed.old),
            "proposed": facts.shown(name, changed.proposed),
            "stored": facts.shown(name, self.stored),
            "has_moved": self.stored not in (changed.old, changed.proposed),
        }

    def decide(self, by) -> None:
        """Notes the decision on the field; the organisation is written by ``decide``."""
        changed, taken = self.changed, facts.as_text(self.cleaned_data.get("value"))
        if self.is_taken:
            is_same = taken == changed.proposed
            changed.state = Decision.ACCEPTED if is_same else Decision.EDITED
            changed.decided = taken
        else:
            changed.state, changed.reason = Decision.DECLINED, self.cleaned_data["reason"]
        changed.decided_by, changed.decided_at = by, timezone.now()
        changed.save()


def open_request(key: int) -> tuple[ChangeRequest, Organisation]:
    """The request and its organisation, locked until the transaction ends."""
    request = locking.with_organisation(ChangeRequest, key)
    return request, request.organisation


def field_forms(request: ChangeRequest, data=None) -> list[FieldForm]:
    """A form for each field that waits."""
    waiting = request.fields.filter(state=Decision.WAITING).order_by("pk")
    found = []
    for changed in waiting:
        changed.request = request
        found.append(FieldForm(changed, data))
    return found


def take(organisation: Organisation, chosen: list[FieldForm], may_keep) -> None:
    """Writes what is accepted into the organisation, if it is valid as a whole.

    ``may_keep`` says of the result whether it lies within reach of who decides. Raises
    ValidationError.
    """
    names = [form.changed.field for form in chosen]
    for form in chosen:
        setattr(organisation, form.changed.field, form.cleaned_data["value"])
    if "country" in names and organisation.country:
        organisation.region = organisation.country.region
    may_keep(organisation)
    aside = {field.name for field in organisation._meta.fields} - {*names}
    organisation.full_clean(exclude=aside, validate_unique=False)
    with transaction.atomic():
        organisation.save()


def decide(
    request: ChangeRequest, chosen: list[FieldForm], by, *, may_keep, verified: bool
) -> None:
    """Carries out what was chosen, in one deed; the request is closed once nothing waits.

    The caller holds the locks of ``open_request``. Raises ValidationError, with nothing written.
    """
    with transaction.atomic(), because(source=Source.REQUEST, reference=str(request.pk)):
        taken = [form for form in chosen if form.is_taken]
        if taken:
            try:
                take(request.organisation, taken, may_keep)
            except IntegrityError as error:
                raise ValidationError(_("The database refuses this.")) from error
        for form in chosen:
            form.decide(by)
        if request.fields.filter(state=Decision.WAITING).exists():
            return
        if verified:
            verify(request.organisation, by)
        request.closed_at = timezone.now()
        request.save(update_fields=["closed_at"])
        transaction.on_commit(lambda: tell(request.pk))


def untold():
    """Decided requests whose senders have not been told, by their keys."""
    now = timezone.now()
    free = Q(tried_at=None) | Q(tried_at__lt=now - TRY_AGAIN)
    found = ChangeRequest.objects.filter(free, told_at=None, closed_at__gt=now - TOLD_WITHIN)
    return found.order_by("closed_at", "pk").values_list("pk", flat=True)


def tell(key: int, connection=None) -> bool | None:
    """Mails the sender what became of a request; as ``asking.send`` does."""
    now = timezone.now()
    found = ChangeRequest.objects.select_related("organisation__region")
    request = found.filter(pk=key, told_at=None).first()
    if request is None:
        return None
    if not ChangeRequest.objects.filter(pk=key, tried_at=request.tried_at).update(tried_at=now):
        return None
    try:
        mail(request, connection).send()
    # Whatever is wrong with the mail: it is tried again.
    except Exception as error:
        logger.exception("The sender of change request %s could not be told", key)
        text = f"{type(error).__name__}: {error}"
        ChangeRequest.objects.filter(pk=key).update(error=text)
        return False
    ChangeRequest.objects.filter(pk=key).update(error="", told_at=now)
    return True


def mail(request: ChangeRequest, connection=None) -> EmailMessage:
    """What was taken and what was not, with the reasons, in the sender's language."""
    organisation = request.organisation
    with override(request.language):
        context = {
            "request": request,
            "organisation": organisation,
            "fields": [outcome(changed) for changed in request.fields.all()],
            "link": settings.SITE_ADDRESS + organisation.get_absolute_url(),
            "site_url": settings.SITE_ADDRESS + reverse("home"),
        }
        subject = render_to_string("email/decided_subject.txt", context)
        body = render_to_string("email/decided_body.txt", context)
    return EmailMessage(
        subject=" ".join(subject.split()),
        body=body,
        to=[request.email],
        reply_to=reply_to(organisation, request.email),
        connection=connection,
    )


def outcome(changed: ChangedField) -> dict[str, object]:
    """What became of a field, in the reader's words."""
    name = changed.field
    return {
        "label": facts.label(name),
        "state": changed.get_state_display(),
        "proposed": facts.shown(name, changed.proposed),
        "old": facts.shown(name, changed.old),
        "decided": facts.shown(name, changed.decided),
        "is_edited": changed.state == Decision.EDITED,
        "reason": changed.reason,
        "by": changed.decided_by,
        "at": changed.decided_at,
    }
