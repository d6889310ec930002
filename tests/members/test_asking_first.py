"""The first run of the yearly question: it says whom it would write to, and writes to nobody."""

from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from members.models import ChangeRequest, Question
from tests.factories import (
    ChangeRequestFactory,
    ContactFactory,
    OrganisationFactory,
    QuestionFactory,
)

pytestmark = pytest.mark.django_db


def command(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("ask_to_verify", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_the_contacts_that_were_loaded_are_not_written_to_unawares():
    call_command("load_prospera", verbosity=0)

    told = command()

    assert told[-1] == "Nothing was sent. Mails that --send sends: 4."
    assert all(line.startswith("question: ") and "@" in line for line in told[:-1])
    assert len(told) == 5
    assert mail.outbox == []
    assert Question.objects.count() == 0


def test_each_mail_is_told_in_the_order_in_which_it_would_go_out():
    ContactFactory(organisation=OrganisationFactory(name="FIDEV"), email="f@example.org")
    QuestionFactory(organisation__name="Wend", sent_at=None)
    ChangeRequestFactory(organisation__name="Oaxaca", closed_at=timezone.now())

    assert command() == [
        "what became of the answer: Oaxaca <ada@example.org>",
        "question: Wend <wend@example.org>",
        "question: FIDEV <f@example.org>",
        "Nothing was sent. Mails that --send sends: 3.",
    ]
    assert ChangeRequest.objects.get().tried_at is None


def test_no_more_are_told_than_would_be_sent():
    for number in range(3):
        OrganisationFactory(name=f"Wend {number}", email=f"w{number}@example.org")

    assert command("--limit", "2")[-1] == "Nothing was sent. Mails that --send sends: 2."


def test_as_many_are_sent_as_were_told():
    OrganisationFactory(name="Wend", email="wend@example.org")
    ContactFactory(organisation=OrganisationFactory(name="FIDEV"), email="f@example.org")
    (*_lines, told) = command()

    assert told == "Nothing was sent. Mails that --send sends: 2."
    assert command("--send") == ["Mails sent: 2. Old questions forgotten: 0."]
