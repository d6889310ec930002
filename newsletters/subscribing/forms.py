"""What one who subscribes fills in, and may change later."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from members.choices import Language
from members.models import Region
from newsletters.models import Subscriber, SubscriptionRequest
from newsletters.models.subscriber import LONGEST_PATH
from newsletters.subscribing import addresses, consent


def named_languages() -> list[tuple[str, str]]:
    """Each language under the name that its readers know it by."""
    return [(code, get_language_info(code)["name_local"].capitalize()) for code in Language.values]


class WishesForm(forms.Form):
    """What is wanted: the newsletter in which language, and news of which region."""

    language = forms.ChoiceField(label=_("Language of the newsletter"), choices=named_languages)
    region = forms.ModelChoiceField(
        Region.objects.all(),
        label=_("Region"),
        required=False,
        empty_label=_("All regions"),
        help_text=_(
            "Some news concern one region only. Choose yours to leave out those of the others."
        ),
    )


class ManageForm(WishesForm):
    """What a subscriber changes later."""

    @classmethod
    def of(cls, subscriber: Subscriber, data=None) -> "ManageForm":
        wanted = {"language": subscriber.language, "region": subscriber.region}
        return cls(data, initial=wanted)

    def keep(self, subscriber: Subscriber) -> None:
        """One UPDATE: a subscription that was erased meanwhile does not come back."""
        Subscriber.objects.filter(pk=subscriber.pk).update(**self.cleaned_data)


class SubscribeForm(WishesForm):
    """The form on the page of its own, and the short one of other pages, which has no region."""

    # What is wrong with an address is told here, in one way; the field itself takes any text.
    address = forms.CharField(
        label=_("Your e-mail address"),
        help_text=_("We send a mail there with a link to confirm."),
        widget=forms.EmailInput({"autocomplete": "email", "maxlength": addresses.LONGEST}),
        error_messages={"required": _("Enter your e-mail address")},
    )
    # People do not see this field; programs that fill in every field do.
    website = forms.CharField(required=False, label=_("Leave this field empty"))
    # The page on which the form was filled in.
    page = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ["address", "language", "region"]

    def clean_address(self):
        try:
            return addresses.normalised(self.cleaned_data["address"])
        except ValidationError as error:
            text = _("Enter an e-mail address such as name@example.org")
            raise ValidationError(text, code="invalid") from error

    @property
    def is_from_a_program(self) -> bool:
        return bool(self.cleaned_data.get("website"))

    def asked(self, own_path: str) -> SubscriptionRequest:
        """What is asked for, with the consent in the words that the page showed it in."""
        page = self.cleaned_data["page"]
        return SubscriptionRequest(
            address=self.cleaned_data["address"],
            language=self.cleaned_data["language"],
            region=self.cleaned_data["region"],
            consent=str(consent.TEXT),
            consent_version=consent.VERSION,
            consented_at=timezone.now(),
            consented_from=(page if page.startswith("/") else own_path)[:LONGEST_PATH],
        )


def empty_form() -> SubscribeForm:
    """The form as a visitor finds it."""
    return SubscribeForm(initial={"language": get_language()})
