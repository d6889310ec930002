"""Subscribers at the desk: counted by those who write for them, known to hardly anybody."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, transaction

from newsletters.models import DoNotMail, Reason, Subscriber
from tests.factories import DoNotMailFactory, SubscriberFactory, UserFactory
from tests.reading import read

pytestmark = pytest.mark.django_db

LIST, HASHES = "/admin/newsletters/subscriber/", "/admin/newsletters/donotmail/"


@pytest.fixture
def sign_in(client):
    def sign_in(role: str):
        client.force_login(UserFactory(groups=[role]))
        return client

    return sign_in


def change(record) -> str:
    return f"/admin/newsletters/{record._meta.model_name}/{record.pk}/change/"


@pytest.mark.parametrize("role", ["Steering committee", "Newsletter editor", "Auditor"])
def test_the_list_shows_how_many_there_are_and_no_address(sign_in, role):
    SubscriberFactory(address="ada@example.org", language="fr")
    SubscriberFactory(address="eva@example.org", pending=True)

    page = read(sign_in(role).get(LIST))

    assert "2 subscribers" in page.text
    assert "a…@example.org" in page.text
    assert "ada@" not in page.text


@pytest.mark.parametrize(
    "role, shown",
    [
        ("Steering committee", "ada@example.org"),
        ("Newsletter editor", "a…@example.org"),
        ("Auditor", "a…@example.org"),
    ],
)
def test_the_whole_address_is_for_those_who_may_erase_it(sign_in, role, shown):
    subscriber = SubscriberFactory(address="ada@example.org")

    text = read(sign_in(role).get(change(subscriber))).text

    assert shown in text
    assert ("ada@example.org" in text) == (shown == "ada@example.org")
    assert subscriber.consent in text


@pytest.mark.parametrize(
    "term, found",
    [
        (" Ada@Example.org", 1),
        ("ada", 0),
        ("example.org", 0),
        ("ada@example", 0),
        ("eva@example.org", 0),
        ("%", 0),
        ("1", 0),
        ("", 1),
    ],
)
def test_one_is_found_by_the_whole_address_alone(sign_in, term, found):
    SubscriberFactory(address="ada@example.org")

    page = read(sign_in("Newsletter editor").get(LIST, {"q": term}))

    assert page.text.count("a…@example.org") == found


@pytest.mark.parametrize("term, found", [("ADA@example.org", 1), ("eva@example.org", 0)])
def test_an_address_that_is_not_mailed_is_found_by_whoever_knows_it(sign_in, term, found):
    DoNotMailFactory(address="ada@example.org", reason=Reason.BLOCKED)

    page = read(sign_in("Steering committee").get(HASHES, {"q": term}))

    assert page.text.count("never to be written to") == 1 + found
    assert "ada" not in page.text.replace("ADA", "")


@pytest.mark.parametrize("address", [LIST, HASHES])
@pytest.mark.parametrize("role", ["Steering committee", "Newsletter editor", "Auditor"])
def test_nobody_adds_an_address_or_takes_the_list_away(sign_in, role, address):
    client = sign_in(role)

    page = read(client.get(address)).text

    assert client.post(f"{address}add/", {"address": "eva@example.org"}).status_code == 403
    assert "Export" not in page
    assert not Subscriber.objects.exists()


def test_nobody_changes_a_subscription_in_the_readers_place(sign_in):
    subscriber = SubscriberFactory(address="ada@example.org", pending=True)

    response = sign_in("Steering committee").post(change(subscriber), {"state": "confirmed"})

    assert (response.status_code, Subscriber.objects.get().state) == (403, "pending")


def test_the_database_takes_no_subscriber_without_consent():
    for missing in ({"consent": ""}, {"consent_version": ""}, {"consented_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SubscriberFactory(**missing)
    with pytest.raises(IntegrityError), transaction.atomic():
        SubscriberFactory(confirmed_at=None)
    SubscriberFactory(address="ada@example.org")
    for address in ("ada@example.org", "Ada@example.org"):
        with pytest.raises(IntegrityError), transaction.atomic():
            SubscriberFactory(address=address)


def erase_one(client, subscriber):
    return client.post(change(subscriber).replace("change/", "delete/"), {"post": "yes"})


def erase_several(client, *subscribers):
    keys = [subscriber.pk for subscriber in subscribers]
    sent = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
    return client.post(LIST, sent)


@pytest.mark.parametrize("erase", [erase_one, erase_several])
def test_who_asks_the_committee_is_erased_and_no_log_keeps_the_address(sign_in, erase):
    subscriber = SubscriberFactory(address="ada@example.org")

    response = erase(sign_in("Steering committee"), subscriber)

    assert response.status_code == 302
    assert not Subscriber.objects.exists()
    assert DoNotMail.objects.of("ada@example.org").exists()
    assert "ada" not in str(LogEntry.objects.values())
    assert LogEntry.objects.count() == 1


def test_the_committee_lets_an_address_subscribe_again(sign_in):
    entry = DoNotMailFactory(address="ada@example.org", reason=Reason.BLOCKED)

    erase_one(sign_in("Steering committee"), entry)

    assert not DoNotMail.objects.exists()


@pytest.mark.parametrize("rows", [1, 5])
def test_the_lists_ask_the_same_few_questions_however_long(
    sign_in, rows, django_assert_max_num_queries
):
    for _row in range(rows):
        SubscriberFactory()
        DoNotMailFactory()
    client = sign_in("Steering committee")

    for address in (LIST, HASHES):
        with django_assert_max_num_queries(12):
            client.get(address)
