"""Asking organisations, once a year, whether what is told of them is right.

A question is kept before it is mailed. What could not be mailed stays, with the error beside it,
and the next run tries again. Each run does so much at most, and may be stopped at any time.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from members import facts, locking
from members.choices import Language, Status
from members.models import Contact, Organisation, Question, Role

logger = logging.getLogger(__name__)

# Between the parts of a link's token; "~" is left as it is in an address.
SIGNER = signing.TimestampSigner(salt="members.question", sep="~")
# What one run took less than this ago, another leaves alone.
TRY_AGAIN = timedelta(hours=1)


def addressee(organisation: Organisation) -> tuple[str, str]:
    """Where one is written to, and in which language: its own address, else its contact's."""
    if organisation.email:
        known = organisation.language in Language.values
        return organisation.email, organisation.language if known else Language.EN
    contact = organisation.contacts.order_by("pk").first()
    return (contact.email, contact.language) if contact else ("", Language.EN)


def to_be_asked():
    """Those to be verified that have an address, and were not asked for a year."""
    asked_since = timezone.now() - timedelta(days=settings.VERIFY_EVERY_DAYS)
    lately = Question.objects.filter(organisation=OuterRef("pk"), created_at__gt=asked_since)
    contacts = Contact.objects.filter(organisation=OuterRef("pk"))
    found = Organisation.objects.unverified().filter(~Q(email="") | Exists(contacts))
    return found.filter(~Exists(lately)).order_by("pk")


@transaction.atomic
def ask(key: int) -> Question | None:
    """Keeps a question to an organisation; None if another run has asked it meanwhile."""
    locking.organisations([key])
    organisation = to_be_asked().filter(pk=key).first()
    if organisation is None:
        return None
    address, language = addressee(organisation)
    return organisation.questions.create(address=address, language=language)


def to_be_sent():
    """Questions that have not gone out yet, and those to be sent a second time: as a reminder."""
    now = timezone.now()
    free = Q(tried_at=None) | Q(tried_at__lt=now - TRY_AGAIN)
    good_since = now - timedelta(days=settings.ANSWER_WITHIN_DAYS)
    is_due = Q(sent_at=None)
    if settings.REMIND_AFTER_DAYS:
        since = now - timedelta(days=settings.REMIND_AFTER_DAYS)
        is_due |= Q(sent_at__lt=since, reminded_at=None)
    return (
        Question.objects.filter(free, is_due, answer="", created_at__gt=good_since)
        .filter(organisation__status=Status.PUBLISHED)
        .order_by("pk")
    )


def keys_to_send(limit: int) -> Iterator[int]:
    """Questions to be mailed: those of earlier runs, reminders, then new ones."""
    waiting = list(to_be_sent().values_list("pk", flat=True)[:limit])
    yield from waiting
    for key in to_be_asked().values_list("pk", flat=True)[: limit - len(waiting)]:
        if question := ask(key):
            yield question.pk


def send(key: int, connection=None) -> bool | None:
    """Mails a question, or reminds of it; None if it is not to be sent any more."""
    now = timezone.now()
    found = to_be_sent().filter(pk=key).select_related("organisation__region").first()
    if found is None:
        return None
    # Whoever writes the time first sends it.
    if not Question.objects.filter(pk=key, tried_at=found.tried_at).update(tried_at=now):
        return None
    if addressee(found.organisation)[0] != found.address:
        return _let_go(found)
    sent = "reminded_at" if found.sent_at else "sent_at"
    try:
        mail(found, connection).send()
    # Whatever is wrong with the mail: it is tried again.
    except Exception as error:
        logger.exception("Question %s could not be sent", key)
        Question.objects.filter(pk=key).update(error=f"{type(error).__name__}: {error}")
        return False
    Question.objects.filter(pk=key).update(error="", **{sent: now})
    return True


def _let_go(question: Question) -> None:
    """The address has changed: a new one is asked anew, and an old one not reminded."""
    if question.sent_at is None:
        question.delete()
    else:
        Question.objects.filter(pk=question.pk).update(reminded_at=timezone.now())


def mail(question: Question, connection=None) -> EmailMessage:
    """The mail, in the organisation's language; a reply to it goes to the regional contact."""
    organisation = question.organisation
    with override(question.language):
        context = {
            "organisation": organisation,
            "told": facts.told(facts.texts_of(organisation)),
            "link": settings.SITE_ADDRESS + link(question),
            "days": settings.ANSWER_WITHIN_DAYS,
            "is_reminder": question.sent_at is not None,
            "site_url": settings.SITE_ADDRESS + reverse("home"),
        }
        subject = render_to_string("email/question_subject.txt", context)
        body = render_to_string("email/question_body.txt", context)
    return EmailMessage(
        subject=" ".join(subject.split()),
        body=body,
        to=[question.address],
        reply_to=reply_to(organisation, question.address),
        connection=connection,
    )


def reply_to(organisation: Organisation, address: str) -> list[str]:
    """The regional contact's address, else the committee's; never the one that is written to."""
    here = Q(region=organisation.region_id) | Q(role=Role.STEERING)
    found = Contact.objects.public().filter(here).exclude(email__iexact=address)
    # In the alphabet the regional contact comes before the committee.
    contact = found.order_by("role", "pk").first()
    return [contact.email] if contact else []


def link(question: Question) -> str:
    """The path of the page that takes the answer, in the present language."""
    return reverse("members:answer", args=[SIGNER.sign(str(question.pk))])


def question_of(token: str) -> Question | None:
    """The question that a link belongs to; None for a link that nobody was sent.

    Whether it may still be answered, ``can_be_answered`` says.
    """
    try:
        key = SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    found = Question.objects.select_related("organisation__region", "organisation__country")
    return found.filter(pk=key).first()


def can_be_answered(question: Question, token: str) -> bool:
    """Not twice, not after its time, and not by who has the address no more."""
    organisation = question.organisation
    try:
        SIGNER.unsign(token, max_age=timedelta(days=settings.ANSWER_WITHIN_DAYS))
    except signing.BadSignature:
        return False
    return (
        not question.answer
        and organisation.status == Status.PUBLISHED
        and addressee(organisation)[0] == question.address
    )
