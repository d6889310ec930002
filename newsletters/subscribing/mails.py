"""Mails to subscribers: in their language, as text and as HTML, each with its way out."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from newsletters.models import Subscriber
from newsletters.subscribing.links import Purpose, address


class Letter(NamedTuple):
    """The templates of a mail."""

    subject: str
    text: str
    html: str


CONFIRM = Letter("email/confirm_subject.txt", "email/confirm_body.txt", "email/confirm_body.html")
SUBSCRIBED = Letter(
    "email/subscribed_subject.txt", "email/subscribed_body.txt", "email/subscribed_body.html"
)


def mail(
    subscriber: Subscriber,
    letter: Letter,
    context: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
    connection=None,
) -> EmailMultiAlternatives:
    """The mail to a subscriber: each is made here, so that none lacks its way out (RFC 8058).

    The templates are given the subscriber, ``site_url``, ``manage_url`` and ``unsubscribe_url``
    besides what ``context`` has; the HTML one extends ``email/base.html``.
    """
    unsubscribe = address(Purpose.UNSUBSCRIBE, subscriber)
    with override(subscriber.language):
        shown = {
            "subscriber": subscriber,
            "site_url": settings.SITE_ADDRESS + reverse("home"),
            "manage_url": address(Purpose.MANAGE, subscriber),
            "unsubscribe_url": unsubscribe,
            "LANGUAGE_CODE": subscriber.language,
            **(context or {}),
        }
        subject = render_to_string(letter.subject, shown)
        body = render_to_string(letter.text, shown)
        html = render_to_string(letter.html, shown)
    message = EmailMultiAlternatives(
        subject=subject.strip(),
        body=body,
        to=[subscriber.address],
        headers={
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Content-Language": subscriber.language,
            **(headers or {}),
        },
        connection=connection,
    )
    message.attach_alternative(html, "text/html")
    return message
