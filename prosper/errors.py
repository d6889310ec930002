"""Error pages, in the site's design and the reader's language; below /api/ as JSON."""

from functools import wraps

from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.defaults import server_error as plain_server_error

from prosper.languages import context

API = "/api/"


def plain_for_api(status: int, detail: str):
    """Decorator of an error page: a program that asked the API is told in JSON, in its form."""

    def decorate(view):
        @wraps(view)
        def error(request, *args, **kwargs):
            if request.path_info.startswith(API):
                return JsonResponse({"detail": detail}, status=status)
            return view(request, *args, **kwargs)

        return error

    return decorate


@plain_for_api(400, "Bad request.")
def bad_request(request, exception=None):
    """Asks nothing of the request: its very host name may be what is wrong with it."""
    return HttpResponseBadRequest(render_to_string("400.html", {"noindex": True}))


def permission_denied(request, exception=None):
    return render(request, "403.html", {"noindex": True}, status=403)


@plain_for_api(404, "Not found.")
def page_not_found(request, exception=None, context=None):
    return render(request, "404.html", {"noindex": True} | (context or {}), status=404)


def gone(request):
    """What was here was withdrawn: by the network, which may publish it again."""
    return render(request, "410.html", {"noindex": True}, status=410)


def too_many_requests(request):
    """Asked more often than one who reads does."""
    return render(request, "429.html", {"noindex": True}, status=429)


@plain_for_api(503, "This takes too long. Please ask for less.")
def takes_too_long(request):
    """Asks nothing of the database, which gave up what was asked of it."""
    text = render_to_string("503.html", {"noindex": True} | context(request))
    return HttpResponse(text, status=503)


@plain_for_api(503, "The site is busy. Please ask again.")
def busy(request):
    """Another writes for so long that this one, who waited, could not; what was typed goes along.

    Asks nothing of the database.
    """
    text = render_to_string(
        "busy.html", {"noindex": True, "again": sent(request)} | context(request)
    )
    return HttpResponse(text, status=503)


def sent(request) -> list[tuple[str, str]]:
    """What a form has sent, for a page that offers to send it again; never a secret."""
    pairs = [(name, value) for name, values in request.POST.lists() for value in values]
    is_secret = any("password" in name or name == "code" for name, _value in pairs)
    return [] if is_secret else pairs


@plain_for_api(500, "Server error.")
def server_error(request):
    """Asks nothing of the database or of the request, either of which may be what failed."""
    return plain_server_error(request)
