"""Batches of reconciliation, in every form that they may and may not take."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from members.api.forms import MOST_BYTES
from members.api.queries import BATCH_SIZE
from tests.factories import OrganisationFactory
from tests.members.reconciling import FORM, URL, post

pytestmark = pytest.mark.django_db


def test_a_batch_is_answered_under_its_own_names(client):
    OrganisationFactory(name="Finca")
    batch = {"q0": {"query": "Finca"}, "\ud800": {"query": "nothing at all"}}

    answers = [
        post(client, batch).json(),
        client.get(URL, {"queries": json.dumps(batch)}).json(),
    ]

    for answer in answers:
        assert {name: len(found["result"]) for name, found in answer.items()} == {
            "q0": 1,
            "\ud800": 0,
        }


@pytest.mark.parametrize("query", ["Finca", '{"query": "Finca"}'])
def test_a_query_may_come_alone(client, query):
    OrganisationFactory(name="Finca")

    (candidate,) = client.get(URL, {"query": query}).json()["result"]

    assert candidate["name"] == "Finca"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "7",
        '{"a": 7}',
        '{"a": {}}',
        '{"a": {"query": " "}}',
        '{"a": {"query": 7}}',
        '{"a": {"query": "x", "limit": 0}}',
        '{"a": {"query": "x", "limit": true}}',
        '{"a": {"query": "x", "limit": NaN}}',
        '{"a": {"query": "x", "type": 7}}',
        '{"a": {"query": "x", "type_strict": "never"}}',
        '{"a": {"query": "x", "type_strict": []}}',
        '{"a": {"query": "x", "properties": {"country": "PE"}}}',
        '{"a": {"query": "x", "properties": [7]}}',
        '{"a": {"query": "x", "properties": [{"pid": "country"}]}}',
        "[" * 100_000,
        "9" * 10_000,
    ],
)
def test_what_is_no_batch_is_refused(client, text):
    response = post(client, None, text)

    assert response.status_code == 400
    assert response.json()["status"] == "error"
    assert response.json()["message"]


def test_too_much_is_refused(client):
    batch = {str(number): {"query": "x"} for number in range(BATCH_SIZE + 1)}

    assert post(client, batch).status_code == 413
    assert post(client, {}, "x" * MOST_BYTES).status_code == 413
    assert post(client, dict(list(batch.items())[1:])).status_code == 200


def test_a_long_batch_counts_as_ten_requests(client, limit):
    limit("11/min")
    batch = {str(number): {"query": "x"} for number in range(BATCH_SIZE)}

    answers = [post(client, batch), post(client, {"a": {"query": "x"}}), post(client, {})]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["status"] == "error"
    assert answers[2].has_header("Retry-After")


def test_other_bodies_and_none_are_refused(client):
    assert client.post(URL, "{}", content_type="application/json").status_code == 415
    assert client.post(URL, "", content_type=FORM).json()["status"] == "error"


def test_what_the_specification_does_not_name_is_ignored(client):
    OrganisationFactory(name="Finca")

    assert client.get(URL, {"callback": "x"}).json()["versions"] == ["0.2"]
    (candidate,) = client.get(URL, {"query": "Finca", "v": "2"}).json()["result"]
    suggested = client.get(f"{URL}/suggest/entity", {"prefix": "fin", "type": "x"}).json()
    assert candidate["name"] == suggested["result"][0]["name"] == "Finca"


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
QUERIES = st.fixed_dictionaries(
    {},
    optional={
        "query": st.text(st.characters(), max_size=30) | ANYTHING,
        "type": ANYTHING,
        "limit": ANYTHING,
        "type_strict": st.sampled_from(["any", "should", "all"]) | ANYTHING,
        "properties": st.lists(
            st.fixed_dictionaries(
                {"pid": st.sampled_from(["country", "region", "kind"]), "v": ANYTHING}
            ),
            max_size=3,
        )
        | ANYTHING,
    },
)


@given(batch=st.dictionaries(st.text(max_size=5), QUERIES | ANYTHING, max_size=3) | ANYTHING)
@settings(max_examples=100, deadline=None)
def test_whatever_is_asked_is_answered_or_refused(batch):
    response = post(Client(), batch)

    assert response.status_code in (200, 400)
    assert response["Content-Type"] == "application/json"


@given(query=st.text(max_size=40), prefix=st.text(max_size=20), cursor=st.text(max_size=4))
@settings(max_examples=40, deadline=None)
def test_whatever_is_typed_is_answered_or_refused(query, prefix, cursor):
    client = Client()

    assert client.get(URL, {"query": query}).status_code in (200, 400)
    suggested = client.get(f"{URL}/suggest/entity", {"prefix": prefix, "cursor": cursor})
    assert suggested.status_code in (200, 400)


def test_a_mistyped_word_is_looked_up_once_for_a_whole_batch(client):
    OrganisationFactory(name="Finca")
    batch = {str(number): {"query": "Fincq", "limit": number} for number in (1, 2, 3)}

    def lookups(queries):
        with CaptureQueriesContext(connection) as asked:
            answer = post(client, queries).json()
        assert {found["result"][0]["name"] for found in answer.values()} == {"Finca"}
        return sum("searchword" in query["sql"] or "nearest" in query["sql"] for query in asked)

    assert lookups(batch) == lookups({"1": batch["1"]})
