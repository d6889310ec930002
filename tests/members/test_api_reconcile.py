"""Reconciliation as OpenRefine asks for it."""

import pytest
from django.db import connection

from tests.factories import AlternateNameFactory, CountryFactory, OrganisationFactory, RegionFactory
from tests.members.reconciling import URL, post

pytestmark = pytest.mark.django_db


def ask(client, query="", **parts) -> list[dict]:
    response = post(client, {"q": {"query": query, **parts}})
    assert response.status_code == 200, response.content
    return response.json()["q"]["result"]


def best(client, query="", **parts) -> tuple:
    candidates = ask(client, query, **parts)
    if not candidates:
        return None, None
    return candidates[0]["name"], candidates[0]["match"]


def country(value) -> list[dict]:
    return [{"pid": "country", "v": value}]


def test_the_manifest_tells_where_everything_is(client):
    manifest = client.get(URL).json()

    root = "http://testserver/api/v1/"
    assert manifest["versions"] == ["0.2"]
    assert manifest["name"] == "ProsperA"
    assert manifest["identifierSpace"] == f"{root}organisations/"
    assert manifest["view"] == {"url": root + "organisations/{{id}}/page/"}
    assert manifest["preview"]["url"] == root + "reconcile/preview?id={{id}}"
    assert manifest["batchSize"] == 50
    assert [kind["id"] for kind in manifest["defaultTypes"]] == [
        "organisation",
        "support",
        "mfi",
        "network",
    ]
    for service in manifest["suggest"].values():
        address = service["service_url"] + service["service_path"]
        assert client.get(address, {"prefix": ""}).status_code == 200


def test_the_manifest_leads_to_pages_in_the_language_asked_for(client):
    organisation = OrganisationFactory(name="Finca")
    manifest = client.get(URL, {"lang": "fr"}).json()

    view = manifest["view"]["url"].replace("{{id}}", str(organisation.pk))
    preview = manifest["preview"]["url"].replace("{{id}}", str(organisation.pk))

    assert client.get(view).url == "/fr/members/finca/"
    assert b'<html lang="fr">' in client.get(preview).content


def test_a_candidate_is_told_as_the_specification_has_it(client):
    finca = OrganisationFactory(name="Finca", kind="mfi", country=CountryFactory(code="PE"))

    assert ask(client, "FINCA") == [
        {
            "id": str(finca.pk),
            "name": "Finca",
            "description": "Microfinance institution, Peru",
            "type": [
                {"id": "mfi", "name": "Microfinance institution"},
                {"id": "organisation", "name": "Organisation"},
            ],
            "score": 100.0,
            "match": True,
            "features": [{"id": "name", "value": 100.0}],
        }
    ]


def test_names_are_matched_however_they_are_written(client, prospera):
    written = {
        "finca": "Finca",
        "Finca Pérou": "Finca",
        "csrsme": "CSR-SME",
        "CSR SME": "CSR-SME",
        "Reficom-Cdro": "REFICOM-CDRO",
        "du monde, entrepreneur": "Entrepreneur du monde",
        "Entrepeneur du monde": "Entrepreneur du monde",
        "Consortium Alafia Benin": "Consortium Alafia",
    }

    assert {query: best(client, query) for query in written} == {
        query: (name, True) for query, name in written.items()
    }


def test_what_is_not_sure_is_proposed_only(client, prospera):
    assert best(client, "Fundación Promujer Bolivia") == ("Promujer", False)
    assert best(client, "monde entrepreneur") == ("Entrepreneur du monde", False)


@pytest.mark.parametrize("query", ["xyzzy", "%", "_", "'", '"', "\\", "\0", "🦀", "\u202e", "--"])
def test_nothing_is_proposed_for_nothing(client, query):
    OrganisationFactory(name="Finca")

    assert ask(client, query) == []


def test_other_names_count_as_much(client):
    organisation = OrganisationFactory(name="Promujer")
    AlternateNameFactory(organisation=organisation, name="Pro Mujer International")

    assert best(client, "pro mujer international") == ("Promujer", True)


def test_of_two_of_one_name_neither_is_sure_until_the_country_tells(client):
    OrganisationFactory(name="Finca", slug="finca-pe", country=CountryFactory(code="PE"))
    peru = OrganisationFactory(name="Finca", slug="finca-bo", country=CountryFactory(code="BO"))

    alike = ask(client, "Finca")
    told = ask(client, "Finca", properties=country("Bolivie"))

    assert [(c["score"], c["match"]) for c in alike] == [(100.0, False), (100.0, False)]
    assert [(c["score"], c["match"]) for c in told] == [(100.0, True), (80.0, False)]
    assert told[0]["id"] == str(peru.pk)


@pytest.mark.parametrize(
    "value", ["PE", "pe", "Peru", "Pérou", "Perú", ["BO", "PE"], {"id": "PE"}, {"name": "Perou"}]
)
def test_a_country_is_given_by_code_or_name(client, value):
    OrganisationFactory(name="Finca", country=CountryFactory(code="PE"))

    (candidate,) = ask(client, "Finca", properties=country(value))

    assert {"id": "country", "value": True} in candidate["features"]


def test_regions_and_kinds_are_given_by_code_or_name(client):
    africa = RegionFactory(slug="africa", name_fr="Afrique")
    OrganisationFactory(name="Finca", kind="mfi", country=CountryFactory(code="BJ", region=africa))

    for region, kind in [("africa", "mfi"), ("AFRIQUE", "Microfinance institution")]:
        given = [{"pid": "region", "v": region}, {"pid": "kind", "v": kind}]
        (candidate,) = ask(client, "Finca", properties=given)
        assert (candidate["score"], candidate["match"]) == (100.0, True)


