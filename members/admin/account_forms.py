"""The forms of accounts: an invitation, and what may be changed later."""

from collections.abc import Iterator

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.validators import MaxLengthValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.models import Region
from prosper.roles import REGIONAL_CONTACT, STEERING_COMMITTEE

User = get_user_model()


class RolesField(forms.ModelMultipleChoiceField):
    """Roles by their names in the reader's language."""

    def label_from_instance(self, role):
        return _(role.name)


class AccountForm(forms.ModelForm):
    """An account, with the regions that a regional contact keeps."""

    # Who fills the form in: the list says it.
    asking: User | None = None

    own_regions = forms.ModelMultipleChoiceField(
        Region.objects.all(),
        label=_("Regions"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For a regional contact: whose records the account keeps."),
    )

    class Meta:
        model = User
        fields = ["email", "first_name", "last_name", "is_active", "groups"]
        field_classes = {"groups": RolesField}
        widgets = {"groups": forms.CheckboxSelectMultiple}
        labels = {"groups": _("Roles")}
        help_texts = {"groups": "", "email": _("The account signs in with it.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "own_regions" in self.fields:
            self.initial["own_regions"] = self.instance.regions.all()
        if "email" in self.fields:
            # It is the name of the account, too, which may be no longer.
            most = User._meta.get_field("username").max_length
            self.fields["email"].validators.append(MaxLengthValidator(most))
            self.fields["email"].widget.attrs["maxlength"] = most
            # The first account of a site is made by a command, which knows no address.
            self.fields["email"].required = not self.instance.is_superuser

    def clean_email(self):
        """The address in small letters, which nobody else has or signs in with."""
        email = self.cleaned_data["email"].lower()
        others = User.objects.exclude(pk=self.instance.pk)
        if email and (others.filter(email__iexact=email) | others.filter(username=email)).exists():
            raise forms.ValidationError(_("There is an account with this address already."))
        return email

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk:
            for field, problem in shut_out(self.instance, cleaned, self.asking):
                self.add_error(field, problem)
        return cleaned

    def save(self, commit=True):
        if self.cleaned_data.get("email"):
            self.instance.username = self.cleaned_data["email"]
        return super().save(commit)

    def _save_m2m(self):
        super()._save_m2m()
        if "own_regions" in self.cleaned_data:
            self.instance.regions.set(self.cleaned_data["own_regions"])


def shut_out(account, cleaned: dict, asking) -> Iterator[tuple[str, str]]:
    """The fields by which one shuts out oneself, or the last of the committee; and why not."""
    lost = [name for name in ("is_active", "is_staff") if not cleaned.get(name, True)]
    roles = {role.name for role in cleaned.get("groups", ())}
    if "groups" in cleaned and STEERING_COMMITTEE not in roles and is_of_committee(account):
        lost.append("groups")
    if account == asking:
        for name in lost:
            yield name, _("You cannot shut yourself out: ask another of the committee to do it.")
    elif lost and is_of_committee(account):
        # Two who shut out one another at the same time wait here: only one of them succeeds.
        Group.objects.select_for_update(no_key=True).get(name=STEERING_COMMITTEE)
        if not committee().exclude(pk=account.pk).exists():
            yield lost[0], _("Nobody of the committee would be left: give the role to another.")


def committee():
    """Those who keep the desk."""
    return User.objects.filter(is_active=True, is_staff=True, groups__name=STEERING_COMMITTEE)


def is_of_committee(account) -> bool:
    return committee().filter(pk=account.pk).exists()


class InvitationForm(AccountForm):
    """A new account, and the language in which it is told."""

    language = forms.ChoiceField(
        label=_("Language of the invitation"), choices=settings.LANGUAGES, initial=get_language
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["groups"].required = True

    def clean(self):
        cleaned = super().clean()
        roles = {group.name for group in cleaned.get("groups", ())}
        if REGIONAL_CONTACT in roles and not cleaned.get("own_regions"):
            self.add_error("own_regions", _("Give the regions that this regional contact keeps."))
        return cleaned

    def save(self, commit=True):
        self.instance.is_staff = True
        self.instance.set_unusable_password()
        return super().save(commit)
