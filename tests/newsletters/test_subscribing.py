"""Asking for the newsletter: the form, what it answers, and the mail that the worker sends."""

import datetime
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django.utils.translation import gettext, override
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from members.limits import SubscribeThrottle
from newsletters.models import Reason, Subscriber, SubscriptionRequest
from newsletters.subscribing import asking, consent
from tests.factories import (
    DoNotMailFactory,
    NewsletterFactory,
    RegionFactory,
    SubscriberFactory,
    SubscriptionRequestFactory,
)
from tests.newsletters.subscribing import WRITTEN, ask, links_of, work
from tests.reading import read

pytestmark = pytest.mark.django_db

FORM = "/newsletters/subscribe/"
LANGUAGES = pytest.mark.parametrize("language, prefix", [("en", ""), ("fr", "/fr"), ("es", "/es")])


# The form


@LANGUAGES
def test_the_form_is_in_the_readers_language_and_says_what_one_agrees_to(client, language, prefix):
    response = client.get(prefix + FORM)

    page = read(response)
    chosen = [option for option in page.all("option") if "selected" in option]
    with override(language):
        assert str(consent.TEXT) in page.one(id="consent").text
        assert page.one("h1").text == gettext("The newsletter by e-mail")
    assert [option["value"] for option in chosen if option["value"]] == [language]
    assert response.cookies == {}


@pytest.mark.parametrize("path", ["/", "/newsletters/", "/newsletters/2008-01/"])
def test_the_short_form_stands_on_the_pages_about_newsletters_and_at_home(client, path):
    NewsletterFactory(month=datetime.date(2008, 1, 1))

    form = read(client.get(f"/fr{path}")).one("section", aria_labelledby="h-subscribe").one("form")

    assert (form["method"], form["action"]) == ("post", "/fr/newsletters/subscribe/")
    assert form.one("input", name="page")["value"] == f"/fr{path}"
    assert [option.text for option in form.all("option")] == ["English", "Français", "Español"]
    assert form.all("option", value="fr", selected=None)[0].text == "Français"


def test_who_subscribes_is_sent_a_link_to_confirm_and_nothing_counts_before(client):
    response = ask(client)

    assert (response.status_code, response["Location"]) == (302, f"{FORM}sent/")
    assert read(client.get(f"{FORM}sent/")).one("h1").text == "Look into your mailbox"
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (
        ["ada@example.org"],
        "ProsperA: confirm your subscription to the newsletter",
    )
    assert links_of(sent)[0].startswith("/newsletters/confirm/")
    assert not Subscriber.objects.confirmed().exists()
    assert SubscriptionRequest.objects.count() == 0


def test_what_was_agreed_to_is_kept_as_it_was_shown(client):
    region = RegionFactory(slug="africa")

    ask(client, "/fr", language="es", region=region.pk, page="/fr/newsletters/2008-01/")

    subscriber = Subscriber.objects.get()
    with override("fr"):
        assert subscriber.consent == gettext(str(consent.TEXT))
    assert (subscriber.language, subscriber.region) == ("es", region)
    assert subscriber.consent_version == consent.VERSION
    assert subscriber.consented_from == "/fr/newsletters/2008-01/"
    assert timezone.now() - subscriber.consented_at < timedelta(minutes=1)


@LANGUAGES
def test_the_mail_is_in_the_language_that_was_chosen_whatever_the_page_is_in(
    client, language, prefix
):
    ask(client, "/fr", language=language)

    (sent,) = mail.outbox
    with override(language):
        assert sent.subject == gettext("ProsperA: confirm your subscription to the newsletter")
    assert links_of(sent)[0].startswith(f"{prefix}/newsletters/confirm/")
    ((html, kind),) = sent.alternatives
    assert (kind, f'<html lang="{language}"' in html) == ("text/html", True)


@pytest.mark.parametrize("page", ["", "https://elsewhere.example/", "javascript:x", "x" * 500])
def test_a_page_that_is_none_of_ours_is_not_taken_for_where_one_agreed(client, page):
    ask(client, page=page)

    assert Subscriber.objects.get().consented_from == FORM


