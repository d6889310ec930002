"""Places for those who are being sent a file."""

import gc

import pytest

from members.exports import views
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db

EACH = pytest.mark.parametrize("extension", ["csv", "xlsx", "json", "geojson"])


@EACH
def test_a_third_file_is_refused_until_one_of_two_is_read(client, extension):
    OrganisationFactory()
    first, second = (client.get(f"/members.{extension}") for _reader in range(2))

    refused = client.get(f"/fr/members.{extension}")
    first.getvalue()  # at its end the client closes it
    allowed = client.get(f"/members.{extension}")

    assert (refused.status_code, refused["Retry-After"]) == (503, "60")
    assert refused.content.decode().startswith("D’autres fichiers sont en cours d’envoi.")
    assert not refused.has_header("ETag")
    assert allowed.status_code == 200
    for response in (second, allowed):
        response.getvalue()


# Python says that the workbook’s file was not closed, which is the point.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@EACH
def test_an_answer_that_is_never_read_nor_closed_holds_no_place_for_good(client, extension):
    for _reader in range(4):
        response = client.get(f"/members.{extension}")
        assert response.status_code == 200
        del response
        gc.collect()


def test_a_file_that_cannot_be_written_holds_no_place(rf, monkeypatch):
    def fail(export):
        raise OSError("No space left on device")

    made = views.FORMATS["csv"]
    broken = type(made)(made.extension, "", "", made.content_type, fail)
    monkeypatch.setitem(views.FORMATS, "csv", broken)

    for _reader in range(4):
        with pytest.raises(OSError, match="No space"):
            views.members_file(rf.get("/members.csv"), "csv")
        gc.collect()


def test_what_is_no_file_needs_no_place(client):
    first, second = (client.get("/members.csv") for _reader in range(2))

    etag = first["ETag"]
    known = client.get("/members.csv", headers={"If-None-Match": etag})

    assert client.head("/members.csv").status_code == 200
    assert client.get("/members/").status_code == 200
    assert known.status_code == 304
    for response in (first, second):
        response.getvalue()
