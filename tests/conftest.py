"""Fixtures that several modules use."""

import pytest
from django.core.management import call_command


@pytest.fixture(autouse=True)
def a_site_of_its_own(settings, tmp_path):
    """Files of a test go into its own folder, and need no manifest."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture
def prospera(db):
    """The network as its launch announcement describes it."""
    call_command("load_prospera", verbosity=0)
