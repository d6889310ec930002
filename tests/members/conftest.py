import pytest
from django.core.cache import cache

from members.limits import AddressThrottle


@pytest.fixture(autouse=True)
def limit(monkeypatch):
    """Sets how often one may ask. Without limit at first: tests all ask from one place."""

    def set_limit(rate: str | None):
        rates = dict.fromkeys(("api", "search", "suggest", "reset"), rate)
        monkeypatch.setattr(AddressThrottle, "THROTTLE_RATES", rates)

    cache.clear()
    set_limit(None)
    return set_limit
