"""What the directory shows beside its results."""

import datetime

import pytest
from django.http import QueryDict
from django.utils.translation import override

from members import facets
from members.filters import OrganisationFilter
from members.models import Kind, Organisation, Tally
from tests.factories import (
    CountryFactory,
    MembershipFactory,
    OrganisationFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db


def build(query=""):
    filterset = OrganisationFilter(QueryDict(query), Organisation.objects.public())
    return filterset, {facet.name: facet for facet in facets.build(filterset)}


def counts(facet):
    return {option.value: option.count for option in facet.options + facet.more}


def make(codes, **values):
    for code in codes.split():
        OrganisationFactory(country__code=code, **values)


def test_each_value_has_the_count_of_its_public_organisations():
    make("BJ BJ MG")
    make("BO", kind=Kind.MFI, country__region__slug="latin-america")
    make("BJ KH", draft=True)

    _filterset, found = build()

    assert counts(found["kind"]) == {"network": 3, "mfi": 1}
    assert counts(found["region"]) == {"africa": 3, "latin-america": 1}
    assert counts(found["country"]) == {"BJ": 2, "BO": 1, "MG": 1}


def test_counts_heed_every_filter_but_their_own():
    make("BJ BJ MG")
    make("BJ MG", kind=Kind.MFI)

    _filterset, found = build("kind=network&country=BJ")

    assert counts(found["kind"]) == {"network": 2, "mfi": 1}
    assert counts(found["country"]) == {"BJ": 2, "MG": 1}


def test_a_count_is_what_the_value_then_finds():
    make("BJ BJ MG")
    make("BJ", kind=Kind.SUPPORT)

    _filterset, found = build("kind=network")

    for code, count in counts(found["country"]).items():
        assert build(f"kind=network&country={code}")[0].qs.count() == count


def test_an_organisation_for_a_whole_region_counts_in_no_country():
    OrganisationFactory(country=None, region=RegionFactory(slug="asia"))

    _filterset, found = build()

    assert (counts(found["region"]), counts(found["country"])) == ({"asia": 1}, {})


def test_a_chosen_value_without_results_stays_to_be_unticked():
    make("BJ")
    CountryFactory(code="KH")

    _filterset, found = build("country=KH")

    assert counts(found["country"]) == {"KH": 0, "BJ": 1}
    assert [option.value for option in found["country"].chosen] == ["KH"]


def test_the_largest_countries_are_shown_and_the_others_folded_away_from_a_to_z():
    make("BJ BJ MG MG BO BO KH KH PH PH FR FR DE ES IT")

    with override("es"):
        _filterset, found = build()

    shown, more = found["country"].options, found["country"].more
    assert {option.value for option in shown} == {"BJ", "MG", "BO", "KH", "PH", "FR"}
    assert [option.label for option in more] == ["Alemania", "España", "Italia"]


def test_a_single_country_is_not_folded_away():
    make("BJ MG BO KH PH FR DE")

    _filterset, found = build()

    assert (len(found["country"].options), found["country"].more) == (7, [])


def test_chosen_countries_come_first_and_are_never_folded_away():
    make("BJ BJ MG MG BO BO KH KH PH PH FR FR DE ES IT")

    _filterset, found = build("country=IT&country=DE")

    assert {option.value for option in found["country"].options[:2]} == {"IT", "DE"}


def test_languages_are_named_and_years_stand_latest_first():
    make("BJ", language="fr")
    make("BJ KH", language="en")
    first, second, _third = Organisation.objects.order_by("pk")
    MembershipFactory(organisation=first, start=datetime.date(2007, 4, 1))
    MembershipFactory(organisation=second, start=datetime.date(2012, 4, 1))

    _filterset, found = build("language=fr")

    labels = [(option.label, option.count) for option in found["language"].options]
    assert labels == [("English", 2), ("French", 1)]
    assert counts(found["joined"]) == {"2007": 1}
    _filterset, found = build()
    assert [option.label for option in found["joined"].options] == ["2012", "2007"]


def test_a_language_that_nobody_works_in_is_not_offered(client):
    make("BJ")

    _filterset, found = build()

    assert found["language"].options == found["joined"].options == []
    assert "Working language" not in client.get("/members/").content.decode()


@pytest.mark.parametrize(
    "query, facet, error",
    [
        ("language=xx", "language", "There is no such choice: xx. It was left out."),
        ("joined=12", "joined", "There is no such choice: 12. It was left out."),
        ("joined=2007", "joined", ""),
    ],
)
def test_unknown_languages_and_years_are_left_out(query, facet, error):
    filterset, found = build(query)

    assert found[facet].error == error
    assert filterset.is_narrowed is not bool(error)


def test_an_unknown_value_is_an_error_of_its_own_facet():
    _filterset, found = build("region=atlantis&region=mu")

    assert {facet.name: facet.error for facet in found.values()} == {
        "kind": "",
        "region": "There is no such choice: atlantis, mu. It was left out.",
        "country": "",
        "language": "",
        "joined": "",
    }


def test_an_error_repeats_little_of_what_was_given():
    _filterset, found = build("&".join(f"kind={n}{'x' * 500}" for n in range(50)))

    assert len(found["kind"].error) < 300


def test_chips_are_links_that_take_one_filter_away():
    make("BJ MG")

    filterset, found = build("q=org&country=BJ&country=MG&kind=network")
    chips = facets.chips(filterset, list(found.values()), "/members/")

    assert [(chip.value, chip.remove_url) for chip in chips] == [
        ("org", "/members/?kind=network&country=BJ&country=MG"),
        ("Local network", "/members/?q=org&country=BJ&country=MG"),
        ("Benin", "/members/?q=org&kind=network&country=MG"),
        ("Madagascar", "/members/?q=org&kind=network&country=BJ"),
    ]


def test_the_last_chip_leads_to_the_whole_list():
    make("BJ")

    filterset, found = build("country=BJ")
    (chip,) = facets.chips(filterset, list(found.values()), "/fr/members/")

    assert chip.remove_url == "/fr/members/"


@pytest.mark.parametrize(
    "query, title",
    [
        ("", "Member directory"),
        ("kind=network&region=africa&q=%C3%B3rg", "2 members: Local network, Africa, “órg”"),
        ("country=BJ", "1 member: Benin"),
        ("country=BJ&on=2007-12-31", "0 members: Benin, 31 December 2007"),
    ],
)
def test_the_title_says_the_result_in_a_few_words(query, title):
    make("BJ MG")

    filterset, found = build(query)

    assert facets.title(list(found.values()), filterset) == title


def test_the_title_writes_large_numbers_as_the_reader_does():
    make("BJ")
    Tally.objects.update(total=1200)

    filterset, found = build("country=BJ")

    assert facets.title(list(found.values()), filterset) == "1,200 members: Benin"


# The regions and the tally; where there are words or a day, the regions and one count. What was
# meant is asked once, and all that it may be is counted at once.
@pytest.mark.parametrize(
    "query, queries", [("kind=network", 2), ("q=org", 2), ("q=orx", 2), ("q=orgamisation", 4)]
)
@pytest.mark.parametrize("rows", [1, 3])
def test_facets_ask_the_same_few_questions_however_many_organisations(
    rows, query, queries, django_assert_num_queries
):
    make(" ".join(["BJ", "MG", "CM"][:rows]))

    with django_assert_num_queries(queries):
        build(query)
