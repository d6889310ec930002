"""Subscribing as a reader does: the form, the mail that comes, the links in it."""

import re
from urllib.parse import urlsplit

from django.core import mail

from newsletters.models import Subscriber
from newsletters.subscribing.links import Purpose, address
from tests.members.importing import work

__all__ = ["ask", "link", "links_of", "work"]

WRITTEN = {"address": "ada@example.org", "language": "en", "region": "", "website": "", "page": ""}
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def ask(client, prefix: str = "", **values):
    """Sends the form, and has the worker answer; the page's answer."""
    response = client.post(f"{prefix}/newsletters/subscribe/", WRITTEN | values)
    work()
    return response


def link(purpose: Purpose, subscriber: Subscriber) -> str:
    """The path of a page of a subscription."""
    return urlsplit(address(purpose, subscriber)).path


def links_of(message: mail.EmailMessage) -> list[str]:
    """The paths of the links in a mail's text, in order."""
    return [urlsplit(found).path for found in re.findall(r"https?://\S+", message.body)]
