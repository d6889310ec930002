"""The committee's desk: the admin's site, with what it says of itself and how one enters it."""

import time
from functools import partial, wraps

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_protect

from members.occasion import at_the_desk

# Seconds after which it is noted again that somebody is there: not at each of a few quick steps.
SEEN_EVERY = 60


class DeskSite(AdminSite):
    site_header = _("ProsperA: the committee’s desk")
    site_title = _("ProsperA")
    index_title = _("What would you like to keep up to date?")

    @property
    def login_form(self):
        from members.admin.passwords import SignInForm

        return SignInForm

    def autocomplete_view(self, request):
        # Needs the models, which are not there yet when the settings name this module.
        from members.admin.reach import ScopedAutocomplete

        return ScopedAutocomplete.as_view(admin_site=self)(request)

    def knows(self, request) -> bool:
        """Whether this is staff, by the password."""
        return super().has_permission(request)

    def has_permission(self, request):
        """Staff, who gave the second factor as well where it is asked for."""
        needs_more = settings.STAFF_SECOND_FACTOR and not request.user.is_verified()
        return self.knows(request) and not needs_more

    def admin_view(self, view, cacheable=False):
        """As ever; what is changed is changed by the user (``occasion``), who is not idle."""
        inner = super().admin_view(at_the_desk(view), cacheable)

        @wraps(inner)
        def visited(request, *args, **kwargs):
            if self.knows(request):
                signed_in = request.user.last_login
                seen = request.session.get("seen") or (signed_in.timestamp() if signed_in else 0)
                if time.time() - seen > SEEN_EVERY:
                    request.session["seen"] = int(time.time())
            return inner(request, *args, **kwargs)

        return visited

    def index(self, request, extra_context=None):
        # As above.
        from members.admin.trays import filled

        return super().index(request, {"trays": filled(request, self)} | (extra_context or {}))

    def login(self, request, extra_context=None):
        if self.knows(request) and not self.has_permission(request):
            query = {REDIRECT_FIELD_NAME: request.GET.get(REDIRECT_FIELD_NAME, "")}
            return redirect(f"{reverse('admin:second-factor')}?{urlencode(query)}")
        return super().login(request, extra_context)

    def get_urls(self):
        # As above.
        from members.admin import second_factor

        return [
            path(
                "second-factor/",
                partial(second_factor.second_factor, site=self),
                name="second-factor",
            ),
            # Open to who has given the password alone, who would else leave the session behind.
            path("logout/", csrf_protect(self.logout), name="logout"),
            path("second-factor/qr.svg", partial(second_factor.qr_code, site=self), name="qr-code"),
            *super().get_urls(),
        ]


class DeskConfig(AdminConfig):
    """Stands in ``INSTALLED_APPS`` in the place of ``django.contrib.admin``."""

    default_site = "prosper.desk.DeskSite"
