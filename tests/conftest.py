"""Fixtures that several modules use."""

import hypothesis
import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.utils.translation import override

from members.freshness import CACHES, facts

# A busy machine is no fault of the code, and examples may share what a test has made. What is free
# is tried at length on SQLite; on PostgreSQL, where each try takes longer, a third as often.
hypothesis.settings.register_profile(
    "site",
    deadline=None,
    max_examples=100 if connection.vendor == "sqlite" else 30,
    suppress_health_check=[
        hypothesis.HealthCheck.too_slow,
        hypothesis.HealthCheck.function_scoped_fixture,
    ],
)
hypothesis.settings.load_profile("site")


@pytest.fixture(autouse=True)
def a_site_of_its_own(settings, tmp_path):
    """Files of a test go into its own folder, and need no manifest; passwords cost no time.

    Mails lead to where the test client is.
    """
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SITE_ADDRESS = "http://testserver"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True)
def english(settings):
    """A request leaves its language behind: no test starts with another's."""
    with override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def no_page_kept():
    """A test that is rolled back takes the stamp of its changes along: its pages go, too."""
    for cache in CACHES:
        caches[cache].clear()
    facts.forget()


@pytest.fixture
def prospera(db):
    """The network as its launch announcement describes it."""
    call_command("load_prospera", verbosity=0)
