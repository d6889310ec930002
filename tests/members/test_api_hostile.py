"""Whatever is asked of the API, it answers or refuses."""

from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.django_db

URL = "/api/v1/organisations/"

VALUES = st.text(max_size=30) | st.sampled_from(
    ["finca", "mfi", "PE", "africa", "2007-12-31", "name", "modified", "fr", "50", "\0", "%", "'"]
)
NAMES = st.sampled_from(
    [
        "q",
        "kind",
        "region",
        "country",
        "on",
        "sort",
        "modified_after",
        "cursor",
        "page_size",
        "lang",
    ]
)


@given(query=st.lists(st.tuples(NAMES | st.text(max_size=5), VALUES), max_size=4))
@settings(max_examples=60, deadline=None)
def test_whatever_is_asked_is_answered_or_refused(query):
    text = urlencode(query, errors="surrogatepass")

    response = Client().get(f"{URL}?{text}")

    assert response.status_code in (200, 400)
    assert response["Content-Type"] == "application/json"
