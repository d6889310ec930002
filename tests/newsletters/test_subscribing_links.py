"""The links of a subscription: what each is good for, and for how long."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.core import mail
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from newsletters.models import DoNotMail, Reason, Subscriber
from newsletters.subscribing import keeping
from newsletters.subscribing.links import Purpose
from tests.factories import (
    DoNotMailFactory,
    SubscriberFactory,
)
from tests.newsletters.subscribing import ONE_CLICK, ask, link, links_of, work
from tests.reading import read

pytestmark = pytest.mark.django_db

CONFIRM, MANAGE, UNSUBSCRIBE = Purpose
PAGES = {
    CONFIRM: ["confirm/{}/"],
    MANAGE: ["subscription/{}/", "subscription/{}/data.json", "subscription/{}/erase/"],
    UNSUBSCRIBE: ["unsubscribe/{}/"],
}
ALL_PAGES = [page for pages in PAGES.values() for page in pages]


@pytest.fixture
def subscriber():
    return SubscriberFactory(address="ada@example.org")


@pytest.fixture
def pending():
    return SubscriberFactory(address="ada@example.org", pending=True)


def every_page(subscriber) -> list[str]:
    """The address of each page of a subscription."""
    return [
        f"/newsletters/{page.format(link(purpose, subscriber).split('/')[-2])}"
        for purpose, pages in PAGES.items()
        for page in pages
    ]


def title(response) -> str:
    return read(response).one("h1").text


# Confirming


def test_the_button_behind_the_link_has_the_subscription_count(client, pending):
    opened = client.get(link(CONFIRM, pending))
    assert title(opened) == "Confirm your subscription"
    assert "ada@example.org" in read(opened).one("dl", class_="facts").text

    response = client.post(link(CONFIRM, pending))

    assert response["Location"] == "/newsletters/subscribe/confirmed/"
    assert title(client.get(response["Location"])) == "You get the newsletter from now on"
    subscriber = Subscriber.objects.confirmed().get()
    assert timezone.now() - subscriber.confirmed_at < timedelta(minutes=1)


def test_who_has_confirmed_is_mailed_the_way_to_change_and_to_end_it(client, pending):
    client.post(link(CONFIRM, pending))
    work()

    (sent,) = mail.outbox
    assert sent.to == ["ada@example.org"]
    assert "from now on" in sent.body
    assert [client.get(found).status_code for found in links_of(sent)] == [200, 200, 200]


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_link_works_once(client, pending, method):
    client.post(link(CONFIRM, pending))
    confirmed_at = Subscriber.objects.get().confirmed_at

    response = getattr(client, method)(link(CONFIRM, pending))

    assert (response.status_code, title(response)) == (410, "This link was used")
    assert Subscriber.objects.get().confirmed_at == confirmed_at


def test_of_two_who_press_the_button_at_once_one_counts(pending):
    same = Subscriber.objects.get()

    assert [keeping.confirm(pending), keeping.confirm(same)] == [True, False]


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_link_runs_out(client, pending, settings, method):
    settings.CONFIRM_WITHIN_DAYS = -1

    response = getattr(client, method)(link(CONFIRM, pending))

    assert (response.status_code, title(response)) == (410, "This link has run out")
    assert read(response).links["Subscribe again"] == "/newsletters/subscribe/"
    assert not Subscriber.objects.confirmed().exists()


def test_only_confirming_lifts_the_entry_of_an_address_that_was_erased(client):
    DoNotMailFactory(address="ada@example.org")

    ask(client)
    assert DoNotMail.objects.of("ada@example.org").exists()
    client.post(links_of(mail.outbox[0])[0])

    assert not DoNotMail.objects.exists()
    assert Subscriber.objects.confirmed().get().address == "ada@example.org"


# Whatever the page


def test_opening_a_page_writes_nothing(client, subscriber):
    before = list(Subscriber.objects.values())
    with_key = SubscriberFactory(pending=True)

    for address in [*every_page(subscriber), link(CONFIRM, with_key)]:
        client.get(address)
        client.head(address)

    assert list(Subscriber.objects.filter(pk=subscriber.pk).values()) == before
    assert not Subscriber.objects.get(pk=with_key.pk).is_confirmed
    assert not DoNotMail.objects.exists()


def test_pages_are_for_one_reader_and_tell_their_address_to_nobody(client, pending, subscriber_too):
    for address in [*every_page(subscriber_too), link(CONFIRM, pending)]:
        response = client.get(address)

        assert response.headers["Referrer-Policy"] == "no-referrer", address
        assert "no-store" in response.headers["Cache-Control"]
        assert "noindex" in response.headers["X-Robots-Tag"]
        assert response.cookies == {}
        assert 'rel="canonical"' not in response.content.decode()


@pytest.fixture
def subscriber_too():
    return SubscriberFactory()


@pytest.mark.parametrize("page", ALL_PAGES)
def test_a_link_is_good_for_its_own_purpose_alone(client, subscriber, page):
    others = [purpose for purpose, pages in PAGES.items() if page not in pages]

    for purpose in others:
        address = f"/newsletters/{page.format(link(purpose, subscriber).split('/')[-2])}"
        assert client.get(address).status_code == 404
        assert client.post(address, ONE_CLICK).status_code == 404

    assert Subscriber.objects.count() == 1


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/"), min_size=1))
def test_a_link_that_nobody_was_sent_is_no_page(client, subscriber, text):
    quoted = quote(text, safe="")
    signed = link(MANAGE, subscriber).split("/")[-2]

    for token in (quoted, f"{signed}{quoted}", f"{quoted}~{signed}"):
        for page in ALL_PAGES:
            assert client.get(f"/newsletters/{page.format(token)}").status_code == 404
            assert client.post(f"/newsletters/{page.format(token)}", ONE_CLICK).status_code == 404

    assert Subscriber.objects.count() == 1


def test_links_are_dead_once_the_subscription_is_erased(client, subscriber):
    addresses = every_page(subscriber)
    keeping.erase(subscriber, Reason.ERASED)
    SubscriberFactory(address="ada@example.org")

    for address in addresses:
        response = client.get(address)
        assert (response.status_code, title(response)) == (410, "This subscription has ended")
    assert Subscriber.objects.count() == 1


def test_links_outlive_a_change_of_the_secret_key(client, subscriber, settings):
    addresses = every_page(subscriber)[1:]
    DoNotMailFactory(address="eva@example.org", reason=Reason.BLOCKED)

    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 10

    assert [client.get(address).status_code for address in addresses] == [200] * 4
    assert DoNotMail.objects.of("eva@example.org").exists()
    settings.SECRET_KEY_FALLBACKS = []
    assert [client.get(address).status_code for address in addresses] == [404] * 4
    assert not DoNotMail.objects.of("eva@example.org").exists()
