"""Answering who asks for the newsletter: by mail alone, so that the page tells nobody anything.

The page keeps what was sent and sets the worker to work, whoever it is; all that depends on
whether the address is known happens here. No log and no task holds the address.
"""

import logging
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from newsletters.models import DoNotMail, Subscriber, SubscriptionRequest
from newsletters.models.subscriber import Consent
from newsletters.subscribing.links import Purpose, address
from newsletters.subscribing.mails import CONFIRM, SUBSCRIBED, mail

logger = logging.getLogger(__name__)

# How often the form makes the site write to one address: a pending one so many times at most, with
# so long between; a confirmed one is told so once a day.
MOST_MAILS = 3
PAUSE, PAUSE_CONFIRMED = timedelta(minutes=5), timedelta(days=1)
# A mail that could not be handed over is tried again after so long; then it is given up.
WAITS = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))

OF_A_MACHINE = {"Auto-Submitted": "auto-generated"}
WISHES = [field.attname for field in Consent._meta.local_fields]


def receive(asked: SubscriptionRequest) -> None:
    """Keeps what a visitor asks for, and has the worker answer."""
    with transaction.atomic():
        asked.save()
        answer.enqueue(asked.pk)


@task(priority=10)
def answer(pk: int) -> None:
    """Answers a form, and forgets it; one whose mail cannot be handed over is tried again."""
    asked = SubscriptionRequest.objects.filter(pk=pk).first()
    if asked is None:
        return
    subscriber = to_write_to(asked)
    if subscriber is None or write(subscriber):
        asked.delete()
    elif asked.tries < len(WAITS):
        wait = WAITS[asked.tries]
        SubscriptionRequest.objects.filter(pk=pk).update(tries=F("tries") + 1)
        answer.using(run_after=timezone.now() + wait).enqueue(pk)
    else:
        asked.delete()


@transaction.atomic
def to_write_to(asked: SubscriptionRequest) -> Subscriber | None:
    """Whom to answer, kept as asked for; None where the address is not to be written to now."""
    if DoNotMail.objects.of(asked.address).for_good().exists():
        return None
    wishes = {name: getattr(asked, name) for name in WISHES}
    subscribers = Subscriber.objects.select_for_update()
    subscriber, _is_new = subscribers.get_or_create(address=asked.address, defaults=wishes)
    if has_had_enough(subscriber):
        return None
    if not subscriber.is_confirmed:
        # The last word counts, as long as it is mailed: else whoever goes on entering another's
        # address would keep it from being forgotten.
        Subscriber.objects.filter(pk=subscriber.pk).update(**wishes)
        subscriber.refresh_from_db()
    return subscriber


def has_had_enough(subscriber: Subscriber) -> bool:
    """Whether the form has made the site write to this address as often as it may, for now."""
    pause = PAUSE_CONFIRMED if subscriber.is_confirmed else PAUSE
    rests = subscriber.mailed_at is not None and subscriber.mailed_at > timezone.now() - pause
    return rests or (not subscriber.is_confirmed and subscriber.mails >= MOST_MAILS)


def write(subscriber: Subscriber, is_new: bool = False) -> bool:
    """Mails the link to confirm, or that the subscription stands. Whether it is done with."""
    try:
        message(subscriber, is_new).send()
    # Whatever is wrong with the mail. The error's own text would name the address.
    except Exception as error:
        logger.warning("Subscriber %s was not answered: %s", subscriber, type(error).__name__)
        return is_final(error)
    answered = Subscriber.objects.filter(pk=subscriber.pk)
    answered.update(mails=F("mails") + 1, mailed_at=timezone.now())
    return True


def message(subscriber: Subscriber, is_new: bool):
    if subscriber.is_confirmed:
        return mail(subscriber, SUBSCRIBED, {"is_new": is_new}, OF_A_MACHINE)
    context = {
        "confirm_url": address(Purpose.CONFIRM, subscriber),
        "days": settings.CONFIRM_WITHIN_DAYS,
    }
    return mail(subscriber, CONFIRM, context, OF_A_MACHINE)


def is_final(error: Exception) -> bool:
    """Whether the mail server will say the same tomorrow (RFC 5321: 5yz)."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in error.recipients.values())
    return isinstance(error, SMTPDataError) and error.smtp_code >= 500


def welcome(subscriber: Subscriber) -> None:
    """Has the worker mail what has just been confirmed, with the link to change it."""
    greet.enqueue(subscriber.pk)


@task(priority=10)
def greet(pk: int) -> None:
    """Tried once: the page has said it already."""
    if subscriber := Subscriber.objects.confirmed().filter(pk=pk).first():
        write(subscriber, is_new=True)
