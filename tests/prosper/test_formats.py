"""Dates as the desk writes and reads them: in English, the day before the month."""

import datetime

import pytest
from django import forms
from django.utils.formats import localize
from django.utils.translation import override

from tests.factories import ImportBatchFactory, UserFactory
from tests.reading import read

MOMENT = datetime.datetime(2026, 11, 24, 16, 0, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    "language, told",
    [
        ("en", "24 November 2026, 16:00"),
        ("fr", "24 novembre 2026 16:00"),
        ("es", "24 de noviembre de 2026 a las 16:00"),
    ],
)
def test_a_moment_is_told_as_the_readers_language_does(language, told):
    with override(language):
        assert localize(MOMENT) == told


@pytest.mark.parametrize("typed", ["2026-05-04", "04/05/2026", "4 May 2026"])
def test_a_date_is_read_as_it_is_told(typed):
    with override("en"):
        assert forms.DateField().clean(typed) == datetime.date(2026, 5, 4)


@pytest.mark.django_db
def test_a_list_of_the_desk_tells_its_dates_so(client):
    batch = ImportBatchFactory()
    type(batch).objects.update(created_at=MOMENT)
    client.force_login(UserFactory(groups=["Steering committee"]))

    page = read(client.get("/admin/members/importbatch/"))

    assert "24 November 2026, 16:00" in page.text
