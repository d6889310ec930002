"""What Django 5.2 does not do itself: two headers, and pages for what a database gives up."""

import logging

from django.conf import settings
from django.db import OperationalError

from prosper.errors import API, busy, takes_too_long

logger = logging.getLogger(__name__)

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class SecurityHeadersMiddleware:
    """Sets Content-Security-Policy from ``settings.SECURE_CSP``, and Permissions-Policy.

    A response that brings a policy of its own (a sandboxed file, say) keeps it.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.csp = "; ".join(
            f"{directive} {' '.join(sources)}" for directive, sources in settings.SECURE_CSP.items()
        )

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.csp)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response


class TakesTooLongMiddleware:
    """Answers 503 where PostgreSQL gave a statement up (see ``STATEMENT_TIMEOUT``), or one of two
    who wait for each other, and SQLite the waiting for another who writes, as an import does for a
    while.
    """

    # In PostgreSQL's list of errors: query_canceled; deadlock_detected, serialization_failure.
    CANCELED = "57014"
    IN_THE_WAY = ("40P01", "40001")
    # In SQLite's.
    BUSY = "SQLITE_BUSY"
    # In seconds.
    ASK_AGAIN = 60

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Only for errors that a view, or its template, let through."""
        if not isinstance(exception, OperationalError):
            return None
        cause = exception.__cause__
        code = getattr(cause, "sqlstate", "")
        is_locked = getattr(cause, "sqlite_errorname", "").startswith(self.BUSY)
        is_locked |= code in self.IN_THE_WAY
        if not is_locked and code != self.CANCELED:
            return None
        logger.warning("Given up: %s %s", request.method, request.path)
        # What a form has sent was to be written; what the API was sent is a question.
        is_form = request.method == "POST" and not request.path_info.startswith(API)
        response = busy(request) if is_locked or is_form else takes_too_long(request)
        response.headers["Retry-After"] = str(self.ASK_AGAIN)
        return response
