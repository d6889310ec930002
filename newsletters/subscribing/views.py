"""The pages of a subscription.

None needs an account, a cookie or a script. Whoever has a link may use it, so there is no token
against forged requests either. Opening a page writes nothing: programs that look through mails open
every link.
"""

import math
from functools import wraps

from django.core.exceptions import RequestDataTooBig
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from members.limits import SubscribeThrottle
from members.views.preview import private
from newsletters.models import Reason, Subscriber
from newsletters.subscribing import asking, consent, keeping
from newsletters.subscribing.forms import ManageForm, SubscribeForm, empty_form
from newsletters.subscribing.links import EndedError, Purpose, key_of
from newsletters.subscribing.telling import ENDED, RUN_OUT, TOLD, USED, Message
from prosper.errors import page_not_found

# In bytes; the longest form has an address and three short fields.
LONGEST_BODY = 16 * 1024
# What a mail program sends (RFC 8058), and the button of the page as well.
ONE_CLICK = ("List-Unsubscribe", "One-Click")

CONFIRM_PAGE = "newsletters/subscribing/confirm.html"
MANAGE_PAGE = "newsletters/subscribing/manage.html"
ERASE_PAGE = "newsletters/subscribing/erase.html"
UNSUBSCRIBE_PAGE = "newsletters/subscribing/unsubscribe.html"

reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


def refuse_long_bodies(request) -> None:
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST_BODY:
        raise RequestDataTooBig


# The form acts on nobody's behalf: see the contact form.
@csrf_exempt
@reads_and_writes
def subscribe(request):
    """The form; what it answers is the same whether or not the address is known."""
    refuse_long_bodies(request)
    if request.method != "POST":
        return form_page(request, empty_form())
    throttle = SubscribeThrottle()
    if not throttle.allow_request(request, subscribe):
        response = tell(request, TOLD["busy"], 429)
        response.headers["Retry-After"] = str(math.ceil(throttle.wait() or throttle.duration))
        return response
    form = SubscribeForm(request.POST)
    if not form.is_valid():
        return form_page(request, form, 422)
    if not form.is_from_a_program:
        asking.receive(form.asked(request.path))
    return redirect("newsletters:told", "sent")


def form_page(request, form: SubscribeForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "consent": consent.TEXT, "noindex": form.is_bound}
    return render(request, "newsletters/subscribing/subscribe.html", context, status=status)


@require_safe
def told(request, name):
    """What came of a form: names no address, so that nothing depends on whose it is."""
    if name not in TOLD:
        raise Http404
    return tell(request, TOLD[name])


def tell(request, message: Message, status: int = 200) -> HttpResponse:
    context = {"message": message, "noindex": True, "canonical_url": ""}
    return render(request, "newsletters/subscribing/told.html", context, status=status)


def by_link(purpose: Purpose):
    """Decorator of a view of a subscriber and the token that the address has.

    Nobody keeps the answer or indexes it, and the address is told to no other site. The view is
    given None for a subscription that was erased.
    """

    def decorate(view):
        @csrf_exempt
        @wraps(view)
        def opened(request, token):
            refuse_long_bodies(request)
            try:
                subscribers = Subscriber.objects.select_related("region")
                subscriber = subscribers.filter(key=key_of(purpose, token)).first()
                response = view(request, token, subscriber)
            except BadSignature as error:
                response = page_not_found(request, error)
            except EndedError:
                response = tell(request, RUN_OUT, 410)
            return private(response)

        return opened

    return decorate


def unless_erased(view):
    """Decorator: says so where there is no such subscription any more."""

    @wraps(view)
    def answered(request, token, subscriber):
        if subscriber is None:
            return tell(request, ENDED, 410)
        return view(request, token, subscriber)

    return answered


def show(request, page: str, subscriber: Subscriber, token: str, **context) -> HttpResponse:
    status = context.pop("status", 200)
    context |= {"subscriber": subscriber, "token": token, "noindex": True, "canonical_url": ""}
    return render(request, page, context, status=status)


@by_link(Purpose.CONFIRM)
@reads_and_writes
@unless_erased
def confirm(request, token, subscriber):
    """Shows what is asked for; its button has the subscription count, once."""
    if subscriber.is_confirmed:
        return tell(request, USED, 410)
    if request.method != "POST":
        return show(request, CONFIRM_PAGE, subscriber, token)
    if not keeping.confirm(subscriber):
        return tell(request, USED, 410)
    asking.welcome(subscriber)
    return redirect("newsletters:told", "confirmed")


@by_link(Purpose.MANAGE)
@reads_and_writes
@unless_erased
def manage(request, token, subscriber):
    """Language and region of the newsletter, and the ways to export and to erase."""
    sent = request.POST if request.method == "POST" else None
    form = ManageForm.of(subscriber, sent)
    if form.is_valid():
        form.keep(subscriber)
        # In the language that the newsletter comes in from now on.
        with override(form.cleaned_data["language"]):
            response = redirect("newsletters:manage", token)
        response.headers["Location"] += "?saved=1"
        return response
    shown = {"form": form, "is_saved": "saved" in request.GET and not form.is_bound}
    status = 422 if form.is_bound else 200
    return show(request, MANAGE_PAGE, subscriber, token, status=status, **shown)


@by_link(Purpose.MANAGE)
@require_safe
@unless_erased
def export(request, token, subscriber):
    """All that is stored, as a file."""
    response = JsonResponse(keeping.stored(subscriber), json_dumps_params={"indent": 2})
    response.headers["Content-Disposition"] = 'attachment; filename="prospera-newsletter.json"'
    return response


@by_link(Purpose.MANAGE)
@reads_and_writes
@unless_erased
def erase(request, token, subscriber):
    """Asks once; then all of it is gone."""
    if request.method != "POST":
        return show(request, ERASE_PAGE, subscriber, token)
    for_good = "for_good" in request.POST
    keeping.erase(subscriber, Reason.BLOCKED if for_good else Reason.ERASED)
    return redirect("newsletters:told", "blocked" if for_good else "erased")


@by_link(Purpose.UNSUBSCRIBE)
@reads_and_writes
def unsubscribe(request, token, subscriber):
    """Ends the subscription at once when a mail program, or the page's button, says so.

    It answers with no redirect, which RFC 8058 forbids, and may be asked again.
    """
    name, value = ONE_CLICK
    if request.method == "POST" and request.POST.get(name) == value:
        if subscriber:
            keeping.leave(subscriber)
        was_pending = subscriber and not subscriber.is_confirmed
        return tell(request, TOLD["blocked" if was_pending else "erased"])
    if subscriber is None:
        return tell(request, ENDED, 410)
    status = 400 if request.method == "POST" else 200
    return show(request, UNSUBSCRIBE_PAGE, subscriber, token, status=status)
