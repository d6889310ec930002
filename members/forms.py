"""What visitors may write."""

from django import forms
from django.core.validators import MaxLengthValidator, RegexValidator
from django.utils.translation import gettext_lazy as _

from members.models import Message

MAX_TEXT = 5000

# A line break in a name could start a header of its own in the mail.
one_line = RegexValidator(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", _("Write this on one line."), inverse_match=True
)


class MessageForm(forms.ModelForm):
    """A message to a contact of the network."""

    # People do not see this field; programs that fill in every field do.
    website = forms.CharField(required=False, label=_("Leave this field empty"))

    class Meta:
        model = Message
        fields = ["name", "email", "text"]
        labels = {
            "name": _("Your name"),
            "email": _("Your e-mail address"),
            "text": _("Your message"),
        }
        help_texts = {"email": _("The answer goes to this address.")}
        error_messages = {
            "name": {"required": _("Enter your name")},
            "email": {
                "required": _("Enter your e-mail address"),
                "invalid": _("Enter an e-mail address such as name@example.org"),
            },
            "text": {"required": _("Write your message")},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("name", "email"):
            self.fields[name].validators.append(one_line)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["text"].widget.attrs |= {"rows": 8, "maxlength": MAX_TEXT}

    def clean_text(self):
        """Counted as a browser counts: a line break once, though it is sent as two characters."""
        text = self.cleaned_data["text"].replace("\r\n", "\n")
        MaxLengthValidator(MAX_TEXT)(text)
        return text

    @property
    def is_from_a_program(self) -> bool:
        return bool(self.cleaned_data.get("website"))
