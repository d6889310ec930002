"""The signed links of a subscription: each good for one purpose, all dead once it is erased."""

import enum
import uuid
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import override

from newsletters.models import Subscriber

# Between the parts of a token; "~" is left as it is in an address.
SEPARATOR = "~"


class Purpose(enum.StrEnum):
    """What a link is for: the name of its page, and the salt that it is signed with."""

    CONFIRM = "confirm"
    MANAGE = "manage"
    UNSUBSCRIBE = "unsubscribe"

    @property
    def signer(self) -> signing.TimestampSigner:
        return signing.TimestampSigner(salt=f"newsletters.subscribing.{self.value}", sep=SEPARATOR)

    @property
    def lasts(self) -> timedelta | None:
        """How long a link works; None for as long as there is the subscription."""
        return timedelta(days=settings.CONFIRM_WITHIN_DAYS) if self is Purpose.CONFIRM else None


class EndedError(Exception):
    """The link was a good one, and has run out."""


def token(purpose: Purpose, subscriber: Subscriber) -> str:
    return purpose.signer.sign(subscriber.key.hex)


def address(purpose: Purpose, subscriber: Subscriber) -> str:
    """The whole address of a page, in the subscriber's language."""
    with override(subscriber.language):
        path = reverse(f"newsletters:{purpose.value}", args=[token(purpose, subscriber)])
    return settings.SITE_ADDRESS + path


def key_of(purpose: Purpose, given: str) -> uuid.UUID:
    """Whose link it is. Raises ``BadSignature`` for one that nobody was sent, ``EndedError``."""
    try:
        return uuid.UUID(purpose.signer.unsign(given, max_age=purpose.lasts))
    except signing.SignatureExpired as error:
        raise EndedError from error
    except ValueError as error:
        raise signing.BadSignature(str(error)) from error
