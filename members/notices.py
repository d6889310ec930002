"""Mails to the owner of an account about what others could have done in the owner's name."""

import logging
from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)

# Nobody says in which language an account reads what others do.
LANGUAGE = "en"


class Event(models.TextChoices):
    """What happened to the account."""

    PASSWORD = "password", _("The password of your account was changed.")
    ADDRESS = "address", _("The e-mail address of your account was changed.")
    DEVICE = "device", _("A telephone was set up for the second step of signing in.")
    CODES = "codes", _("New recovery codes were made; the earlier ones are of no use any more.")
    FORGOTTEN = (
        "forgotten",
        _(
            "The second step of signing in was taken away: telephone and recovery codes are of "
            "no use any more. It is set up anew when you next sign in."
        ),
    )


def tell(request, user, event: Event, addresses: Iterable[str] = ()) -> None:
    """Mails the owner, once what happened is stored; that the mail fails undoes nothing.

    In the page's language where the owner did it, or somebody in the owner's name.
    """
    is_own = not request.user.is_authenticated or request.user.pk == user.pk
    with override(get_language() if is_own else LANGUAGE):
        context = {
            "user": user,
            "event": event.label,
            "when": timezone.now(),
            "contact": settings.SITE_ADDRESS + reverse("members:contact"),
        }
        subject = render_to_string("email/notice_subject.txt", context)
        body = render_to_string("email/notice_body.txt", context)
    for address in {*addresses, user.email} - {""}:
        mail = EmailMessage(subject=" ".join(subject.split()), body=body, to=[address])
        transaction.on_commit(lambda mail=mail: send(mail, user))


def send(mail: EmailMessage, user) -> None:
    try:
        mail.send()
    # Whatever is wrong with the mail.
    except Exception:
        logger.exception("Account %s could not be told of a change", user.pk)
