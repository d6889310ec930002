"""Pages kept until something changes.

A page is kept with the database's stamp of the last change, so an editor's save makes every kept
page out of date at once, in every process, with one small query a visit. One who asks again for
what has not changed gets 304.

Strangers can make up as many addresses as they like, so a page is kept under few: with such
parameters alone as it heeds, and with the host as the settings name it.

What many pages show alike (the regions, who answers for them, all the counts) is kept in the same
way, so that a page made anew does not ask for it again.
"""

from collections.abc import Callable, Collection, Hashable
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial, wraps
from hashlib import sha256

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language

from members.models import Change
from prosper.languages import offered_language

# Where pages are kept: what is searched and suggested apart from pages that have no query, so that
# one who asks for very many displaces none of these.
PAGES, SEARCHES = "pages", "searches"
CACHES = (PAGES, SEARCHES, "suggestions")
LONGEST_QUERY = 200
# What is published at a set hour appears within this many seconds of it.
TIMED = 60

# The stamp under which the page at hand is made; None where nobody has asked for it.
_stamp: ContextVar[str | None] = ContextVar("stamp", default=None)


class Facts:
    """What is known of the database as it was at one stamp: forgotten as soon as it has changed."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self._at = "", {}

    def at(self, stamp: str) -> dict:
        """Those of the stamp. Never older than it: they are read after it was."""
        known_at, known = self._at
        if known_at != stamp:
            known = {}
            self._at = stamp, known
        return known


facts = Facts()


def kept_fact(read):
    """Decorator of a function that reads what depends on nothing but the database and language.

    While a page is made by a ``kept_fresh`` view, it reads once for each state of the database, and
    every page of the process gets the same object, which nobody may change. Elsewhere it reads.
    """

    @wraps(read)
    def known(*args: Hashable):
        stamp = _stamp.get()
        if stamp is None:
            return read(*args)
        found, key = facts.at(stamp), (read, get_language(), *args)
        if key not in found:
            found[key] = read(*args)
        return found[key]

    return known


@contextmanager
def made_at(stamp: str):
    """What is made inside is made under the stamp."""
    token = _stamp.set(stamp)
    try:
        yield
    finally:
        _stamp.reset(token)


def kept_fresh(
    view=None,
    *,
    heeds: Collection[str] = (),
    timeout: int | object = DEFAULT_TIMEOUT,
    cache: str = SEARCHES,
):
    """Decorator of a view whose page is the same for every visitor; ``KeptPages`` keeps it.

    ``heeds``: the names in the query that the page depends on; with any other it is not kept.
    ``cache``: where it is kept if it has a query. ``timeout``: seconds after which the page is made
    anew although nothing was saved; if it is not given, the cache's own.
    """
    if view is None:
        return partial(kept_fresh, heeds=heeds, timeout=timeout, cache=cache)

    @wraps(view)
    def fresh(request, *args, **kwargs):
        if not may_be_kept(request):
            return view(request, *args, **kwargs)
        # Read before the page is made: a page made during a save is out of date after it.
        stamp = request.stamp if hasattr(request, "stamp") else Change.objects.stamp()
        with made_at(stamp):
            response = view(request, *args, **kwargs)
        if response.status_code == 200 and request.GET.keys() <= set(heeds):
            response.to_be_kept = cache if query_string(request) else PAGES, stamp, timeout
        return response

    return fresh


def query_string(request) -> str:
    return request.META.get("QUERY_STRING", "")


def may_be_kept(request) -> bool:
    return (
        request.method in ("GET", "HEAD")
        and len(query_string(request)) <= LONGEST_QUERY
        # As it is written there, perhaps with the port that is listened on: capital letters, a dot
        # at the end, another port, and any name below a domain would each be a page of their own.
        and request.get_host().removesuffix(f":{request.get_port()}") in settings.ALLOWED_HOSTS
    )


class KeptPages:
    """Middleware that answers with a kept page, and keeps those of ``kept_fresh`` views.

    It stands before whatever asks who the visitor is, which such a page does not depend on; the
    page is kept as it leaves there, with all its headers.
    """

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request):
        if not may_be_kept(request):
            return self.get_response(request)
        key = page_key(request)
        found = [kept for name in CACHES if (kept := caches[name].get(key))]
        if found:
            request.stamp = Change.objects.stamp()
            stamp, content, headers = found[0]
            if stamp == request.stamp:
                return answer(request, HttpResponse(content, headers=headers))
        response = self.get_response(request)
        if not hasattr(response, "to_be_kept") or response.cookies:
            return response
        cache, stamp, timeout = response.to_be_kept
        response.headers["ETag"] = f'"{sha256(response.content).hexdigest()[:32]}"'
        patch_cache_control(response, public=True, no_cache=True)
        caches[cache].set(key, (stamp, response.content, dict(response.headers)), timeout)
        return answer(request, response)


def page_key(request) -> str:
    """What a page depends on beside the database, as a key that every cache takes."""
    # Not an address put together, in which "/x/../members/" would be "/members/".
    asked = (request.scheme, request.get_host(), request.path, query_string(request))
    # Some pages print the day on which they were read.
    text = "\0".join((*asked, offered_language(request), str(timezone.localdate())))
    return sha256(text.encode(errors="surrogatepass")).hexdigest()


def answer(request, response: HttpResponse) -> HttpResponse:
    """The page, or 304 to one who has it. Browsers are to ask each time."""
    return get_conditional_response(request, etag=response.headers["ETag"], response=response)


def unless_known(request, make: Callable[[], HttpResponse], *more) -> HttpResponse:
    """What ``make`` makes; 304, with nothing made, to one who has it as it is now.

    For what is too large to keep, or made anew in other bytes: the ETag is a weak one, of the
    address, the state of the database, and whatever ``more`` the answer depends on.
    """
    etag = f'W/"{key_of(request, *more)[:32]}"'
    response = get_conditional_response(request, etag=etag) or make()
    response.headers["ETag"] = etag
    patch_cache_control(response, public=True, no_cache=True)
    return response


def key_of(request, *more) -> str:
    """An address and the state of the database, as a key that every cache takes."""
    text = " ".join(map(str, (request.build_absolute_uri(), Change.objects.stamp(), *more)))
    return sha256(text.encode()).hexdigest()
