"""Too many wrong passwords or codes, for an account or from an address: counted by django-axes.

Once either has reached the limit, neither passwords nor codes of it are looked at for a while. A
right password takes nothing back of what is counted.
"""

import logging
from datetime import datetime, timedelta

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_credentials
from axes.utils import reset
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_login_failed
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)


def failed(request) -> None:
    """Counts something wrong of who is signed in as a wrong password is counted."""
    credentials = get_credentials(request.user.get_username())
    user_login_failed.send(__name__, credentials=credentials, request=request)


def is_locked(request) -> bool:
    """Whether nothing more is to be looked at of who is signed in."""
    return not AxesProxyHandler.is_allowed(request, get_credentials(request.user.get_username()))


def unlock(user) -> None:
    reset(username=user.get_username())


def locked_out(request, original_response=None, credentials=None):
    """The page that says so, and until when."""
    if credentials is None and request.user.is_authenticated:
        credentials = get_credentials(request.user.get_username())
    ends = [end for end in ends_of(request, credentials).values() if end]
    until = max(ends, default=timezone.now() + settings.AXES_COOLOFF_TIME)
    wait = max(until - timezone.now(), timedelta(seconds=1))
    context = {
        **admin.site.each_context(request),
        "title": _("Locked for a while"),
        "until": until,
        "minutes": int(wait / timedelta(minutes=1)) + 1,
    }
    response = render(request, "admin/locked.html", context, status=429)
    response.headers["Retry-After"] = str(int(wait.total_seconds()) + 1)
    return response


def ends_of(request, credentials) -> dict[str, datetime | None]:
    """For the account and for the address, when the lock ends; None where there is none."""
    counted = AxesProxyHandler.get_implementation().get_user_attempts(request, credentials)
    return {
        name: end_of(attempts)
        for name, attempts in zip(settings.AXES_LOCKOUT_PARAMETERS, counted, strict=True)
    }


def end_of(attempts) -> datetime | None:
    """When so many of these are forgotten that the rest is below the limit."""
    total = 0
    for attempt in attempts.order_by("-attempt_time")[: settings.AXES_FAILURE_LIMIT]:
        total += attempt.failures_since_start
        if total >= settings.AXES_FAILURE_LIMIT:
            return attempt.attempt_time + settings.AXES_COOLOFF_TIME
    return None


def note(sender, request, username, ip_address, **kwargs):
    """Receiver of ``user_locked_out``: a line in the log, and in the account's own history.

    The name is said only where it is an account's: some type the password in its place.
    """
    if request.axes_failures_since_start is None:
        # Asked again while it is locked.
        return
    account = get_user_model().objects.filter(username=username).first()
    is_account = ends_of(request, get_credentials(username))["username"] is not None
    logger.warning(
        "Locked for a while: %s; the last wrong password or code, for %s, came from %s",
        "the account" if is_account else "the address",
        account or "no account",
        ip_address,
    )
    if account and is_account:
        text = _("Locked for a while: the last wrong password or code came from %(address)s.")
        LogEntry.objects.log_actions(
            user_id=account.pk,
            queryset=[account],
            action_flag=CHANGE,
            change_message=text % {"address": ip_address},
            single_object=True,
        )
