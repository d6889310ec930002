"""The accounts of those who keep the records."""

import logging

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from axes.utils import reset
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django_otp import devices_for_user
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_tasks_db.models import DBTaskResult

from members.admin.base import Desk
from members.invitations import invitation
from members.models import Region
from prosper.roles import REGIONAL_CONTACT

logger = logging.getLogger(__name__)
User = get_user_model()

# What a role may do is the table's to say (``prosper.roles``), and nobody edits it here.
admin.site.unregister([User, Group])
# Packages' own records are no work of the desk; keys and recovery codes are nobody's to read.
admin.site.unregister([StaticDevice, TOTPDevice, AccessAttempt, AccessLog, AccessFailureLog])
admin.site.unregister(DBTaskResult)


class AccountForm(forms.ModelForm):
    """An account, with the regions that a regional contact keeps."""

    kept = forms.ModelMultipleChoiceField(
        Region.objects.all(),
        label=_("regions"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For a regional contact: whose records the account keeps."),
    )

    class Meta:
        model = User
        fields = ["email", "first_name", "last_name", "is_active", "groups"]
        widgets = {"groups": forms.CheckboxSelectMultiple}
        labels = {"groups": _("roles")}
        help_texts = {"groups": "", "email": _("The account signs in with it.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "kept" in self.fields:
            self.initial["kept"] = self.instance.regions.all()
        if "email" in self.fields:
            # The first account of a site is made by a command, which knows no address.
            self.fields["email"].required = not self.instance.is_superuser

    def clean_email(self):
        """The address in small letters, which nobody else has or signs in with."""
        email = self.cleaned_data["email"].lower()
        others = User.objects.exclude(pk=self.instance.pk)
        if email and (others.filter(email__iexact=email) | others.filter(username=email)).exists():
            raise forms.ValidationError(_("There is an account with this address already."))
        return email

    def save(self, commit=True):
        if self.cleaned_data.get("email"):
            self.instance.username = self.cleaned_data["email"]
        return super().save(commit)

    def _save_m2m(self):
        super()._save_m2m()
        if "kept" in self.cleaned_data:
            self.instance.regions.set(self.cleaned_data["kept"])


class InvitationForm(AccountForm):
    """A new account, and the language in which it is told."""

    language = forms.ChoiceField(
        label=_("language of the invitation"), choices=settings.LANGUAGES, initial=get_language
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["groups"].required = True

    def clean(self):
        cleaned = super().clean()
        roles = {group.name for group in cleaned.get("groups", ())}
        if REGIONAL_CONTACT in roles and not cleaned.get("kept"):
            self.add_error("kept", _("Give the regions that this regional contact keeps."))
        return cleaned

    def save(self, commit=True):
        self.instance.is_staff = True
        self.instance.set_unusable_password()
        return super().save(commit)


@admin.register(User)
class AccountAdmin(Desk, UserAdmin):
    """Accounts are made by invitation: nobody but their owner ever knows a password.

    The committee keeps them, but no superuser's; only superusers make superusers.
    """

    region_paths = ()
    form = AccountForm
    add_form = InvitationForm
    add_form_template = None
    list_display = ["username", "first_name", "last_name", "roles", "is_active", "last_login"]
    list_filter = ["groups", "is_active", "regions"]
    search_fields = ["username", "first_name", "last_name", "email"]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = []
    actions = ["invite_again", "forget_second_factor", "unlock"]
    add_fieldsets = [
        (None, {"fields": ["email", "first_name", "last_name"]}),
        (_("May do"), {"fields": ["groups", "kept"]}),
        (None, {"fields": ["language"]}),
    ]
    fieldsets = [
        (None, {"fields": ["email", "first_name", "last_name", "is_active"]}),
        (_("May do"), {"fields": ["groups", "kept"]}),
        (None, {"fields": ["last_login", "date_joined"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj and request.user.is_superuser:
            return [*fieldsets, (_("The site itself"), {"fields": ["is_staff", "is_superuser"]})]
        return fieldsets

    def has_change_permission(self, request, obj=None):
        mine = obj is None or request.user.is_superuser or not obj.is_superuser
        return mine and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        """What an account did is told by its name: it is made inactive instead."""
        return request.user.is_superuser

    def user_change_password(self, request, id, form_url=""):  # noqa: A002 (Django's name)
        if not request.user.is_superuser:
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not change:
            language = form.cleaned_data["language"]
            transaction.on_commit(lambda: self.invite(request, obj, language))

    def invite(self, request, user, language) -> bool:
        """Whether the mail went out; if not, it is said, and the account is there all the same."""
        try:
            invitation(user, language, request).send()
        # Whatever is wrong with the mail: it can be sent again.
        except Exception:
            logger.exception("The invitation of account %s could not be sent", user.pk)
            text = _("The invitation to %(email)s could not be sent. Send it again later.")
            self.message_user(request, text % {"email": user.email}, messages.ERROR)
            return False
        text = _("An invitation was sent to %(email)s.")
        self.message_user(request, text % {"email": user.email}, messages.SUCCESS)
        return True

    @admin.display(description=_("regions"))
    def kept(self, user):
        """For one who may only read it."""
        return ", ".join(region.name for region in user.regions.all()) or "–"

    @admin.display(description=_("roles"))
    def roles(self, user):
        return ", ".join(str(_(group.name)) for group in user.groups.all()) or "–"

    @admin.action(description=_("Send the invitation again"), permissions=["change"])
    def invite_again(self, request, queryset):
        """To those who have not chosen a password yet; a link that was sent before goes on."""
        waiting = [u for u in self.changeable(request, queryset) if not u.has_usable_password()]
        sent = sum(self.invite(request, user, get_language()) for user in waiting if user.email)
        if not sent:
            text = _("Nobody among these still has a password to choose.")
            self.message_user(request, text, messages.WARNING)

    @admin.action(description=_("Forget the second factor"), permissions=["change"])
    def forget_second_factor(self, request, queryset):
        """For one who lost the telephone: the next sign-in sets up another."""
        users = self.changeable(request, queryset)
        for user in users:
            for device in devices_for_user(user, confirmed=None):
                device.delete()
            self.log_change(request, user, str(_("Second factor forgotten")))
        total = len(users)
        text = ngettext("%(total)s account changed.", "%(total)s accounts changed.", total)
        self.message_user(request, text % {"total": total})

    @admin.action(description=_("Unlock after wrong passwords"), permissions=["change"])
    def unlock(self, request, queryset):
        users = self.changeable(request, queryset)
        for user in users:
            reset(username=user.get_username())
        total = len(users)
        text = ngettext("%(total)s account changed.", "%(total)s accounts changed.", total)
        self.message_user(request, text % {"total": total})

    def changeable(self, request, queryset) -> list:
        return [user for user in queryset if self.has_change_permission(request, user)]
