"""Choosing a password by a link that was mailed: Django's own pages, in the desk's look."""

from django.contrib import admin
from django.contrib.auth import views
from django.utils.translation import gettext_lazy as _

from members.limits import ResetThrottle
from prosper.errors import too_many_requests

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
