"""What an organisation answers: that everything is right, or what has changed.

Both pages carry, signed, the facts as they showed them. Staff may change these while somebody
reads: what was not seen is not confirmed, and no correction undoes it.
"""

from datetime import timedelta

from django import forms
from django.core import signing
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members import facts, locking
from members.asking import can_be_answered
from members.forms import MAX_TEXT, one_line
from members.models import Answer, ChangedField, ChangeRequest, Question
from members.occasion import Source, because
from members.verifying import verify

# Questions, and what was decided of their answers, are forgotten after so long.
KEPT = timedelta(days=730)


class ChangedSinceError(Exception):
    """What is told of the organisation is not what its page has shown."""


def seal(question: Question, texts: dict[str, str]) -> str:
    """The facts that a page shows, for its form to bring back."""
    return signing.dumps(texts, salt=f"members.seen.{question.pk}", compress=True)


def unseal(question: Question, sealed: str) -> dict[str, str] | None:
    """What a page had shown; None where the form does not say so credibly."""
    try:
        texts = signing.loads(sealed, salt=f"members.seen.{question.pk}")
    except signing.BadSignature:
        return None
    # A fact may have come, or gone, with a new version of the site.
    return texts if texts.keys() == {*facts.FACTS} else None


class CorrectionForm(forms.Form):
    """The facts as they were shown, to be corrected; a remark; and who answers."""

    def __init__(self, texts: dict[str, str], data=None):
        self.facts = facts.asked_for(texts)
        self.old = {name: texts[name] for name in self.facts}
        super().__init__(data, initial=self.old)
        for name in self.facts:
            self.fields[name] = facts.form_field(name)
        self.fields["name"].error_messages["required"] = _("Enter the name of your organisation")
        self.fields["website"].error_messages["invalid"] = _(
            "Enter a web address such as https://example.org"
        )
        self.fields["note"] = forms.CharField(
            label=_("A remark to the committee"),
            required=False,
            validators=[MaxLengthValidator(MAX_TEXT)],
            widget=forms.Textarea({"rows": 4}),
        )
        self.fields["sender"] = forms.CharField(
            label=_("Your name"),
            max_length=ChangeRequest._meta.get_field("name").max_length,
            validators=[one_line],
            widget=forms.TextInput({"autocomplete": "name"}),
            error_messages={"required": _("Enter your name")},
        )
        # People do not see this field; programs that fill in every field do.
        self.fields["fax"] = forms.CharField(required=False, label=_("Leave this field empty"))

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not self.changed and not cleaned["note"]:
            raise forms.ValidationError(
                _("You have changed nothing. If everything is right, go back and say so.")
            )
        return cleaned

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields that people fill in."""
        return [self[name] for name in self.fields if name != "fax"]

    @property
    def changed(self) -> dict[str, str]:
        """What is to be, of the facts that differ. One sent back as it was shown does not."""
        return {
            name: new
            for name in self.facts
            if facts.as_text(self.data.get(name)) != self.old[name]
            and (new := facts.as_text(self.cleaned_data.get(name))) != self.old[name]
        }

    @property
    def is_from_a_program(self) -> bool:
        return bool(self.cleaned_data.get("fax"))


@transaction.atomic
def confirm(question: Question, token: str, seen: dict[str, str] | None) -> bool:
    """Everything is right: verifies the organisation. False if it cannot be answered any more.

    Raises ChangedSinceError, with nothing written, where ``seen`` is not what is told now.
    """
    question = locking.with_organisation(Question, question.pk)
    if not can_be_answered(question, token):
        return False
    if facts.texts_of(question.organisation) != seen:
        raise ChangedSinceError
    _note(question, Answer.CONFIRMED)
    with because(source=Source.ANSWER, reference=str(question.pk)):
        verify(question.organisation, None)
    return True


@transaction.atomic
def correct(question: Question, token: str, form: CorrectionForm) -> bool:
    """Keeps what is said to have changed, for the regional contact to decide; see ``confirm``.

    With each field goes the value that was seen, whatever has become of it meanwhile.
    """
    question = locking.with_organisation(Question, question.pk)
    if not can_be_answered(question, token):
        return False
    _note(question, Answer.CORRECTED)
    request = ChangeRequest.objects.create(
        organisation=question.organisation,
        question=question,
        name=form.cleaned_data["sender"],
        email=question.address,
        language=get_language(),
        note=form.cleaned_data["note"],
    )
    ChangedField.objects.bulk_create(
        ChangedField(request=request, field=name, old=form.old[name], proposed=new)
        for name, new in form.changed.items()
    )
    return True


def _note(question: Question, answer: Answer) -> None:
    question.answer, question.answered_at = answer, timezone.now()
    question.save(update_fields=["answer", "answered_at"])


def forget() -> int:
    """Old questions and decided requests, with the names and addresses in them, are deleted."""
    before = timezone.now() - KEPT
    ChangeRequest.objects.filter(closed_at__lt=before).delete()
    waiting = ChangeRequest.objects.waiting().filter(question=models.OuterRef("pk"))
    old = Question.objects.filter(~models.Exists(waiting), created_at__lt=before)
    return old.delete()[1].get(Question._meta.label, 0)
