"""Files for slow readers: a few at a time."""

import pytest

from members.exports.views import SLOTS
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("extension", ["csv", "xlsx", "json", "geojson"])
def test_a_third_file_waits_until_one_of_two_is_read(client, extension):
    OrganisationFactory()
    first, second = (client.get(f"/members.{extension}") for _reader in range(2))

    refused = client.get(f"/members.{extension}")
    first.close()
    allowed = client.get(f"/members.{extension}")
    for response in (second, allowed):
        response.close()

    assert (refused.status_code, refused["Retry-After"]) == (503, "60")
    assert (allowed.status_code, SLOTS._value) == (200, 2)


def test_a_page_of_the_directory_takes_no_slot(client):
    with SLOTS, SLOTS:
        assert client.get("/members/").status_code == 200
