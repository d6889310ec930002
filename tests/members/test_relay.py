"""Passing messages on through a real mail server on this machine."""

import pytest

from members.models import Message
from tests.factories import ContactFactory
from tests.reading import read
from tests.smtp import free_port

WRITTEN = {"name": "Ada Ñandú", "email": "ada@example.org", "text": "Good morning\n.\nñandú"}


@pytest.mark.django_db(transaction=True)
def test_a_message_arrives_at_the_contact(client, smtp, settings):
    ContactFactory(email="fidev@example.org", language="en")

    client.post("/fr/contact/africa/", WRITTEN)

    ((recipients, mail),) = smtp.mails
    assert recipients == ["fidev@example.org"]
    assert (mail["To"], mail["Reply-To"]) == ("fidev@example.org", "ada@example.org")
    assert mail["From"] == settings.DEFAULT_FROM_EMAIL
    assert mail["Subject"] == "ProsperA: message from Ada Ñandú"
    assert "Good morning\n.\nñandú" in mail.get_content().replace("\r\n", "\n")
    assert "French" in mail.get_content()
    message = Message.objects.get()
    assert (message.error, message.delivered_at is None) == ("", False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("answer", ["451 Try again later", "550 No such user"])
def test_a_message_that_the_server_refuses_is_kept_with_the_error(client, smtp, answer):
    ContactFactory()
    smtp.answer = answer

    response = client.post("/contact/africa/", WRITTEN)

    message = Message.objects.get()
    assert response.status_code == 302
    assert (message.text.split(), message.delivered_at) == (WRITTEN["text"].split(), None)
    assert answer[4:] in message.error


@pytest.mark.django_db(transaction=True)
def test_a_message_is_kept_with_the_error_where_no_server_answers(client, smtp, settings):
    ContactFactory()
    settings.EMAIL_PORT = free_port()

    page = read(client.post("/contact/africa/", WRITTEN, follow=True))

    message = Message.objects.get()
    assert page.one("h1").text == "Message sent"
    assert (message.delivered_at, message.error.split(":")[0]) == (None, "ConnectionRefusedError")


@pytest.mark.django_db(transaction=True)
def test_nothing_is_mailed_where_the_message_cannot_be_kept(client, smtp):
    ContactFactory()

    client.post("/contact/africa/", WRITTEN | {"name": "A\r\nBcc: all@example.org"})

    assert (smtp.mails, Message.objects.count()) == ([], 0)
