"""Suggestions while a visitor types."""

import datetime

import pytest
from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from members.freshness import TIMED
from members.models import Kind
from tests.factories import (
    AlternateNameFactory,
    CountryFactory,
    NewsletterFactory,
    OrganisationFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db


def suggest(client, query: str, prefix: str = "") -> list[dict]:
    response = client.get(f"{prefix}/suggest/", {"q": query})
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    return response.json()["suggestions"]


def labels(client, query: str, prefix: str = "") -> list[tuple[str, str]]:
    return [(found["label"], found["detail"]) for found in suggest(client, query, prefix)]


def test_organisations_come_first_then_countries_regions_and_issues(client):
    OrganisationFactory(name="Benin Asia", country=None, region=RegionFactory(slug="asia"))
    OrganisationFactory(name="Alafia", country__code="BJ")
    NewsletterFactory(month=datetime.date(2008, 1, 1), title_en="Asia")

    assert suggest(client, "asia") == [
        {
            "label": "Benin Asia",
            "detail": "Local network · Asia",
            "url": "/members/benin-asia/",
        },
        {"label": "Asia", "detail": "Region", "url": "/regions/asia/"},
        {"label": "Asia", "detail": "January 2008", "url": "/newsletters/2008-01/"},
    ]
    assert labels(client, "ben") == [
        ("Benin Asia", "Local network · Asia"),
        ("Benin", "Country"),
        ("Alafia", "Local network · Benin"),
    ]


@pytest.mark.parametrize("query", ["bolivi", "Bolivie", "latin ame", "amerique la"])
def test_a_place_comes_before_the_organisations_that_are_merely_there(client, query):
    latin_america = RegionFactory(slug="latin-america", name_fr="Amérique latine")
    bolivia = CountryFactory(code="BO", region=latin_america)
    OrganisationFactory(name="Crecer", country=bolivia)
    AlternateNameFactory(organisation__name="Finca", name=query, organisation__country=bolivia)

    found = [label for label, _detail in labels(client, query)]

    assert found == ["Finca", "Bolivia" if "ol" in query else "Latin America", "Crecer"]


@pytest.mark.parametrize(
    "query, found",
    [
        ("finka", ["Finca"]),
        ("boliva", ["Bolivia", "Finca"]),
        ("fin-ca", ["Finca"]),
        ("finka boliva", ["Finca"]),
        ("zzzzzz", []),
    ],
)
def test_a_slip_suggests_what_the_directory_reads_it_as(client, query, found):
    latin_america = RegionFactory(slug="latin-america")
    OrganisationFactory(name="Finca", country=CountryFactory(code="BO", region=latin_america))

    assert [label for label, _detail in labels(client, query)] == found


def test_what_is_suggested_as_typed_is_not_read_otherwise(client):
    OrganisationFactory(name="Finca")
    NewsletterFactory(month=datetime.date(2008, 1, 1), title_en="Finka")

    assert labels(client, "finka") == [("Finka", "January 2008")]


@pytest.mark.parametrize("query", ["", "a", "al", " al ", "%%%", "\0\0\0", "🌍🌍🌍", "---"])
def test_before_the_third_letter_nothing_is_suggested(client, query):
    OrganisationFactory(name="Alafia")

    assert suggest(client, query) == []


@pytest.mark.parametrize("prefix, country", [("", "Peru"), ("/fr", "Pérou"), ("/es", "Perú")])
def test_places_are_found_in_any_language_and_told_in_the_readers(client, prefix, country):
    OrganisationFactory(name="Finca", country__code="PE")

    for query in ("perou", "PERÚ", "peru"):
        found = [f for f in suggest(client, query, prefix) if "/countries/" in f["url"]]
        assert [(f["label"], f["url"]) for f in found] == [(country, f"{prefix}/countries/PE/")]


def test_the_best_matches_come_first_and_only_a_few(client):
    for name in ("Red Oaxaca", "Oaxaca", *(f"Oaxaca {n}" for n in range(9))):
        OrganisationFactory(name=name)

    found = [label for label, _detail in labels(client, "oaxaca")]

    assert found == ["Oaxaca", "Oaxaca 0", "Oaxaca 1", "Oaxaca 2", "Oaxaca 3"]


def test_an_organisation_is_suggested_under_another_name(client):
    organisation = OrganisationFactory(name="CSR-SME", kind=Kind.SUPPORT)
    AlternateNameFactory(organisation=organisation, name="Wend")

    assert labels(client, "wend") == [("CSR-SME", "Support organisation · Benin")]


def test_what_the_public_does_not_see_is_not_suggested(client):
    OrganisationFactory(name="Secret", draft=True, country=CountryFactory(code="FR"))
    OrganisationFactory(name="Secret gone", archived=True)
    NewsletterFactory(title_en="Secret", draft=True)
    NewsletterFactory(title_en="Secret", published_at=timezone.now() + datetime.timedelta(1))
    CountryFactory(code="KH")
    RegionFactory(slug="oceania")

    assert [suggest(client, query) for query in ("secret", "france", "cambodia", "oceania")] == (
        [[]] * 4
    )


def test_markup_is_given_as_it_is_and_cannot_become_a_page(client):
    OrganisationFactory(name="<b>Oaxaca</b>", slug="a")

    response = client.get("/suggest/", {"q": "oaxaca"})

    assert response.json()["suggestions"][0]["label"] == "<b>Oaxaca</b>"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("query", ["x" * 10_000, "%" * 10_000, "a b c " * 2_000])
def test_a_long_query_is_answered(client, query):
    OrganisationFactory(name="Alafia")

    assert suggest(client, query) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_the_same_few_questions_however_many_organisations(
    client, rows, django_assert_num_queries
):
    for n in range(rows):
        OrganisationFactory(country=None, region=RegionFactory(slug=f"organisation-{n}"))

    # SQLite, which keeps no statistics, is asked whether very many match.
    with django_assert_num_queries(4 if connection.vendor == "postgresql" else 5):
        found = suggest(client, "organisation")

    assert len(found) == 2 * rows
    with django_assert_num_queries(1):
        assert suggest(client, "organisation") == found


def test_a_slip_is_put_right_with_few_questions(client, django_assert_num_queries):
    OrganisationFactory(name="Entrepreneur")
    suggest(client, "any")

    # The stamp, what is found as typed, the nearest words, what these find.
    # SQLite, which keeps no statistics, is asked twice whether very many match.
    with django_assert_num_queries(4 if connection.vendor == "postgresql" else 6):
        found = suggest(client, "entrepeneur")

    assert [suggestion["label"] for suggestion in found] == ["Entrepreneur"]


def test_suggestions_are_only_read(client):
    assert client.post("/suggest/", {"q": "finca"}).status_code == 405


def test_an_issue_that_comes_out_at_a_set_hour_is_suggested_within_a_minute(client, monkeypatch):
    """Nothing is saved at that hour, so what was kept before it must not be kept for long."""
    times = []
    monkeypatch.setattr(
        type(caches["pages"]), "set", lambda self, key, page, time: times.append(time)
    )

    suggest(client, "oaxaca")

    assert times == [TIMED]
