"""Who may enter the desk, and for how long: by the password, the second step, and the clock.

A session ends with the browser, when nothing was done in it for ``SESSION_IDLE_MINUTES`` (its
cookie's age), and ``SESSION_MAX_HOURS`` after it began, whatever is done in it.
"""

import time
from contextlib import suppress
from functools import partial, wraps

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.sessions.backends.base import UpdateError
from django.core.exceptions import BadRequest
from django.db import OperationalError
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_protect

from members.occasion import at_the_desk

# Seconds after which it is noted again that somebody is there: not at each of a few quick steps.
SEEN_EVERY = 60


def begin(sender, request, **kwargs):
    """Receiver of ``user_logged_in``: from now on the session's time runs."""
    request.session["began"] = request.session["seen"] = int(time.time())


def is_over(session) -> bool:
    """Whether a session lasts too long; one that does not know when it began is over, too."""
    return time.time() - session.get("began", 0) > settings.SESSION_MAX_SECONDS


def note_visit(session) -> None:
    """Puts off the end of who does something."""
    if time.time() - session.get("seen", 0) > SEEN_EVERY:
        session["seen"] = int(time.time())
        # At the next step, where another writes for long meanwhile.
        with suppress(OperationalError, UpdateError):
            session.save()
        session.modified = False


def holds_nul(request) -> bool:
    """Whether there is a character in what was asked or sent that nobody types.

    PostgreSQL takes it in no text, so that each question with it would fail.
    """
    lists = [*request.GET.lists(), *request.POST.lists()]
    texts = [request.path_info, *(text for key, values in lists for text in (key, *values))]
    return any("\0" in text for text in texts)


class Entrance:
    """Mixin of the desk's site. It needs no model, as the settings name the site's module."""

    def knows(self, request) -> bool:
        """Whether this is staff, by the password, whose time is not up."""
        return super().has_permission(request) and not is_over(request.session)

    def has_permission(self, request):
        """Staff, who gave the second factor as well where it is asked for."""
        if not self.knows(request):
            return False
        return request.user.is_verified() or not settings.STAFF_SECOND_FACTOR

    def admin_view(self, view, cacheable=False):
        """As ever; what is changed is changed by the user (``occasion``), who is not idle."""
        inner = super().admin_view(at_the_desk(view), cacheable)

        @wraps(inner)
        def visited(request, *args, **kwargs):
            if holds_nul(request):
                raise BadRequest("A NUL character was sent.")
            if self.knows(request):
                note_visit(request.session)
            elif request.user.is_authenticated and is_over(request.session):
                logout(request)
            return inner(request, *args, **kwargs)

        return visited

    def login(self, request, extra_context=None):
        if self.knows(request) and not self.has_permission(request):
            query = {REDIRECT_FIELD_NAME: request.GET.get(REDIRECT_FIELD_NAME, "")}
            return redirect(f"{reverse('admin:second-factor')}?{urlencode(query)}")
        return super().login(request, extra_context)

    def password_change(self, request, extra_context=None):
        from members.admin import passwords

        view = partial(super().password_change, extra_context=extra_context)
        return passwords.change(request, view)

    def get_urls(self):
        from members.admin import second_factor, second_step

        def open_to_half(view):
            """For who has given the password alone."""
            return partial(view, site=self)

        def page(view):
            return self.admin_view(partial(view, site=self))

        return [
            path("second-factor/", open_to_half(second_factor.second_factor), name="second-factor"),
            path("second-factor/qr.svg", open_to_half(second_factor.qr_code), name="qr-code"),
            path("second-step/", page(second_step.second_step), name="second-step"),
            path("second-step/device/", page(second_step.replace), name="second-step-device"),
            path("second-step/qr.svg", page(second_step.qr_code), name="second-step-qr"),
            # Open to who has given the password alone, who would else leave the session behind.
            path("logout/", csrf_protect(self.logout), name="logout"),
            *super().get_urls(),
        ]
