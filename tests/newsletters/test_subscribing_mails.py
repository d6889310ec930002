"""Mails to subscribers, as they arrive at a real mail server."""

from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext, override
from django_tasks_db.models import DBTaskResult

from newsletters.models import Subscriber, SubscriptionRequest
from newsletters.subscribing import asking
from newsletters.subscribing.mails import CONFIRM, SUBSCRIBED, mail
from tests.factories import SubscriberFactory
from tests.newsletters.subscribing import ONE_CLICK, ask, work
from tests.reading import Builder
from tests.smtp import free_port

pytestmark = pytest.mark.django_db

LETTERS = {"confirm": CONFIRM, "subscribed": SUBSCRIBED}
CONTEXT = {"confirm_url": "https://www.example.org/x/", "days": 7, "is_new": True}


def part(message: EmailMessage, kind: str) -> str:
    return message.get_body((kind,)).get_content()


def way_out(message: EmailMessage) -> str:
    """The address in the header, which stands there alone, in angle brackets."""
    header = message["List-Unsubscribe"].strip()
    assert (header[0], header[-1], header.count(">")) == ("<", ">", 1)
    return header[1:-1]


def waiting_tasks():
    return DBTaskResult.objects.filter(status="READY")


def test_a_mail_that_has_arrived_says_how_a_program_unsubscribes(client, smtp, settings):
    settings.SITE_ADDRESS = "https://www.prospera.example"

    ask(client, "/fr", language="fr")

    ((recipients, message),) = smtp.mails
    assert recipients == ["ada@example.org"]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert way_out(message).startswith("https://www.prospera.example/fr/newsletters/unsubscribe/")
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(urlsplit(way_out(message)).path, ONE_CLICK).status_code == 200
    assert Subscriber.objects.count() == 0


@pytest.mark.parametrize("name", LETTERS)
@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_every_mail_is_text_and_html_in_the_subscribers_language(smtp, name, language):
    subscriber = SubscriberFactory(language=language, pending=name == "confirm")

    mail(subscriber, LETTERS[name], CONTEXT).send()

    ((_recipients, message),) = smtp.mails
    text, html = part(message, "plain"), part(message, "html")
    assert message["Content-Language"] == language
    assert message.get_content_type() == "multipart/alternative"
    with override(language):
        assert gettext("Good morning,") in text
        assert gettext("Unsubscribe") in html or name == "confirm"
    assert way_out(message) in text
    assert way_out(message) in html
    assert f'<html lang="{language}"' in html


@pytest.mark.parametrize("name", LETTERS)
def test_the_html_needs_no_picture_fetches_nothing_and_heeds_a_dark_screen(name):
    subscriber = SubscriberFactory(pending=name == "confirm")

    ((html, _kind),) = mail(subscriber, LETTERS[name], CONTEXT).alternatives

    page = Builder()
    page.feed(html)
    (document,) = page.open
    assert document.all("img") == document.all("link") == document.all("script") == []
    assert document.one("meta", name="color-scheme")["content"] == "light dark"
    assert "prefers-color-scheme: dark" in html
    assert "url(" not in html


def test_only_the_address_itself_stands_in_what_is_kept_of_a_mail_that_fails(
    client, smtp, settings, caplog
):
    settings.EMAIL_PORT = free_port()

    ask(client)

    assert "was not answered: ConnectionRefusedError" in caplog.text
    assert "ada" not in caplog.text
    assert "ada" not in str(DBTaskResult.objects.values())


def test_a_mail_that_is_refused_for_now_is_tried_again_some_times(client, smtp):
    """As greylisting wants it."""
    smtp.answer = "451 Try again later"
    ask(client)
    tries = []

    while waiting := waiting_tasks().first():
        tries.append(waiting.run_after - timezone.now() > timedelta(seconds=30))
        DBTaskResult.objects.filter(pk=waiting.pk).update(run_after=timezone.now())
        if len(tries) == 2:
            smtp.answer = "250 OK"
        work()

    assert (tries, len(smtp.mails)) == ([True, True], 1)
    assert Subscriber.objects.get().mails == 1
    assert SubscriptionRequest.objects.count() == 0


def test_a_mail_that_is_never_taken_is_given_up(client, smtp):
    smtp.answer = "451 Try again later"
    ask(client)

    for _wait in asking.WAITS:
        DBTaskResult.objects.update(run_after=timezone.now())
        work()

    assert not waiting_tasks().exists()
    assert SubscriptionRequest.objects.count() == 0


def test_a_mail_that_is_refused_for_good_is_not_tried_again(client, smtp):
    smtp.answer = "550 No such user"

    ask(client)

    assert not waiting_tasks().exists()
    assert SubscriptionRequest.objects.count() == 0
