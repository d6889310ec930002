"""One request to a host that somebody else named: short, small, and never into a private network.

The host's name is resolved here, each address is judged, and the connection goes to the very
address that was judged: a name that means another one a moment later gains nothing.
"""

import http.client
import socket
import ssl
from contextlib import closing, suppress
from functools import cached_property
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from threading import Timer
from typing import NamedTuple

import urllib3
from django.conf import settings
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util import Url, parse_url

from members.models.website_check import WebsiteOutcome as Outcome

PORTS = {"http": 80, "https": 443}
# Seconds for connecting and for each wait, and for a request as a whole.
WAIT, WHOLE = 10, 20
# A host has several addresses, of which some may not be reached from here.
MOST_ADDRESSES = 3
# What no host of the public network has, though this Python's lists, or older ones, have it global:
# of protocols (RFC 6890), of relays that are no more (RFC 7526), of documentation (RFC 9637).
NOT_PUBLIC = [
    ip_network(net) for net in ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20", "5f00::/16")
]
# Addresses that carry one of IPv4 in their last 32 bits, for a translator (RFC 6052).
TRANSLATED = IPv6Network("64:ff9b::/96")


class Response(NamedTuple):
    """What is of interest of an answer: its body is never read."""

    status: int
    location: str


class FailedError(Exception):
    """There was no answer, and this is why."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address belongs to the public network, by every way of writing it."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in TRANSLATED:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner or address.teredo:
            return bool(inner) and is_public(inner)
    if address.is_loopback:
        return settings.WEBSITE_CHECK_LOOPBACK
    if isinstance(address, IPv6Address) and (address.is_reserved or address.is_site_local):
        return False
    if any(address in net for net in NOT_PUBLIC):
        return False
    return address.is_global and not address.is_multicast


def addresses(host: str, port: int) -> list[str]:
    """Where a host is; refused as a whole if any of it lies within a private network."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    # UnicodeError: no name of a host could be written so.
    except (socket.gaierror, UnicodeError) as error:
        raise FailedError(Outcome.NO_HOST) from error
    known = list(dict.fromkeys(place[0] for _family, _type, _proto, _name, place in found))
    if not all(is_public(ip_address(address)) for address in known):
        raise FailedError(Outcome.NOT_PUBLIC)
    return known[:MOST_ADDRESSES]


def parsed(url: str) -> Url:
    """The parts of an address of the web; any other is refused."""
    try:
        parts = parse_url(url)
    except urllib3.exceptions.LocationParseError as error:
        raise FailedError(Outcome.NOT_WEB) from error
    if parts.scheme not in PORTS or not parts.host:
        raise FailedError(Outcome.NOT_WEB)
    return parts


class Asker:
    """Asks hosts, each time by a connection of its own."""

    def __init__(self, wait: float = WAIT, whole: float = WHOLE) -> None:
        self.wait, self.whole = wait, whole

    @cached_property
    def certificates(self) -> ssl.SSLContext:
        """The authorities that this machine trusts, read once."""
        return ssl.create_default_context()

    def ask(self, method: str, url: str) -> Response:
        """The answer, or FailedError."""
        parts = parsed(url)
        host, port = parts.host.strip("[]"), parts.port or PORTS[parts.scheme]
        last = FailedError(Outcome.NO_ANSWER)
        for address in addresses(host, port):
            try:
                return self._ask_at(address, port, method, parts)
            except FailedError as error:
                last = error
        raise last

    def _ask_at(self, address: str, port: int, method: str, parts: Url) -> Response:
        connection = self._connection(address, port, parts)
        watch = Watch(self.whole, connection)
        try:
            with closing(connection), watch:
                connection.connect()
                connection.request(
                    method, parts.request_uri, headers=headers(parts), preload_content=False
                )
                response = connection.getresponse()
                if not watch.has_run_out:
                    return Response(response.status, read_location(response))
        except Exception as error:
            outcome = Outcome.TOO_SLOW if watch.has_run_out else reason(error)
            if outcome is None:
                raise
            raise FailedError(outcome) from error
        raise FailedError(Outcome.TOO_SLOW)

    def _connection(self, address: str, port: int, parts: Url) -> HTTPConnection:
        if parts.scheme == "http":
            return HTTPConnection(address, port, timeout=self.wait)
        return HTTPSConnection(
            address,
            port,
            timeout=self.wait,
            ssl_context=self.certificates,
            server_hostname=parts.host.strip("[]"),
        )


class Watch:
    """Cuts a connection off after a time: an answer that drips never runs into a time-out."""

    def __init__(self, seconds: float, connection: HTTPConnection) -> None:
        self.connection, self.has_run_out = connection, False
        self.timer = Timer(seconds, self.cut)
        self.timer.daemon = True

    def cut(self) -> None:
        self.has_run_out = True
        # It may be closed at this very moment.
        with suppress(OSError):
            if self.connection.sock:
                self.connection.sock.shutdown(socket.SHUT_RDWR)

    def __enter__(self):
        self.timer.start()

    def __exit__(self, *error):
        self.timer.cancel()


def headers(parts: Url) -> dict[str, str]:
    """Says who asks, and where one may complain."""
    return {
        "Host": parts.netloc,
        "User-Agent": f"ProsperA-website-check/1.0 (+{settings.SITE_ADDRESS}/contact/)",
        "Accept": "text/html,*/*;q=0.5",
        "Connection": "close",
    }


def read_location(response) -> str:
    """Where the answer leads on to; servers write it in UTF-8, though they should not."""
    location = response.headers.get("Location", "")
    return location.encode("latin-1", "replace").decode("utf-8", "replace")


def reason(error: Exception) -> Outcome | None:
    """What an error of the network means; None of one that is ours."""
    # Which urllib3 counts among what has taken too long.
    if isinstance(error, urllib3.exceptions.NewConnectionError):
        return Outcome.NO_ANSWER
    if isinstance(error, TimeoutError | urllib3.exceptions.TimeoutError):
        return Outcome.TOO_SLOW
    if isinstance(error, ssl.SSLCertVerificationError):
        return Outcome.CERTIFICATE
    if isinstance(error, ValueError):
        # An address of which no request can be made.
        return Outcome.NOT_WEB
    known = (OSError, http.client.HTTPException, urllib3.exceptions.HTTPError)
    return Outcome.NO_ANSWER if isinstance(error, known) else None
