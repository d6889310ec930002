"""What docs/open-data.md says can be asked for is there, and is as it says."""

import gzip
import json
import re
import shlex
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.urls import reverse

from members.api.urls import urlpatterns
from members.exports import text
from members.exports.offers import FORMATS
from members.exports.rows import COLUMNS
from members.models import Organisation
from tests.factories import OrganisationFactory
from tests.members.reconciling import FORM

pytestmark = pytest.mark.django_db

PAGE = (settings.BASE_DIR / "docs" / "open-data.md").read_text(encoding="utf-8")
SITE = "https://www.example.org"
LINES = re.findall(rf"^{SITE}(.+)$", PAGE, re.MULTILINE)
INLINE = re.findall(rf"""(?:\(|src="){SITE}(/[^)"]+)""", PAGE)
POSTS = re.findall(r"^curl (.+)$", PAGE, re.MULTILINE)


@pytest.fixture
def site(prospera):
    """The network, with an organisation that has the number one of the page's examples."""
    if not Organisation.objects.filter(pk=1).exists():
        OrganisationFactory(pk=1, name="Number One")


def asked(client, address):
    response = client.get(address)
    return response.status_code, response.getvalue()


def test_every_example_is_answered_with_something(client, site):
    answers = {address: asked(client, address) for address in [*LINES, *INLINE]}

    assert len(answers) > 20
    refused = {address: status for address, (status, _body) in answers.items() if status != 200}
    assert refused == {}
    empty = [
        address
        for address, (_status, body) in answers.items()
        if b'"results":[]' in body or b'"result":[]' in body
    ]
    assert empty == ["/api/v1/organisations/withdrawn/?modified_after=2026-01-31T12:00:00Z"]


def test_what_is_posted_finds_what_was_meant(client, site):
    (command,) = POSTS
    _option, data, address = shlex.split(command)
    name, value = data.split("=", 1)

    path = address.removeprefix(SITE)
    answer = client.post(path, urlencode({name: value}), content_type=FORM).json()

    found = {name: answer[name]["result"][0]["name"] for name in json.loads(value)}
    assert found == {"a": "Finca", "b": "Entrepreneur du monde"}


def test_every_kind_of_file_column_and_address_of_the_api_is_named():
    files = [reverse(f"members:{extension}") for extension in FORMATS]
    feeds = [reverse("members:feed"), reverse("newsletters_feed")]
    columns = [f"`{column.key}`" for column in COLUMNS]
    lists = ["organisations", "withdrawn", "countries", "newsletters", "regions", "reconcile"]

    assert len(urlpatterns) > len(lists)
    for named in [*files, *feeds, *columns, *(reverse(f"api:{name}") for name in lists)]:
        assert named in PAGE


def test_texts_are_had_back_as_the_page_says():
    pattern = re.compile(re.search(r"^(\^'.+)$", PAGE, re.MULTILINE)[1])

    for original in ["=1+1", "a;=1+1", "'＝x", "\t=1\n@2", "x;\"'-1", "1+1"]:
        assert pattern.sub(lambda found: found[0][1:], text.defuse(original)) == original


def test_the_embedded_list_is_as_light_as_the_page_says(client, site):
    page = client.get("/embed/members/").content

    assert len(gzip.compress(page)) < 3000
