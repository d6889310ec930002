"""The accounts of those who keep the records."""

import logging

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_user_model, logout
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

from members import lockout, notices, sessions
from members.admin.account_forms import AccountForm, InvitationForm
from members.admin.base import Desk
from members.invitations import invitation
from members.notices import Event

logger = logging.getLogger(__name__)
User = get_user_model()

# What a role may do is the table's to say (``prosper.roles``), and nobody edits it here.
admin.site.unregister([User, Group])
# Packages' own records are no work of the desk; keys and recovery codes are nobody's to read.
admin.site.unregister([StaticDevice, TOTPDevice, AccessAttempt, AccessLog, AccessFailureLog])
admin.site.unregister(DBTaskResult)


class RoleFilter(admin.RelatedFieldListFilter):
    """Roles by their names in the reader's language."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.title = _("roles")

    def field_choices(self, field, request, model_admin):
        found = super().field_choices(field, request, model_admin)
        return [(key, _(name)) for key, name in found]


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
    list_filter = [("groups", RoleFilter), "is_active", "regions"]
    search_fields = ["username", "first_name", "last_name", "email"]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = []
    actions = ["invite_again", "forget_second_factor", "unlock"]
    add_fieldsets = [
        (None, {"fields": ["email", "first_name", "last_name"]}),
        (_("May do"), {"fields": ["groups", "own_regions"]}),
        (None, {"fields": ["language"]}),
    ]
    fieldsets = [
        (None, {"fields": ["email", "first_name", "last_name", "is_active"]}),
        (_("May do"), {"fields": ["groups", "own_regions"]}),
        (None, {"fields": ["last_login", "date_joined"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.asking = request.user
        return form

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj and not self.has_change_permission(request, obj):
            # Who only reads is told the roles in the reader's language, too.
            main, _roles, *others = fieldsets
            return [main, (_("May do"), {"fields": ["roles", "own_regions"]}), *others]
        if obj and request.user.is_superuser:
            return [*fieldsets, (_("The site itself"), {"fields": ["is_staff", "is_superuser"]})]
        return fieldsets

    def has_change_permission(self, request, obj=None):
        mine = obj is None or request.user.is_superuser or not obj.is_superuser
        return mine and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        """What an account did is told by its name: it is made inactive instead."""
        return request.user.is_superuser and obj != request.user

    def user_change_password(self, request, id, form_url=""):  # noqa: A002 (Django's name)
        if not request.user.is_superuser:
            raise PermissionDenied
        response = super().user_change_password(request, id, form_url)
        if response.status_code == 302:
            notices.tell(request, self.get_object(request, unquote(id)), Event.PASSWORD)
        return response

    def save_model(self, request, obj, form, change):
        before = self.get_queryset(request).filter(pk=obj.pk).first()
        super().save_model(request, obj, form, change)
        if before and before.email != obj.email:
            notices.tell(request, obj, Event.ADDRESS, [before.email])
        if not change:
            language = form.cleaned_data["language"]
            transaction.on_commit(lambda: self.invite(request, obj, language))

    def invite(self, request, user, language) -> bool:
        """Whether the mail went out; if not, it is said, and the account is there all the same."""
        try:
            invitation(user, language).send()
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
    def own_regions(self, user):
        """For one who may only read it."""
        return ", ".join(region.name for region in user.regions.all()) or "–"

    @admin.display(description=_("roles"))
    def roles(self, user):
        return ", ".join(str(_(group.name)) for group in user.groups.all()) or "–"

    @admin.action(description=_("Send the invitation again"), permissions=["change"])
    def invite_again(self, request, queryset):
        """To those who have not chosen a password yet; a link that was sent before goes on."""
        active = self.changeable(request, queryset.filter(is_active=True))
        waiting = [user for user in active if not user.has_usable_password()]
        sent = sum(self.invite(request, user, get_language()) for user in waiting if user.email)
        if not sent:
            text = _("Nobody among these still has a password to choose.")
            self.message_user(request, text, messages.WARNING)

    @admin.action(description=_("Forget the second factor"), permissions=["change"])
    def forget_second_factor(self, request, queryset):
        """For one who lost the telephone: the next sign-in sets up another.

        Whoever holds a session without that sign-in, by a stolen telephone say, is not to be first.
        """
        users = self.changeable(request, queryset)
        with transaction.atomic():
            for user in users:
                for device in devices_for_user(user, confirmed=None):
                    device.delete()
                self.log_change(request, user, str(_("Second factor forgotten")))
                notices.tell(request, user, Event.FORGOTTEN)
            sessions.end_all_of(users)
        if request.user in users:
            logout(request)
        total = len(users)
        text = ngettext("%(total)s account changed.", "%(total)s accounts changed.", total)
        self.message_user(request, text % {"total": total})

    @admin.action(description=_("Unlock after wrong passwords or codes"), permissions=["change"])
    def unlock(self, request, queryset):
        users = self.changeable(request, queryset)
        for user in users:
            lockout.unlock(user)
            self.log_change(request, user, str(_("Unlocked")))
        total = len(users)
        text = ngettext("%(total)s account changed.", "%(total)s accounts changed.", total)
        self.message_user(request, text % {"total": total})

    def changeable(self, request, queryset) -> list:
        return [user for user in queryset if self.has_change_permission(request, user)]
