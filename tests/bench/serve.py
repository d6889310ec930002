"""What gunicorn serves for the bench: the site, a baseline view, and answers about each answer.

A request may say, in headers of its own:

``Bench-Anew: 1``    make the page anew, and keep nothing
``Bench-Count: 1``   answer with the number of queries in ``Bench-Queries``
"""

import contextvars
import os
from contextlib import ExitStack
from functools import cache

from django.core.cache.backends.locmem import LocMemCache
from django.db import connection
from django.http import HttpResponse
from django.urls import path

from prosper.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

anew = contextvars.ContextVar("anew", default=False)


class Pages(LocMemCache):
    """The cache of pages as in production, which a request for a page made anew finds empty."""

    def get(self, key, default=None, version=None):
        return default if anew.get() else super().get(key, default, version)

    def set(self, key, value, *args, **kwargs):
        if not anew.get():
            super().set(key, value, *args, **kwargs)


class Bench:
    """Middleware that reads and writes the bench's headers."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        anew.set("Bench-Anew" in request.headers)
        if "Bench-Count" not in request.headers:
            return self.get_response(request)
        queries = []

        def note(execute, sql, params, many, context):
            queries.append(sql)
            return execute(sql, params, many, context)

        with ExitStack() as stack:
            stack.enter_context(connection.execute_wrapper(note))
            response = self.get_response(request)
            if response.streaming:
                response.streaming_content = list(response.streaming_content)
        response.headers["Bench-Queries"] = str(len(queries))
        response.headers["Bench-Process"] = str(os.getpid())
        return response


@cache
def page_of(size: int) -> bytes:
    return b"<!DOCTYPE html><title>Baseline</title>".ljust(size, b"x")[:size]


def baseline(request, size: int) -> HttpResponse:
    """The same page for everyone, of a given size: what this machine and Django cost at least."""
    return HttpResponse(page_of(min(size, 1_000_000)))


urlpatterns = [path("bench/<int:size>/", baseline), *urlpatterns]
