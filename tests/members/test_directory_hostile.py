"""Whatever stands in the query string, the directory answers with a page, and never with all."""

from urllib.parse import quote, quote_from_bytes, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import OrganisationFactory
from tests.reading import read

pytestmark = pytest.mark.django_db

whatever = settings(max_examples=60)
ANSWERS = {200, 400, 404}
KEYS = ["q", "kind", "region", "country", "page"]
texts = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="%_'\"\\;*?()[]{}<>&=+-/\0\n\r\t \u200b\u202e\ufeff🌍éÑ1", max_size=30),
    st.sampled_from(["mfi", "africa", "BJ", "fin", "1", "2", "\0", "%", "١", "٣", "²", "½"]),
)


@pytest.fixture
def network():
    for name in ("Alafia", "Crecer", "Finca"):
        OrganisationFactory(name=name)


@whatever
@given(pairs=st.lists(st.tuples(st.sampled_from([*KEYS, "x", ""]), texts), max_size=8))
def test_any_text_in_any_filter_gives_a_page(client, network, pairs):
    response = client.get("/members/?" + urlencode(pairs), follow=True)

    assert response.status_code in ANSWERS
    read(response)


@whatever
@given(query=st.binary(max_size=80))
def test_any_bytes_as_the_query_string_give_a_page(client, network, query):
    response = client.get("/members/?" + quote_from_bytes(query, safe="&=;"), follow=True)

    assert response.status_code in ANSWERS


@whatever
@given(key=st.sampled_from(KEYS), value=st.binary(max_size=40))
def test_any_bytes_in_a_filter_give_a_page(client, network, key, value):
    response = client.get(f"/members/?{key}={quote_from_bytes(value, safe='')}", follow=True)

    assert response.status_code in ANSWERS
    read(response)


@whatever
@given(
    key=st.sampled_from(KEYS), value=st.text(max_size=20), prefix=st.sampled_from(["/fr", "/es"])
)
def test_any_text_gives_a_page_in_the_other_languages(client, network, key, value, prefix):
    response = client.get(f"{prefix}/members/?" + urlencode({key: value}), follow=True)

    assert response.status_code in ANSWERS
    assert read(response).one("html")["lang"] == prefix[1:]


@pytest.mark.parametrize(
    "query",
    [
        "%",
        "_",
        "%%%",
        "F%z",
        "F_nza",
        "Finca%z",
        "'",
        '"',
        "' OR '1'='1",
        '" OR ""="',
        "\\",
        "\\' --",
        "*",
        "()",
        "\0",
        "\0\0",
        "\u200b",
        "\u202e",
        "🌍",
        "👩‍👩‍👧",
        "…",
        "x" * 10_000,
        "%" * 10_000,
        "🌍" * 10_000,
        "é " * 5_000,
    ],
)
def test_what_names_nothing_finds_nothing(client, network, query):
    response = client.get("/members/?q=" + quote(query))

    page = read(response)
    assert response.status_code == 200
    assert page.one(id="results").slugs == []
    assert page.one(id="result-count").text == "0"


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("value", ["\0", "x" * 10_000, "🌍" * 10_000, "%' OR 1=1 --"])
def test_no_value_is_too_odd_for_a_filter(client, network, key, value):
    response = client.get(f"/members/?{key}=" + quote(value))

    assert response.status_code == (404 if key == "page" else 200)


def test_markup_in_the_query_is_shown_as_text(client, network):
    markup = "<script>alert(1)</script>"

    page = read(client.get("/members/?" + urlencode(dict.fromkeys(KEYS[:-1], markup))))

    assert page.one("input", name="q")["value"] == markup
    assert page.one(id="kind_error").text == (
        f"Error: There is no such choice: {markup}. It was left out."
    )


def test_a_filter_with_a_thousand_values_is_answered(client, network):
    response = client.get("/members/?" + "&".join(f"country=X{n}" for n in range(990)))

    assert response.status_code == 200
    assert read(response).one(id="result-count").text == "3"


def test_more_parameters_than_any_form_has_are_refused_with_a_page(client, network):
    response = client.get("/fr/members/?" + "&".join(f"country=X{n}" for n in range(1001)))

    assert response.status_code == 400
    assert read(response).one("html")["lang"] == "fr"
