"""The directory's query language."""

import datetime

import pytest
from django.http import QueryDict

from members.filters import OrganisationFilter
from members.models import Kind, Organisation
from tests.factories import CountryFactory, MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def ask(query):
    return OrganisationFilter(QueryDict(query), Organisation.objects.public())


def found(query):
    return [organisation.name for organisation in ask(query).qs]


@pytest.fixture
def network():
    """Four organisations that differ in kind, place, language and year of joining."""
    alafia = OrganisationFactory(name="Alafia", country__code="BJ", language="fr")
    bolivia = country("BO", "latin-america")
    crecer = OrganisationFactory(name="Crecer", kind=Kind.MFI, country=bolivia, language="es")
    MembershipFactory(organisation=alafia, start=datetime.date(2007, 4, 1))
    MembershipFactory(organisation=crecer, start=None, attested_on=datetime.date(2012, 4, 1))
    OrganisationFactory(name="Fidev", kind=Kind.SUPPORT, country=country("MG", "africa"))
    OrganisationFactory(name="Finrural", country=country("BO", "latin-america"))
    OrganisationFactory(name="Aside", draft=True, country=country("BO", "latin-america"))


def country(code, region):
    return CountryFactory(code=code, region__slug=region)


@pytest.mark.parametrize(
    "query, names",
    [
        ("", ["Alafia", "Crecer", "Fidev", "Finrural"]),
        # each alone
        ("q=fi", ["Fidev", "Finrural"]),
        ("q=afia", ["Alafia"]),
        ("kind=network", ["Alafia", "Finrural"]),
        ("region=africa", ["Alafia", "Fidev"]),
        ("country=BO", ["Crecer", "Finrural"]),
        ("language=fr", ["Alafia"]),
        ("joined=2012", ["Crecer"]),
        # or within one
        ("kind=mfi&kind=support", ["Crecer", "Fidev"]),
        ("region=africa&region=latin-america", ["Alafia", "Crecer", "Fidev", "Finrural"]),
        ("country=BJ&country=MG", ["Alafia", "Fidev"]),
        ("language=fr&language=es", ["Alafia", "Crecer"]),
        ("joined=2007&joined=2012", ["Alafia", "Crecer"]),
        # and between two
        ("language=es&joined=2012", ["Crecer"]),
        ("language=es&joined=2007", []),
        ("q=fi&kind=network", ["Finrural"]),
        ("q=africa&kind=network", ["Alafia"]),
        ("kind=network&region=africa", ["Alafia"]),
        ("kind=mfi&kind=support&country=BO", ["Crecer"]),
        ("region=africa&country=BO", []),
        # as people write them
        ("kind=NETWORK&region=%20Africa%20&country=bj", ["Alafia"]),
        ("kind=mfi&kind=mfi", ["Crecer"]),
        ("q=&kind=&region=&country=", ["Alafia", "Crecer", "Fidev", "Finrural"]),
        ("q=%20%20", ["Alafia", "Crecer", "Fidev", "Finrural"]),
        # an unknown value narrows nothing, and a known one beside it still does
        ("kind=bank", ["Alafia", "Crecer", "Fidev", "Finrural"]),
        ("kind=bank&kind=mfi", ["Crecer"]),
        ("region=atlantis&country=BO", ["Crecer", "Finrural"]),
        ("language=xx&joined=soon", ["Alafia", "Crecer", "Fidev", "Finrural"]),
        ("country=%00", ["Alafia", "Crecer", "Fidev", "Finrural"]),
        # what is no filter
        ("colour=red&status=draft&note=x", ["Alafia", "Crecer", "Fidev", "Finrural"]),
        # words that name nothing find nothing
        ("q=%25", []),
        ("q=_", []),
    ],
)
def test_a_query_finds(network, query, names):
    assert found(query) == names


def test_a_country_without_organisations_is_known_and_finds_none(network):
    CountryFactory(code="KH")

    assert (found("country=KH"), ask("country=KH").unknown("country")) == ([], [])


@pytest.mark.parametrize(
    "query, facet, unknown",
    [
        ("kind=bank&kind=mfi", "kind", ["bank"]),
        ("region=Atlantis", "region", ["atlantis"]),
        ("country=zz&country=q", "country", ["zz", "q"]),
        ("country=B%00J", "country", ["BJ"]),
        ("kind=mfi", "kind", []),
        ("", "kind", []),
    ],
)
def test_values_that_name_nothing_are_set_apart(network, query, facet, unknown):
    filterset = ask(query)
    assert filterset.values is not None

    assert filterset.unknown(facet) == unknown


def test_a_query_that_is_too_long_finds_nothing_and_says_why(network):
    filterset = ask("q=" + "fi" * 101)

    assert list(filterset.qs) == []
    assert filterset.errors_of("q") == "Ensure this value has at most 200 characters (it has 202)."


def test_a_query_as_long_as_allowed_is_answered(network):
    assert found("q=" + "fidev%20" * 33) == ["Fidev"]


@pytest.mark.parametrize(
    "changes, address",
    [
        ({}, "q=micro+cr%C3%A9dit&kind=mfi&kind=network&country=BO&sort=name"),
        ({"q": ""}, "kind=mfi&kind=network&country=BO&sort=name"),
        ({"kind": ["network"]}, "q=micro+cr%C3%A9dit&kind=network&country=BO&sort=name"),
        ({"country": []}, "q=micro+cr%C3%A9dit&kind=mfi&kind=network&sort=name"),
        ({"sort": None}, "q=micro+cr%C3%A9dit&kind=mfi&kind=network&country=BO"),
    ],
)
def test_a_query_is_written_into_an_address_without_what_it_did_not_need(network, changes, address):
    typed = "country=bo&q=micro+cr%C3%A9dit&kind=mfi&kind=network&kind=bank&page=2&x=y&sort=name"

    assert ask(typed).as_query(**changes) == address


@pytest.mark.parametrize(
    "query, order",
    [
        ("", "name"),
        ("q=fi", "relevance"),
        ("sort=newest", "newest"),
        ("q=fi&sort=country", "country"),
        ("sort=relevance", "name"),  # to no words
        ("sort=size", "name"),
    ],
)
def test_the_order_is_the_one_asked_for_or_the_one_that_suits(network, query, order):
    assert ask(query).order == order


@pytest.mark.parametrize(
    "query, is_narrowed",
    [("", False), ("q=+", False), ("kind=bank", False), ("q=a", True), ("country=BO", True)],
)
def test_a_query_narrows_the_list_or_does_not(network, query, is_narrowed):
    assert ask(query).is_narrowed is is_narrowed
