"""Inviting someone to the desk: a mail with a link under which a password is chosen.

The link is Django's own for passwords: signed, good once, and for ``PASSWORD_RESET_TIMEOUT``.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import override


def invitation(user, language: str) -> EmailMessage:
    """The mail, in a language of the site."""
    key = urlsafe_base64_encode(force_bytes(user.pk))
    with override(language):
        token = default_token_generator.make_token(user)
        context = {
            "user": user,
            "link": settings.SITE_ADDRESS + reverse("password_reset_confirm", args=[key, token]),
            "desk": settings.SITE_ADDRESS + reverse("admin:index"),
            "days": timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT).days,
        }
        subject = render_to_string("email/invitation_subject.txt", context)
        body = render_to_string("email/invitation_body.txt", context)
    return EmailMessage(subject=" ".join(subject.split()), body=body, to=[user.email])
