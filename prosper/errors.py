"""Error pages, in the site's design and the reader's language."""

from django.http import HttpResponseBadRequest
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.defaults import server_error as plain_server_error


def bad_request(request, exception=None):
    """Asks nothing of the request: its very host name may be what is wrong with it."""
    return HttpResponseBadRequest(render_to_string("400.html", {"noindex": True}))


def permission_denied(request, exception=None):
    return render(request, "403.html", {"noindex": True}, status=403)


def page_not_found(request, exception=None, context=None):
    return render(request, "404.html", {"noindex": True} | (context or {}), status=404)


def gone(request):
    """What was here was withdrawn, and will not come back."""
    return render(request, "410.html", {"noindex": True}, status=410)


def server_error(request):
    """Asks nothing of the database or of the request, either of which may be what failed."""
    return plain_server_error(request)
