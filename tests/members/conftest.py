import pytest
from django.core.cache import cache
from rest_framework.throttling import AnonRateThrottle


@pytest.fixture(autouse=True)
def limit(monkeypatch):
    """Sets how often one may ask the API. Without limit at first: tests all ask from one place."""

    def set_limit(rate: str | None):
        monkeypatch.setattr(AnonRateThrottle, "THROTTLE_RATES", {"anon": rate})

    cache.clear()
    set_limit(None)
    return set_limit