def test_another_country_than_given_is_never_sure(client):
    OrganisationFactory(name="Finca", country=CountryFactory(code="PE"))

    (candidate,) = ask(client, "Finca", properties=country("BO"))

    assert (candidate["score"], candidate["match"]) == (80.0, False)


@pytest.mark.parametrize("value", ["Narnia", 7, True, None, {}, [[]]])
def test_values_that_name_nothing_do_not_count(client, value):
    OrganisationFactory(name="Finca")

    assert best(client, "Finca", properties=[*country(value), {"pid": "age", "v": 3}]) == (
        "Finca",
        True,
    )


def test_properties_alone_find_but_never_match(client):
    OrganisationFactory(name="Finca", country=CountryFactory(code="PE"))
    OrganisationFactory(name="Other", country=CountryFactory(code="BO"))

    response = post(client, {"a": {"properties": country("Peru")}})

    (candidate,) = response.json()["a"]["result"]
    assert (candidate["name"], candidate["match"]) == ("Finca", False)


@pytest.mark.parametrize(
    "parts, found",
    [
        ({"type": "mfi"}, ["mfi"]),
        ({"type": ["mfi", "network"]}, ["mfi", "network"]),
        ({"type": ["organisation"]}, ["mfi", "network"]),
        ({"type": [{"id": "mfi"}]}, ["mfi"]),
        ({"type": "bank"}, []),
        ({"type": ["mfi", "organisation"], "type_strict": "all"}, ["mfi"]),
        ({"type": ["mfi", "network"], "type_strict": "all"}, []),
        ({"type": "mfi", "type_strict": "should"}, ["mfi", "network"]),
    ],
)
def test_types_restrict_as_strictly_as_asked(client, parts, found):
    OrganisationFactory(name="Finca", kind="mfi", slug="a")
    OrganisationFactory(name="Finca", kind="network", slug="b")

    candidates = ask(client, "Finca", **parts)

    assert [candidate["type"][0]["id"] for candidate in candidates] == found


def test_an_identifier_finds_its_organisation(client):
    organisation = OrganisationFactory(name="Finca")

    assert best(client, str(organisation.pk)) == ("Finca", True)
    assert ask(client, "9" * 40) == []


def test_only_the_published_are_proposed(client):
    draft = OrganisationFactory(name="Finca", draft=True)

    assert ask(client, "Finca") == ask(client, str(draft.pk)) == []


def test_no_more_are_proposed_than_asked_for(client):
    for number in range(30):
        OrganisationFactory(name=f"Finca {number:02}")

    assert [len(ask(client, "Finca", **limit)) for limit in ({}, {"limit": 3}, {"limit": 1e9})] == [
        5,
        3,
        25,
    ]


def test_a_name_takes_one_query_however_many_candidates_it_has(client, django_assert_num_queries):
    # SQLite, which keeps no statistics, is asked for each whether very many match.
    each = 1 if connection.vendor == "postgresql" else 2
    for number in range(10):
        organisation = OrganisationFactory(name=f"Finca {number}")
        AlternateNameFactory(organisation=organisation)
        # The regions' names, and the candidates.
        with django_assert_num_queries(1 + each):
            ask(client, "Finca")
    with django_assert_num_queries(1 + 10 * each):
        post(client, {str(number): {"query": f"finca {number}"} for number in range(10)})


def test_the_best_of_very_many_are_found_as_those_of_few_are(client, monkeypatch):
    for number in range(12):
        OrganisationFactory(name=f"Red Finca {number:02}", country=None)
    OrganisationFactory(name="Finca")
    few = ask(client, "finca"), client.get(f"{URL}/suggest/entity?prefix=finca&cursor=2").json()
    monkeypatch.setattr("members.common.are_many", lambda organisations, query: True)

    assert [found["name"] for found in few[0][:2]] == ["Finca", "Red Finca 00"]
    assert (
        ask(client, "finca"),
        client.get(f"{URL}/suggest/entity?prefix=finca&cursor=2").json(),
    ) == few


def test_suggestions_begin_with_what_was_typed(client):
    for number in range(12):
        OrganisationFactory(name=f"Finca {number:02}")
    url = f"{URL}/suggest/entity"

    first = client.get(url, {"prefix": "fin"}).json()["result"]
    rest = client.get(url, {"prefix": "fin", "cursor": 10}).json()["result"]

    assert [entity["name"] for entity in first + rest] == [f"Finca {n:02}" for n in range(12)]
    assert first[0]["description"] == "Local network, Benin"
    assert client.get(url, {"prefix": first[3]["id"]}).json()["result"][0] == first[3]
    assert client.get(url).json() == {"result": []}
    assert client.get(url, {"prefix": "fin", "cursor": "-1"}).json()["status"] == "error"


def test_properties_and_types_are_suggested(client):
    def suggested(what, prefix):
        found = client.get(f"{URL}/suggest/{what}", {"prefix": prefix}).json()["result"]
        return [item["id"] for item in found]

    assert suggested("property", "co") == ["country"]
    assert suggested("type", "micro") == ["mfi"]


def test_the_preview_may_stand_in_any_frame_and_nothing_else_of_ours(client):
    organisation = OrganisationFactory(name="Finca", description_en="<b>Credit</b>")

    response = client.get(f"{URL}/preview", {"id": organisation.pk})

    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert not response.has_header("X-Frame-Options")
    assert "Finca" in response.content.decode()
    assert "&lt;b&gt;Credit" in response.content.decode()
    assert client.get(URL)["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("number", ["", "x", "0", "9" * 40, "\0"])
def test_there_is_no_preview_of_nothing(client, number):
    assert client.get(f"{URL}/preview", {"id": number}).status_code == 404
