import pytest
from django.core.cache import cache
from django.test import Client

from members.limits import AddressThrottle
from tests.factories import UserFactory
from tests.forms import fields
from tests.smtp import smtp

__all__ = ["smtp"]


@pytest.fixture(autouse=True)
def limit(monkeypatch):
    """Sets how often one may ask. Without limit at first: tests all ask from one place."""

    def set_limit(rate: str | None):
        rates = dict.fromkeys(("api", "search", "suggest", "subscribe", "reset", "answer"), rate)
        monkeypatch.setattr(AddressThrottle, "THROTTLE_RATES", rates)

    cache.clear()
    set_limit(None)
    return set_limit


@pytest.fixture
def ana(db):
    return signed_in("Ana")


@pytest.fixture
def ben(db):
    return signed_in("Ben")


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(UserFactory(first_name=name, groups=["Steering committee"]))
    return client


def change(organisation) -> str:
    return f"/admin/members/organisation/{organisation.pk}/change/"


def save(client, address: str, **values):
    """Opens a form, fills in these, and sends it."""
    return client.post(address, fields(client.get(address)) | values, follow=True)


@pytest.fixture
def typed(ana, ben):
    """Ben opens the form, Ana saves hers, Ben sends his: what he is answered."""

    def second(organisation, hers: dict, his: dict):
        address = change(organisation)
        opened = fields(ben.get(address))
        save(ana, address, **hers)
        return ben.post(address, opened | his, follow=True)

    return second
