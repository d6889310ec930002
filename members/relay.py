"""Passing a visitor's message on to a contact: kept first, then sent by mail."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from members.models import Contact, Message

logger = logging.getLogger(__name__)

# In an hour.
MOST_TO_CONTACT, MOST_FROM_SENDER = 30, 5


def is_busy(contact: Contact, email: str) -> bool:
    """Whether a contact, or a sender, has had more of late than people write."""
    lately = Message.objects.filter(created_at__gt=timezone.now() - timedelta(hours=1))
    return (
        lately.filter(contact=contact).count() >= MOST_TO_CONTACT
        or lately.filter(email__iexact=email).count() >= MOST_FROM_SENDER
    )


def receive(message: Message, contact: Contact) -> None:
    """Keeps an unsaved message, and sends it once it is safely kept."""
    message.contact = contact
    message.addressee = f"{contact}, {contact.organisation.name}"
    with transaction.atomic():
        message.save()
        transaction.on_commit(lambda: send(message))


def send(message: Message) -> None:
    """Sends a kept message. Where mail fails, the message stays, with the error beside it."""
    try:
        mail(message).send()
    # Whatever is wrong with the mail, the visitor's message is kept and can be sent again.
    except Exception as error:
        logger.exception("Message %s could not be passed on", message.pk)
        message.error = f"{type(error).__name__}: {error}"
    else:
        message.delivered_at, message.error = timezone.now(), ""
    message.save(update_fields=["delivered_at", "error"])


def mail(message: Message) -> EmailMessage:
    """The mail, in the contact's language, with the answer going to the visitor."""
    contact = message.contact
    site_url = f"{settings.SITE_ADDRESS}/"
    context = {"message": message, "contact": contact, "site_url": site_url}
    with override(contact.language):
        subject = render_to_string("email/message_subject.txt", context)
        body = render_to_string("email/message_body.txt", context)
    return EmailMessage(
        subject=" ".join(subject.split()),
        body=body,
        to=[contact.email],
        reply_to=[message.email],
    )