@pytest.mark.parametrize(
    "values, field, text",
    [
        ({"address": ""}, "address", "Enter your e-mail address"),
        ({"address": "ada"}, "address", "Enter an e-mail address such as name@example.org"),
        ({"address": "a@b.org, c@d.org"}, "address", "Enter an e-mail address such as"),
        ({"address": f"{'a' * 60}@{'b' * 60}.{'c' * 200}.org"}, "address", "Enter an e-mail"),
        ({"language": "de"}, "language", "Select a valid choice."),
        ({"region": "999"}, "region", "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(client, values, field, text):
    response = ask(client, **values)

    page = read(response)
    assert response.status_code == 422
    assert text in page.one(id=f"id_{field}_error").text
    assert page.one("title").text.startswith("Error: ")
    assert (mail.outbox, SubscriptionRequest.objects.count()) == ([], 0)


def test_a_program_that_fills_in_every_field_is_answered_and_not_heard(client):
    response = ask(client, website="https://spam.example")

    assert response["Location"] == f"{FORM}sent/"
    assert (mail.outbox, Subscriber.objects.count()) == ([], 0)


def test_one_network_does_not_subscribe_the_world(client, limit):
    limit("1/hour")
    ask(client)

    refused = ask(client, "/es", address="eva@example.org")

    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert read(refused).one("h1").text == "Demasiados intentos"
    assert Subscriber.objects.count() == 1
    assert client.get(FORM).status_code == 200
    assert SubscribeThrottle.scope in SubscribeThrottle.THROTTLE_RATES


def test_a_body_that_no_form_makes_is_refused(client):
    assert client.post(FORM, {"address": "x" * 20_000}).status_code == 400


# The same answer to everybody


def known_as(state: str) -> None:
    if state in ("confirmed", "pending"):
        SubscriberFactory(address="ada@example.org", pending=state == "pending")
    elif state in Reason.values:
        DoNotMailFactory(address="ada@example.org", reason=state)


@pytest.mark.parametrize("state", ["unknown", "pending", "confirmed", *Reason.values])
def test_the_answer_tells_nobody_whether_an_address_is_known(
    client, state, django_assert_num_queries
):
    """The same queries, too: what depends on the address is the worker's, so none takes longer."""
    known_as(state)

    with django_assert_num_queries(4):  # a savepoint, what was sent, the worker's note, its end
        response = client.post(FORM, WRITTEN)

    assert (response.status_code, response["Location"]) == (302, f"{FORM}sent/")
    assert response.content == b""
    assert mail.outbox == []
    assert "ada@example.org" not in str(DBTaskResult.objects.values())


@pytest.mark.parametrize(
    "state, subject",
    [
        ("unknown", "ProsperA: confirm your subscription to the newsletter"),
        ("pending", "ProsperA: confirm your subscription to the newsletter"),
        ("confirmed", "ProsperA: your subscription to the newsletter"),
        ("erased", "ProsperA: confirm your subscription to the newsletter"),
        ("blocked", None),
        ("refused", None),
        ("complained", None),
    ],
)
def test_what_is_known_of_an_address_is_told_to_its_owner_alone(client, state, subject):
    known_as(state)

    ask(client, address="Ada@EXAMPLE.org")

    assert [sent.subject for sent in mail.outbox] == ([subject] if subject else [])
    assert SubscriptionRequest.objects.count() == 0


def test_one_who_gets_the_newsletter_already_is_sent_the_way_to_change_it(client):
    subscriber = SubscriberFactory(address="ada@example.org", language="fr")

    ask(client, language="es")

    (sent,) = mail.outbox
    assert links_of(sent)[0].startswith("/fr/newsletters/subscription/")
    subscriber.refresh_from_db()
    assert subscriber.language == "fr"


def test_nobody_is_written_to_over_and_over(client):
    for _time in range(2):
        ask(client)
    assert len(mail.outbox) == 1

    for _time in range(5):
        Subscriber.objects.update(mailed_at=timezone.now() - asking.PAUSE)
        ask(client)
    assert len(mail.outbox) == asking.MOST_MAILS

    Subscriber.objects.update(state="confirmed", confirmed_at=timezone.now())
    for _time in range(2):
        Subscriber.objects.update(mailed_at=timezone.now() - asking.PAUSE_CONFIRMED)
        ask(client)
        ask(client)
    assert len(mail.outbox) == asking.MOST_MAILS + 2


def test_a_second_request_before_confirming_counts_instead_of_the_first(client):
    ask(client, language="en")
    Subscriber.objects.update(mailed_at=timezone.now() - asking.PAUSE)
    ask(client, language="fr")

    assert Subscriber.objects.get().language == "fr"
    assert links_of(mail.outbox[1])[0].startswith("/fr/")


def test_a_request_that_was_forgotten_meanwhile_is_no_error():
    asking.answer.call(0)

    assert mail.outbox == []


# Addresses


@pytest.mark.parametrize(
    "same",
    ["ADA@example.org", " ada@EXAMPLE.ORG ", "Ada@Example.Org", "ada@example.org\t"],
)
def test_an_address_is_there_once_however_it_is_written(client, same):
    SubscriberFactory(address="ada@example.org", pending=True)

    ask(client, address=same)

    assert Subscriber.objects.get().address == "ada@example.org"


def test_a_domain_in_any_script_is_the_one_that_mail_servers_know(client):
    ask(client, address="ada@Bücher.example")
    ask(client, address="ada@xn--bcher-kva.example")

    assert Subscriber.objects.get().address == "ada@xn--bcher-kva.example"


@given(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=400),
        st.emails(),
        st.builds(
            "{}@{}".format, st.text("aA.+-_'%!é\n", max_size=8), st.text("aé.-ß✓", max_size=8)
        ),
    )
)
def test_any_text_for_an_address_is_taken_or_refused_beside_the_field(client, text):
    response = client.post(FORM, WRITTEN | {"address": text})

    assert response.status_code in (302, 422)
    if response.status_code == 302:
        kept = SubscriptionRequest.objects.latest("pk").address
        assert (kept, kept.isascii(), kept.count("\n")) == (kept.lower(), True, 0)
    else:
        assert "id_address_error" in response.content.decode()


# The worker


def test_a_request_that_waits_is_answered_once(client):
    asked = SubscriptionRequestFactory()
    asking.answer.enqueue(asked.pk)
    asking.answer.enqueue(asked.pk)

    work()

    assert [sent.to for sent in mail.outbox] == [[asked.address]]
