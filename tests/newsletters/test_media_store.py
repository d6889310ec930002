"""Files in a store that speaks S3: over real HTTP, to a server of this machine."""

import datetime
import os

import boto3
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages
from moto.server import ThreadedMotoServer

from prosper.settings import media_store
from tests.factories import EditionFactory
from tests.factories.newsletters import pdf

pytestmark = pytest.mark.django_db

ADDRESS = "/newsletters/2008-01/en.pdf"
KEYS = {"AWS_ACCESS_KEY_ID": "tests", "AWS_SECRET_ACCESS_KEY": "tests"}


@pytest.fixture(scope="module")
def store():
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    os.environ.update(KEYS)
    client = boto3.client("s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1")
    client.create_bucket(Bucket="prospera")
    yield f"s3://prospera/media?endpoint_url=http://{host}:{port}&region_name=us-east-1"
    server.stop()
    for name in KEYS:
        del os.environ[name]


@pytest.fixture
def edition(store, settings):
    settings.STORAGES = settings.STORAGES | {"default": media_store(store)}
    return EditionFactory(newsletter__month=datetime.date(2008, 1, 1))


def test_an_edition_is_kept_there_and_read_from_there(edition, client):
    response = client.get(ADDRESS)

    assert response.getvalue() == pdf()
    assert response.headers["Content-Length"] == str(len(pdf()))
    assert storages["default"].exists(edition.file.name)


def test_a_part_is_read_from_there(edition, client):
    response = client.get(ADDRESS, headers={"range": "bytes=5-9"})

    assert (response.status_code, response.getvalue()) == (206, pdf()[5:10])


def test_a_file_that_is_gone_there_is_not_found(edition, client):
    storages["default"].delete(edition.file.name)

    assert client.get(ADDRESS).status_code == 404


def test_an_edition_that_is_known_costs_the_store_nothing(edition, client):
    storages["default"].delete(edition.file.name)

    headers = {"if-none-match": f'"{edition.sha256}"'}
    assert client.get(ADDRESS, headers=headers).status_code == 304


@pytest.mark.parametrize("address", ["https://example.org/bucket", "s3:///folder", "bucket"])
def test_an_address_of_no_store_is_refused(address):
    with pytest.raises(ImproperlyConfigured, match="MEDIA_STORE"):
        media_store(address)
