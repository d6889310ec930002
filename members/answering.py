"""What an organisation answers: that everything is right, or what has changed."""

from datetime import timedelta

from django import forms
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members import facts
from members.forms import MAX_TEXT, one_line
from members.models import Answer, ChangedField, ChangeRequest, Organisation, Question
from members.occasion import Source, because
from members.verifying import verify

# Questions, and what was decided of their answers, are forgotten after so long.
KEPT = timedelta(days=730)


class CorrectionForm(forms.Form):
    """The facts as they are, to be corrected; a remark; and who answers."""

    def __init__(self, organisation: Organisation, data=None):
        self.facts = facts.facts_of(organisation)
        self.old = {name: facts.text_of(organisation, name) for name in self.facts}
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
def confirm(question: Question) -> bool:
    """Everything is right: verifies the organisation. False if it was answered meanwhile."""
    if not _answer(question, Answer.CONFIRMED):
        return False
    with because(source=Source.ANSWER, reference=str(question.pk)):
        verify(question.organisation, None)
    return True


@transaction.atomic
def correct(question: Question, form: CorrectionForm) -> bool:
    """Keeps what is said to have changed, for the regional contact to decide; see ``confirm``."""
    if not _answer(question, Answer.CORRECTED):
        return False
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


def _answer(question: Question, answer: Answer) -> bool:
    """Whether it is the first answer: of two at once, only one is."""
    unanswered = Question.objects.filter(pk=question.pk, answer=Answer.NONE)
    return bool(unanswered.update(answer=answer, answered_at=timezone.now()))


def forget() -> int:
    """Old questions and decided requests, with the names and addresses in them, are deleted."""
    before = timezone.now() - KEPT
    ChangeRequest.objects.filter(closed_at__lt=before).delete()
    waiting = ChangeRequest.objects.waiting().filter(question=models.OuterRef("pk"))
    old = Question.objects.filter(~models.Exists(waiting), created_at__lt=before)
    return old.delete()[1].get(Question._meta.label, 0)
