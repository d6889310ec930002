"""Lets `python -m pytest` work alone: what `make test` sets for each database in turn.

A plugin named in pyproject.toml, since the settings are read before any conftest.
"""

import os

os.environ.setdefault("SECRET_KEY", "for-the-tests-only-" + "0123456789" * 5)
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
os.environ.setdefault("HTTPS_ONLY", "0")
os.environ.setdefault("STAFF_SECOND_FACTOR", "0")
# All tests ask from one address.
for limit in ("API_THROTTLE", "SEARCH_THROTTLE", "SUGGEST_THROTTLE", "SUBSCRIBE_THROTTLE"):
    os.environ.setdefault(limit, "")
os.environ.setdefault("DATABASE_URL", "sqlite:///:memory:")
