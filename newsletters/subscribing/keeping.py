"""What becomes of a subscription: confirmed, told to its owner, erased, forgotten."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from newsletters.models import DoNotMail, Reason, State, Subscriber, SubscriptionRequest
from newsletters.models.subscriber import digest

# What the worker has not answered by then, it never will: its mail server is gone for good.
REQUESTS_KEPT = timedelta(days=1)


@transaction.atomic
def confirm(subscriber: Subscriber) -> bool:
    """Has the subscription count. False if it does already, or was erased meanwhile.

    Who confirms an address that was erased has changed their mind: it may be written to again.
    """
    pending = Subscriber.objects.filter(pk=subscriber.pk, state=State.PENDING)
    now = timezone.now()
    if not pending.update(state=State.CONFIRMED, confirmed_at=now, mailed_at=None, mails=0):
        return False
    DoNotMail.objects.of(subscriber.address).delete()
    return True


@transaction.atomic
def erase(subscriber: Subscriber, reason: Reason) -> None:
    """Forgets all of a subscription but that the address is not to be written to."""
    SubscriptionRequest.objects.filter(address=subscriber.address).delete()
    Subscriber.objects.filter(pk=subscriber.pk).delete()
    do_not_mail(subscriber.address, reason)


def do_not_mail(address: str, reason: Reason) -> None:
    """Keeps the hash of an address; what is there for good is not softened."""
    known = DoNotMail.objects.of(address)
    if known.for_good().exists():
        return
    known.delete()
    DoNotMail.objects.update_or_create(digest=digest(address), defaults={"reason": reason})


def leave(subscriber: Subscriber) -> None:
    """Unsubscribing: one who never confirmed has never asked, and is not asked again."""
    erase(subscriber, Reason.ERASED if subscriber.is_confirmed else Reason.BLOCKED)


def stored(subscriber: Subscriber) -> dict[str, object]:
    """All that is stored of a subscription, for its owner."""
    return {
        "address": subscriber.address,
        "state": subscriber.state,
        "language": subscriber.language,
        "region": subscriber.region.slug if subscriber.region else None,
        "consent": subscriber.consent,
        "consent_version": subscriber.consent_version,
        "consented_at": subscriber.consented_at,
        "consented_from": subscriber.consented_from,
        "confirmed_at": subscriber.confirmed_at,
        "last_answered_at": subscriber.mailed_at,
        "times_answered": subscriber.mails,
        "key": subscriber.key.hex,
    }


def clear_unconfirmed() -> int:
    """Forgets those who have not confirmed in time, as if they had never been; how many."""
    now = timezone.now()
    SubscriptionRequest.objects.filter(consented_at__lt=now - REQUESTS_KEPT).delete()
    late = now - timedelta(days=settings.CONFIRM_WITHIN_DAYS)
    return Subscriber.objects.unconfirmed_since(late).delete()[1].get(Subscriber._meta.label, 0)
