"""The yearly question: who is asked, when, in which language, through a real mail server."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from members import asking
from members.models import Organisation, Question
from tests.factories import (
    ChangeRequestFactory,
    ContactFactory,
    CountryFactory,
    OrganisationFactory,
    QuestionFactory,
    RegionFactory,
)
from tests.smtp import free_port

pytestmark = pytest.mark.django_db

ADDRESS = "wend@example.org"


def ago(days: float):
    return timezone.now() - timedelta(days=days)


def run(*arguments: str) -> str:
    """What one run of the day says, which sends mails."""
    return command("--send", *arguments)


def command(*arguments: str) -> str:
    """What the command says; without ``--send`` it only tells."""
    out = StringIO()
    call_command("ask_to_verify", *arguments, stdout=out)
    return out.getvalue().strip()


def later(days: float) -> None:
    """So much time passes for all questions."""
    for question in Question.objects.all():
        times = {
            name: getattr(question, name) - timedelta(days=days)
            for name in ("created_at", "tried_at", "sent_at", "reminded_at")
            if getattr(question, name)
        }
        Question.objects.filter(pk=question.pk).update(**times)


def recipients(smtp) -> list[str]:
    return [recipient for to, _mail in smtp.mails for recipient in to]


def test_an_organisation_is_asked_with_what_the_public_is_told(client, smtp, settings):
    settings.SITE_ADDRESS = "https://prospera.example"
    ContactFactory(email="fidev@example.org", organisation__verified_on=timezone.localdate())
    OrganisationFactory(
        name="Ñandú & Co", acronym="ÑC", email=ADDRESS, website="https://n.example/", note="hush"
    )

    assert run() == "Mails sent: 1. Old questions forgotten: 0."

    ((to, mail),) = smtp.mails
    text = mail.get_content()
    assert (to, mail["Reply-To"]) == ([ADDRESS], "fidev@example.org")
    assert mail["From"] == settings.DEFAULT_FROM_EMAIL
    assert mail["Subject"].strip() == "ProsperA: is the entry of Ñandú & Co still right?"
    assert "Acronym\n  ÑC\n" in text.replace("\r\n", "\n")
    assert ("Benin" in text, "https://n.example/" in text, "hush" in text) == (True, True, False)
    link = re.search(r"https://prospera\.example(/answer/\S+)", text)[1]
    assert client.get(link).status_code == 200


@pytest.mark.parametrize(
    "working, language, subject, path",
    [
        ("fr", "fr", "ProsperA : la fiche de Wend est-elle toujours exacte ?", "/fr/answer/"),
        ("es", "es", "ProsperA: ¿sigue siendo correcta la ficha de Wend?", "/es/answer/"),
        ("bn", "en", "ProsperA: is the entry of Wend still right?", "/answer/"),
        ("", "en", "ProsperA: is the entry of Wend still right?", "/answer/"),
    ],
)
def test_it_is_asked_in_its_own_language_or_in_english(
    smtp, settings, working, language, subject, path
):
    settings.SITE_ADDRESS = "http://testserver"
    OrganisationFactory(name="Wend", email=ADDRESS, language=working)

    run()

    ((_to, mail),) = smtp.mails
    assert re.sub(r"\s", " ", mail["Subject"]).strip() == subject
    assert f"http://testserver{path}" in mail.get_content()
    assert Question.objects.get().language == language


def test_one_without_an_address_is_asked_through_its_contact_in_the_contacts_language(smtp):
    ContactFactory(email="fidev@example.org", language="es")
    OrganisationFactory(name="Without any")

    run()

    assert recipients(smtp) == ["fidev@example.org"]
    assert Question.objects.get().language == "es"


@pytest.mark.parametrize(
    "told",
    [
        {"email": ""},
        {"draft": True},
        {"archived": True},
        {"verified_on": timezone.localdate() - timedelta(days=300)},
    ],
)
def test_nobody_is_asked_of_what_is_not_public_or_was_verified_lately(smtp, told):
    OrganisationFactory(**{"email": ADDRESS} | told)

    run()

    assert recipients(smtp) == []


def test_the_committee_answers_for_a_region_without_a_contact(smtp):
    ContactFactory(steering=True, email="cerise@example.org")
    ContactFactory(region=RegionFactory(slug="asia"), email="asia@example.org", is_public=False)
    country = CountryFactory(code="BD", region=RegionFactory(slug="asia"))
    OrganisationFactory(email=ADDRESS, country=country)

    run()

    replies = {to[0]: mail["Reply-To"] for to, mail in smtp.mails}
    assert replies[ADDRESS] == "cerise@example.org"
    assert replies["cerise@example.org"] is None


def test_each_is_asked_once_a_year_and_reminded_once(smtp):
    OrganisationFactory(email=ADDRESS)
    sent = {}

    for day in (0, 1, 20, 22, 23, 50, 200, 364, 366):
        later(day - max(sent, default=0))
        run()
        sent[day] = len(smtp.mails)
        smtp.mails.clear()

    assert sent == {0: 1, 1: 0, 20: 0, 22: 1, 23: 0, 50: 0, 200: 0, 364: 0, 366: 1}


def test_a_reminder_says_that_it_is_one(smtp):
    QuestionFactory(sent_at=ago(30), tried_at=ago(30))

    run()

    ((_to, mail),) = smtp.mails
    assert mail["Subject"].startswith("ProsperA: a reminder: ")
    assert "do not ask again this year" in mail.get_content()


@pytest.mark.parametrize(
    "told", [{"answer": "confirmed", "answered_at": ago(1)}, {"organisation__status": "archived"}]
)
def test_nobody_is_reminded_who_has_answered_or_is_not_public_any_more(smtp, told):
    QuestionFactory(sent_at=ago(30), **told)

    run()

    assert recipients(smtp) == []


def test_reminders_can_be_switched_off(smtp, settings):
    settings.REMIND_AFTER_DAYS = 0
    QuestionFactory(sent_at=ago(30))

    run()

    assert recipients(smtp) == []


def test_what_the_server_refuses_is_kept_with_the_error_and_sent_on_another_day(smtp):
    OrganisationFactory(email=ADDRESS)
    smtp.answer = "451 Try again later"
    run()
    question = Question.objects.get()
    assert (question.sent_at, "Try again later" in question.error) == (None, True)

    smtp.answer = "250 OK"
    run()
    assert recipients(smtp) == []  # tried a moment ago
    later(1)
    run()

    question.refresh_from_db()
    assert recipients(smtp) == [ADDRESS]
    assert (question.sent_at is None, question.error) == (False, "")


def test_where_no_server_answers_a_run_stops_and_says_so(smtp, settings):
    settings.EMAIL_PORT = free_port()
    for number in range(8):
        OrganisationFactory(email=f"{number}@example.org")

    with pytest.raises(CommandError, match=r"Mails sent: 0\. The mail server takes no more"):
        run()

    assert Question.objects.exclude(error="").count() == 5
    assert Question.objects.count() == 5


def test_a_run_sends_so_many_at_most_and_the_next_goes_on(smtp):
    for number in range(5):
        OrganisationFactory(email=f"{number}@example.org")

    lines = [run("--limit", "2") for _run in range(4)]

    assert [line.split()[2] for line in lines] == ["2.", "2.", "1.", "0."]
    assert recipients(smtp) == [f"{number}@example.org" for number in range(5)]


def test_a_question_that_another_run_has_taken_is_not_sent_twice(smtp):
    question = QuestionFactory(sent_at=None)

    assert [asking.send(question.pk), asking.send(question.pk)] == [True, None]
    assert recipients(smtp) == [ADDRESS]


def test_one_that_two_runs_find_is_asked_once():
    organisation = OrganisationFactory(email=ADDRESS)

    assert asking.ask(organisation.pk) == Question.objects.get()
    assert asking.ask(organisation.pk) is None


def test_where_the_address_has_changed_before_it_was_asked_the_new_one_is(smtp):
    QuestionFactory(sent_at=None)
    Organisation.objects.update(email="new@example.org")

    run()
    run()

    assert recipients(smtp) == ["new@example.org"]


def test_an_old_address_is_not_reminded(smtp):
    QuestionFactory(sent_at=ago(30))
    Organisation.objects.update(email="new@example.org")

    run()

    assert recipients(smtp) == []
    assert Question.objects.get().reminded_at


def test_names_and_addresses_are_forgotten_after_two_years(smtp):
    old = [QuestionFactory(sent_at=None) for _number in range(3)]
    ChangeRequestFactory(question=old[0], closed_at=ago(731))
    waiting = ChangeRequestFactory(question=old[1])
    Question.objects.update(created_at=ago(731))
    Organisation.objects.update(verified_on=timezone.localdate())

    assert run().endswith("Old questions forgotten: 2.")

    assert Question.objects.get() == old[1]
    assert list(waiting._meta.model.objects.all()) == [waiting]


def test_questions_of_a_run_do_not_grow_with_those_that_need_none(
    smtp, django_assert_max_num_queries
):
    for number in range(30):
        OrganisationFactory(email=f"{number}@example.org", verified_on=timezone.localdate())

    with django_assert_max_num_queries(12):
        run()
