"""The API's description is right, complete, and what the page on it shows."""

import re

import pytest
import yaml
from django.core.management import call_command
from django.urls import reverse
from drf_spectacular.validation import validate_schema

from members.api.filters import OrganisationQuery
from members.api.pagination import CURSOR, PAGE_SIZE
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def parameters(schema, path) -> set[str]:
    return {parameter["name"] for parameter in schema["paths"][path]["get"]["parameters"]}


def test_the_schema_is_valid_openapi_3_1(client):
    schema = client.get("/api/v1/schema.json").json()

    validate_schema(schema)
    assert schema["openapi"] == "3.1.0"


def test_the_schema_is_made_without_a_warning(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", file=tmp_path / "schema.yaml")


def test_the_schema_is_the_same_in_yaml(client):
    response = client.get("/api/v1/schema.yaml")

    assert response["Content-Type"].startswith("application/yaml")
    assert yaml.safe_load(response.content) == client.get("/api/v1/schema.json").json()


def test_every_filter_is_described(client):
    schema = client.get("/api/v1/schema.json").json()

    assert parameters(schema, "/api/v1/organisations/") == {
        *OrganisationQuery.base_filters,
        PAGE_SIZE.name,
        CURSOR.name,
        "lang",
    }


def test_every_address_is_described(client):
    assert set(client.get("/api/v1/schema.json").json()["paths"]) == {
        "/api/v1/organisations/",
        "/api/v1/organisations/withdrawn/",
        "/api/v1/organisations/{id}/",
        "/api/v1/countries/",
        "/api/v1/regions/",
        "/api/v1/newsletters/",
        "/api/v1/newsletters/{slug}/",
        "/api/v1/reconcile",
        "/api/v1/reconcile/suggest/{what}",
    }


def test_answers_have_the_fields_that_the_schema_says(client, prospera):
    schema = client.get("/api/v1/schema.json").json()

    for name in ("organisations", "countries", "regions", "newsletters"):
        path = f"/api/v1/{name}/"
        answer = client.get(path).json()
        operation = schema["paths"][path]["get"]
        envelope = referred(schema, operation["responses"]["200"]["content"]["application/json"])
        record = referred(schema, {"schema": envelope["properties"]["results"]["items"]})
        assert set(answer) == set(envelope["properties"])
        assert set(answer["results"][0]) == set(record["properties"])


def referred(schema, place) -> dict:
    return schema["components"]["schemas"][place["schema"]["$ref"].rpartition("/")[2]]


def test_the_page_shows_every_address_with_its_parameters_and_a_real_answer(client, prospera):
    page = client.get("/api/v1/").content.decode()

    schema = client.get("/api/v1/schema.json").json()
    for path in schema["paths"]:
        assert path in page
        for parameter in schema["paths"][path]["get"].get("parameters", []):
            assert f"<code>{parameter['name']}</code>" in page
    assert "FORO LAC FR" in page
    assert "sha256" in page
    assert "<script" not in page
    assert " style=" not in page


def test_the_page_needs_no_data(client):
    assert client.get("/api/v1/").status_code == 200


def test_the_examples_of_the_page_work(client, prospera):
    page = client.get("/api/v1/").content.decode()

    examples = re.findall(r'<a href="http://testserver(/api/v1/[^"]+)"><code>', page)
    assert len(examples) == 9
    for address in examples:
        assert client.get(address.replace("&amp;", "&")).status_code == 200


def test_the_page_stands_in_every_language_and_asks_for_no_one_elses_account(client, limit):
    limit("1/min")
    OrganisationFactory()

    for language in ("", "/fr", "/es"):
        assert client.get(f"{language}/api/v1/").status_code == 200
    assert client.get("/api/v1/countries/").status_code == 200
    assert reverse("api-docs") == "/api/v1/"
