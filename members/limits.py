"""How often one may ask what takes the database long: so often a minute from one address.

The rates are in the settings. Counted are the last minute's requests, in each process's memory;
no address is written down.
"""

import math
from collections.abc import Callable
from functools import wraps
from ipaddress import IPv6Address, IPv6Network, ip_address
from urllib.parse import quote

from django.http import HttpResponse
from rest_framework.throttling import BaseThrottle, SimpleRateThrottle

from prosper.errors import too_many_requests

# Whoever has one address of IPv6 has all that begin with the same so many bits.
OWN_BITS = 64


class AddressThrottle(SimpleRateThrottle):
    """Counts by the visitor's address; which that is, ``NUM_PROXIES`` in the settings says."""

    def get_cache_key(self, request, view):
        address = self.get_ident(request)
        # Behind a socket without an address, all would be counted as one.
        return f"limits:{self.scope}:{network(address)}" if address else None


class ApiThrottle(AddressThrottle):
    scope = "api"


class SearchThrottle(AddressThrottle):
    scope = "search"


class SuggestThrottle(AddressThrottle):
    scope = "suggest"


class ResetThrottle(AddressThrottle):
    """Of asking for a new password."""

    scope = "reset"

    def get_cache_key(self, request, view):
        return super().get_cache_key(request, view) if request.method == "POST" else None


class SubscribeThrottle(AddressThrottle):
    """Of asking for the newsletter."""

    scope = "subscribe"


class AnswerThrottle(AddressThrottle):
    """Of pages behind the link of a question."""

    scope = "answer"


def client_address(request) -> str:
    """The visitor's address, as far as the proxies in front are trusted."""
    return BaseThrottle().get_ident(request)


def client_network(request) -> str | None:
    """The address that guesses are counted by: of IPv6, the first one of the visitor's own."""
    try:
        found = ip_address(client_address(request))
    except ValueError:
        return None
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Network((int(found), OWN_BITS), strict=False)[0])


def network(address: str) -> str:
    """What is counted as one visitor: an address, of IPv6 its network."""
    try:
        found = ip_address(address)
    except ValueError:
        return quote(address)
    if not isinstance(found, IPv6Address):
        return address
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return f"{int(found) >> 128 - OWN_BITS:x}::/{OWN_BITS}"


def limited(
    throttle: type[AddressThrottle] = SearchThrottle,
    refuse: Callable[..., HttpResponse] = too_many_requests,
):
    """Decorator of a view that searches: 429 to one who searches too often.

    Without words and without a day a page is made of what is counted beforehand, and is free.
    """

    def decorate(view):
        @wraps(view)
        def counted(request, *args, **kwargs):
            asked = throttle()
            searches = request.GET.get("q") or request.GET.get("on")
            if not searches or asked.allow_request(request, view):
                return view(request, *args, **kwargs)
            response = refuse(request)
            response.headers["Retry-After"] = str(math.ceil(asked.wait() or asked.duration))
            return response

        return counted

    return decorate
