"""The second step of one who is signed in: new recovery codes, another telephone.

A code is asked for before either, so that a desk left open gives neither away.
"""

import time

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django_otp.plugins.otp_totp.models import TOTPDevice

from members import lockout, notices
from members.admin.second_factor import (
    b32,
    codes_left,
    enter,
    few,
    first_code,
    is_few,
    is_set_up,
    new_device,
    new_recovery_codes,
    page,
    picture,
    proof,
)
from members.notices import Event

# Seconds that setting up another telephone may take once a code was given.
PROVED_FOR = 600


@never_cache
def second_step(request, site):
    """Says what there is; asks for a code, and then does which of the two was chosen."""
    if not is_set_up(request.user):
        raise Http404
    if lockout.is_locked(request):
        return lockout.locked_out(request)
    form = proof(request)
    if not form.is_valid():
        left = codes_left(request.user)
        context = {"form": form, "left": left, "warning": few(left) if is_few(left) else ""}
        return page(request, site, "admin/second_step.html", _("Second step"), **context)
    if "codes" in request.POST:
        return new_codes(request, site)
    request.session["proved"] = int(time.time())
    return redirect("admin:second-step-device")


def new_codes(request, site):
    with transaction.atomic():
        codes = new_recovery_codes(request.user)
        notices.tell(request, request.user, Event.CODES)
    # The session may have been opened by one of the codes that are no more.
    enter(request, TOTPDevice.objects.devices_for_user(request.user, confirmed=True).first())
    title = _("Your recovery codes")
    return page(request, site, "admin/recovery_codes.html", title, codes=codes)


def has_proved(request) -> bool:
    is_recent = time.time() - request.session.get("proved", 0) < PROVED_FOR
    return is_recent and is_set_up(request.user)


@never_cache
def replace(request, site):
    """The new telephone is confirmed by its first code before the old one goes."""
    if not has_proved(request):
        return redirect("admin:second-step")
    device = new_device(request)
    form = first_code(request, device)
    if not form.is_valid():
        context = {"form": form, "secret": b32(device)}
        title = _("Set up another telephone")
        return page(request, site, "admin/second_step_device.html", title, **context)
    with transaction.atomic():
        TOTPDevice.objects.filter(user=request.user).exclude(pk=device.pk).delete()
        device.confirmed = True
        device.save()
        notices.tell(request, request.user, Event.DEVICE)
    del request.session["proved"]
    enter(request, device)
    messages.success(request, _("The new telephone is set up; the old one is of no use any more."))
    return redirect("admin:second-step")


@never_cache
def qr_code(request, site):
    """What the new telephone's camera reads."""
    if not has_proved(request):
        raise Http404
    return picture(new_device(request))
