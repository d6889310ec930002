"""Signing in, and choosing a password by a link that was mailed: Django's pages, in our look."""

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import views
from django.utils.translation import gettext_lazy as _

from members.limits import ResetThrottle
from prosper.errors import too_many_requests


class SignInForm(AdminAuthenticationForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("E-mail address")

    def clean_username(self):
        """An address in small letters, as accounts have it, however a telephone wrote it."""
        name = self.cleaned_data["username"].strip()
        return name.lower() if "@" in name else name


LOOK = {"extra_context": {"site_header": admin.site.site_header, "site_title": _("ProsperA")}}

sent = views.PasswordResetDoneView.as_view(**LOOK)
choose = views.PasswordResetConfirmView.as_view(**LOOK)
done = views.PasswordResetCompleteView.as_view(**LOOK)
ask = views.PasswordResetView.as_view(**LOOK)


def forgotten(request):
    """Asks for the address; says the same whether or not there is such an account."""
    if ResetThrottle().allow_request(request, ask):
        return ask(request)
    return too_many_requests(request)
