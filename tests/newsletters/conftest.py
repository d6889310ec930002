import pytest
from django.core.cache import cache

from members.limits import AddressThrottle
from tests.smtp import smtp

__all__ = ["smtp"]


@pytest.fixture(autouse=True)
def limit(monkeypatch):
    """Sets how often one may subscribe. Without limit at first: tests all ask from one place."""

    def set_limit(rate: str | None):
        rates = AddressThrottle.THROTTLE_RATES | {"subscribe": rate}
        monkeypatch.setattr(AddressThrottle, "THROTTLE_RATES", rates)

    cache.clear()
    set_limit(None)
    return set_limit
