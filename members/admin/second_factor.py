"""The second factor of signing in: a code that changes every half minute, or a recovery code."""

from base64 import b32encode

from django import forms
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django_otp import login, match_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex
from qrcode import QRCode
from qrcode.image.svg import SvgPathFillImage

from members import lockout, notices
from members.notices import Event

RECOVERY_CODES = 10
# So few are left that it is time to make new ones.
FEW_CODES = 3
LONGEST_CODE = 16


class CodeForm(forms.Form):
    """Asks for a code; ``check`` says which device it is of, or none."""

    code = forms.CharField(
        label=_("Code"),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
    )

    def __init__(self, check, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.check, self.device = check, None

    def clean_code(self):
        code = self.cleaned_data["code"].replace(" ", "").lower()
        self.device = self.check(code)
        if self.device is None:
            raise forms.ValidationError(
                _(
                    "This code is not right, was used already, or came too soon after a wrong "
                    "one. Wait a moment, then give the next one."
                ),
                "wrong",
            )
        return code


@never_cache
def second_factor(request, site):
    """Asks for the code of whoever gave the right password; sets up who has no device yet."""
    if not site.knows(request):
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    if site.has_permission(request):
        return redirect(next_page(request))
    if lockout.is_locked(request):
        return lockout.locked_out(request)
    if is_set_up(request.user):
        return ask(request, site)
    return set_up(request, site)


def ask(request, site):
    form = proof(request)
    if form.is_valid():
        enter(request, form.device)
        if isinstance(form.device, StaticDevice) and is_few(left := codes_left(request.user)):
            messages.warning(request, few(left))
        return redirect(next_page(request))
    return page(request, site, "admin/second_factor.html", _("Second step"), form=form)


def proof(request) -> CodeForm:
    """Asks for a code that is good already; a wrong one counts as a wrong password does."""
    form = CodeForm(lambda code: match_token(request.user, code), request.POST or None)
    if not form.is_valid() and form.has_error("code", "wrong"):
        lockout.failed(request)
    return form


def first_code(request, device) -> CodeForm:
    """Asks for the first code of a device; wrong ones tell a guesser nothing."""
    return CodeForm(
        lambda code: device if device.verify_token(code) else None, request.POST or None
    )


def enter(request, device) -> None:
    """From now on the session is one of both steps, and whoever knew it before has lost it."""
    login(request, device)
    request.session.cycle_key()


def set_up(request, site):
    """A device is confirmed by its first code; then recovery codes are shown, this once."""
    device = new_device(request)
    form = first_code(request, device)
    if not form.is_valid():
        context = {"form": form, "secret": b32(device)}
        title = _("Set up the second step")
        return page(request, site, "admin/second_factor_setup.html", title, **context)
    with transaction.atomic():
        device.confirmed = True
        device.save()
        codes = new_recovery_codes(request.user)
        notices.tell(request, request.user, Event.DEVICE)
    enter(request, device)
    title = _("Your recovery codes")
    return page(request, site, "admin/recovery_codes.html", title, codes=codes)


@never_cache
def qr_code(request, site):
    """What a telephone's camera reads, as SVG; only while it is being set up."""
    if not site.knows(request) or site.has_permission(request) or is_set_up(request.user):
        return HttpResponse(status=404)
    return picture(new_device(request))


def picture(device) -> HttpResponse:
    code = QRCode(border=2, image_factory=SvgPathFillImage)
    code.add_data(device.config_url)
    image = code.make_image().to_string()
    return HttpResponse(image, content_type="image/svg+xml")


def is_set_up(user) -> bool:
    return TOTPDevice.objects.devices_for_user(user, confirmed=True).exists()


def new_device(request) -> TOTPDevice:
    """The device that is being set up: the same throughout a session, and another in the next.

    Whoever saw the key in another session, by the password alone, has no use of it.
    """
    started = TOTPDevice.objects.filter(user=request.user, confirmed=False)
    device = started.filter(pk=request.session.get("setting_up", 0)).first()
    if device is None:
        started.delete()
        device = TOTPDevice.objects.create(
            user=request.user, confirmed=False, name="app", key=random_hex()
        )
        request.session["setting_up"] = device.pk
    return device


def b32(device: TOTPDevice) -> str:
    """The secret, to be typed where no camera reads it: in groups of four."""
    text = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def new_recovery_codes(user) -> list[str]:
    """Codes that each open the desk once, in the place of any earlier ones."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery")
    codes = [StaticToken.random_token() for _code in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def codes_left(user) -> int:
    """How many recovery codes were not used yet."""
    return StaticToken.objects.filter(device__user=user).count()


def is_few(left: int) -> bool:
    return left <= FEW_CODES


def few(left: int) -> str:
    """The warning, with where to make new codes."""
    return ngettext(
        "%(left)s recovery code is left: make new ones under Second step.",
        "%(left)s recovery codes are left: make new ones under Second step.",
        left,
    ) % {"left": left}


def next_page(request) -> str:
    wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else reverse("admin:index")


def page(request, site, template: str, title, **context):
    context |= {"title": title, "next_page": next_page(request)}
    # What the header offers is for those who are through.
    return render(request, template, {**site.each_context(request), **context})
