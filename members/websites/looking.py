"""Looks whether a website answers, as a polite visitor would who follows where it leads."""

import time
from typing import NamedTuple
from urllib.parse import urljoin

from django.conf import settings

from members.models.website_check import WebsiteOutcome as Outcome
from members.websites.asking import Asker, FailedError, Response, parsed

MOST_REDIRECTS = 5
LEADS_ON = {301, 302, 303, 307, 308}
# What servers say to programs that they shut out; 999 is one network's own.
CLOSED = {401, 403, 405, 406, 429, 451, 999}


class Found(NamedTuple):
    """What came of looking, and where it ended."""

    outcome: Outcome
    status: int | None
    url: str


class Visitor:
    """Looks at one website after the other, and leaves each host a pause."""

    def __init__(self, asker: Asker | None = None) -> None:
        self.asker, self.asked = asker or Asker(), {}

    def look(self, website: str) -> Found:
        """What becomes of a request for this address."""
        url, status = website, None
        try:
            for _hop in range(MOST_REDIRECTS + 1):
                status, location = self.ask(url)
                if status not in LEADS_ON or not location:
                    return Found(meaning(status, website, url), status, url)
                url = joined(url, location)
        except FailedError as failed:
            return Found(failed.outcome, None, url)
        return Found(Outcome.LOOP, status, url)

    def ask(self, url: str) -> Response:
        """The head alone, or, of a host that refuses to give it, the page, which is not read."""
        response = self._ask_in_turn("HEAD", url)
        return self._ask_in_turn("GET", url) if response.status >= 400 else response

    def _ask_in_turn(self, method: str, url: str) -> Response:
        host = parsed(url).host
        since = time.monotonic() - self.asked.get(host, -settings.WEBSITE_CHECK_PAUSE)
        time.sleep(max(0, settings.WEBSITE_CHECK_PAUSE - since))
        try:
            return self.asker.ask(method, url)
        finally:
            self.asked[host] = time.monotonic()


def joined(url: str, location: str) -> str:
    """Where a page leads on to."""
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise FailedError(Outcome.NOT_WEB) from error


def meaning(status: int, website: str, url: str) -> Outcome:
    """What the answer at the end says of the website."""
    if status in CLOSED:
        return Outcome.CLOSED
    if status >= 500:
        return Outcome.SERVER_ERROR
    if status >= 400:
        return Outcome.NOT_FOUND
    return Outcome.FINE if site(url) == site(website) else Outcome.MOVED


def site(url: str) -> str:
    """Whose pages an address is of: "www." before the host's name tells nothing."""
    return (parsed(url).host or "").removeprefix("www.")
