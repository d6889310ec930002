"""Signing in, and choosing a password by a link that was mailed: Django's pages, in our look."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import get_user_model, views
from django.contrib.auth.forms import PasswordResetForm
from django.core.validators import MaxLengthValidator
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from members import lockout, notices
from members.limits import ResetThrottle
from members.notices import Event
from prosper.errors import too_many_requests


class SignInForm(AdminAuthenticationForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name = self.fields["username"]
        name.label = _("E-mail address or name")
        # Django only tells the browser; a longer one is nobody's, and not to be counted as such.
        name.validators.append(MaxLengthValidator(name.max_length))

    def clean_username(self):
        """An address in small letters, as accounts have it, however a telephone wrote it."""
        name = self.cleaned_data["username"].strip()
        return name.lower() if "@" in name else name


class ForgottenForm(PasswordResetForm):
    """Leaves the mail to the worker: how long the answer takes tells of no account either."""

    def save(self, request, use_https, **kwargs):
        user = next(iter(self.get_users(self.cleaned_data["email"])), None)
        pk = user.pk if user else None
        send_link.enqueue(pk, get_language())


@task(priority=10)
def send_link(pk: int | None, language: str) -> None:
    """Mails the link for a new password to an account, if any.

    Where the site is says the setting: a visitor's ``Host`` would have the link lead elsewhere.
    """
    user = get_user_model().objects.filter(pk=pk).first()
    form = PasswordResetForm({"email": user.email if user else ""})
    site = urlsplit(settings.SITE_ADDRESS)
    if form.is_valid():
        with override(language):
            form.save(domain_override=site.netloc, use_https=site.scheme == "https")


class Choose(views.PasswordResetConfirmView):
    """Where the link of an invitation leads, and that of a forgotten password."""

    template_name = "admin/choose_password.html"

    def get_user(self, uidb64):
        """Nobody whose account was made inactive since the link was sent."""
        user = super().get_user(uidb64)
        return user if user and user.is_active else None

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        is_new = bool(context["validlink"]) and not self.user.has_usable_password()
        title = _("Choose a password") if context["validlink"] else _("This link is no longer good")
        days = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT).days
        return context | {"title": title, "is_new": is_new, "days": days}

    def form_valid(self, form):
        is_changed = self.user.has_usable_password()
        response = super().form_valid(form)
        if is_changed:
            notices.tell(self.request, self.user, Event.PASSWORD)
        return response


LOOK = {"site_header": admin.site.site_header, "site_title": _("ProsperA")}

sent = views.PasswordResetDoneView.as_view(extra_context=LOOK)
choose = Choose.as_view(extra_context=LOOK)
done = views.PasswordResetCompleteView.as_view(
    template_name="admin/password_chosen.html",
    title=_("Your password is set"),
    extra_context=LOOK | {"needs_more": lambda: settings.STAFF_SECOND_FACTOR},
)
ask = views.PasswordResetView.as_view(form_class=ForgottenForm, extra_context=LOOK)


def forgotten(request):
    """Asks for the address; says the same whether or not there is such an account."""
    if ResetThrottle().allow_request(request, ask):
        return ask(request)
    return too_many_requests(request)


def change(request, view):
    """The admin's page to change one's own password: guesses at the old one are counted."""
    if lockout.is_locked(request):
        return lockout.locked_out(request)
    response = view(request)
    if response.status_code == 302:
        notices.tell(request, request.user, Event.PASSWORD)
    elif response.context_data["form"].has_error("old_password", "password_incorrect"):
        lockout.failed(request)
    return response
