"""What a subscriber does with the subscription: changes it, takes it along, ends it."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext, override

from newsletters.models import DoNotMail, Reason, Subscriber, SubscriptionRequest
from newsletters.models.subscriber import digest
from newsletters.subscribing import keeping
from newsletters.subscribing.links import Purpose
from tests.factories import (
    DoNotMailFactory,
    RegionFactory,
    SubscriberFactory,
    SubscriptionRequestFactory,
)
from tests.forms import fields
from tests.newsletters.subscribing import ONE_CLICK, ask, link
from tests.reading import read

pytestmark = pytest.mark.django_db

_CONFIRM, MANAGE, UNSUBSCRIBE = Purpose


@pytest.fixture
def subscriber():
    return SubscriberFactory(address="ada@example.org")


@pytest.fixture
def pending():
    return SubscriberFactory(address="ada@example.org", pending=True)


def title(response) -> str:
    return read(response).one("h1").text


# Managing


def test_language_and_region_can_be_changed_and_the_page_follows(client, subscriber):
    region = RegionFactory(slug="africa")
    old = link(MANAGE, subscriber)

    response = client.post(old, fields(client.get(old)) | {"language": "fr", "region": region.pk})

    subscriber.refresh_from_db()
    assert (subscriber.language, subscriber.region) == ("fr", region)
    assert response["Location"] == f"/fr{old}?saved=1"
    with override("fr"):
        page = read(client.get(response["Location"]))
        assert page.one(role="status").text == gettext("Your wishes are saved.")
    assert client.get(old).status_code == 200


def test_wrong_wishes_are_told_beside_their_field_and_not_kept(client, subscriber):
    response = client.post(link(MANAGE, subscriber), {"language": "de", "region": "x"})

    page = read(response)
    assert response.status_code == 422
    assert "Select a valid choice" in page.one(id="id_language_error").text
    assert "Select a valid choice" in page.one(id="id_region_error").text
    subscriber.refresh_from_db()
    assert subscriber.language == "en"


def test_all_that_is_stored_can_be_taken_along(client, subscriber):
    response = client.get(link(MANAGE, subscriber) + "data.json")

    told = json.loads(response.content)
    assert response["Content-Disposition"].startswith("attachment;")
    assert (told["address"], told["language"]) == ("ada@example.org", "en")
    # All but numbers that the database alone knows.
    columns = {field.name for field in Subscriber._meta.fields} - {"id"}
    assert len(told) == len(columns)


def test_erasing_asks_once_and_leaves_a_hash_alone(client, subscriber, caplog):
    SubscriptionRequestFactory(address="ada@example.org")
    address = link(MANAGE, subscriber) + "erase/"
    assert title(client.get(address)) == "Unsubscribe and erase everything"

    response = client.post(address)

    assert response["Location"] == "/newsletters/subscribe/erased/"
    assert title(client.get(response["Location"])) == "You are unsubscribed"
    assert (Subscriber.objects.count(), SubscriptionRequest.objects.count()) == (0, 0)
    (entry,) = DoNotMail.objects.values("digest", "reason")
    assert entry == {"digest": digest("ada@example.org"), "reason": Reason.ERASED}
    assert "ada" not in caplog.text


def test_who_wants_never_to_be_written_to_again_is_not(client, subscriber):
    response = client.post(link(MANAGE, subscriber) + "erase/", {"for_good": "on"})
    assert response["Location"] == "/newsletters/subscribe/blocked/"

    ask(client)

    assert (mail.outbox, Subscriber.objects.count()) == ([], 0)


def test_an_entry_for_good_is_not_softened():
    DoNotMailFactory(address="ada@example.org", reason=Reason.COMPLAINED)

    keeping.do_not_mail("ada@example.org", Reason.ERASED)

    assert DoNotMail.objects.get().reason == Reason.COMPLAINED


def test_an_unknown_name_of_a_page_is_no_page(client):
    assert client.get("/newsletters/subscribe/nothing/").status_code == 404


# Unsubscribing


def test_a_mail_program_unsubscribes_at_once_without_a_cookie_or_a_redirect(client, subscriber):
    response = client.post(
        link(UNSUBSCRIBE, subscriber),
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
    )

    assert (response.status_code, title(response)) == (200, "You are unsubscribed")
    assert (response.cookies, Subscriber.objects.count()) == ({}, 0)
    assert DoNotMail.objects.of("ada@example.org").get().reason == Reason.ERASED


def test_a_mail_program_that_asks_twice_or_in_parts_is_answered_the_same(client, subscriber):
    """RFC 8058 allows both encodings of a form."""
    address = link(UNSUBSCRIBE, subscriber)

    statuses = [client.post(address, ONE_CLICK).status_code for _time in range(2)]

    assert statuses == [200, 200]


@pytest.mark.parametrize("body", [{}, {"List-Unsubscribe": "Yes"}, {"x": "One-Click"}])
def test_another_body_ends_nothing(client, subscriber, body):
    response = client.post(link(UNSUBSCRIBE, subscriber), body)

    assert (response.status_code, Subscriber.objects.count()) == (400, 1)


def test_the_page_behind_the_link_has_a_button_that_sends_the_same(client, subscriber):
    address = link(UNSUBSCRIBE, subscriber)
    sent = fields(client.get(address))
    assert sent == ONE_CLICK

    client.post(address, sent)

    assert Subscriber.objects.count() == 0


def test_one_who_never_asked_is_not_asked_again(client, pending):
    page = read(client.get(link(UNSUBSCRIBE, pending)))
    assert "even if somebody enters it" in page.text

    response = client.post(link(UNSUBSCRIBE, pending), ONE_CLICK)
    ask(client)

    assert title(response) == "You are not written to any more"
    assert (mail.outbox, Subscriber.objects.count()) == ([], 0)


def test_requests_from_other_sites_need_no_token(subscriber):
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(link(MANAGE, subscriber), {"language": "fr"}).status_code == 302
    assert strict.post(link(UNSUBSCRIBE, subscriber), ONE_CLICK).status_code == 200


# Forgetting


def test_who_does_not_confirm_in_time_is_forgotten(settings, capsys):
    late = timezone.now() - timedelta(days=settings.CONFIRM_WITHIN_DAYS, minutes=1)
    SubscriberFactory(pending=True, consented_at=late)
    kept = [SubscriberFactory(pending=True), SubscriberFactory(consented_at=late)]
    SubscriptionRequestFactory(consented_at=late)

    call_command("clear_unconfirmed")

    assert set(Subscriber.objects.all()) == set(kept)
    assert (SubscriptionRequest.objects.count(), DoNotMail.objects.count()) == (0, 0)
    assert "now forgotten: 1." in capsys.readouterr().out
