"""Which organisations are probably in the directory twice, and how surely."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from members import common
from members.duplicates import blocks
from members.duplicates.finding import find, meant_by
from members.duplicates.merging import merge
from members.models import DuplicatePair, Organisation
from tests.factories import (
    AlternateNameFactory,
    CountryFactory,
    DuplicatePairFactory,
    OrganisationFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    CountryFactory(code="BJ")
    CountryFactory(code="BO", region=RegionFactory(slug="latin-america"))


def organisation(name: str, code: str = "BJ", **more) -> Organisation:
    slug = f"o-{Organisation.objects.count()}"
    return OrganisationFactory(name=name, slug=slug, country_id=code, region=None, **more)


def found() -> list[tuple[str, str, int]]:
    find()
    pairs = DuplicatePair.objects.select_related("first", "second")
    return [(pair.first.name, pair.second.name, pair.score) for pair in pairs]


@pytest.mark.parametrize(
    "one, other, score",
    [
        ("Wend Kuuni", "WEND-KUUNI", 100),
        ("Wend Kuuni", "Kuuni Wend", 100),
        ("Wend Kuuni", "Wend Kuni", 94),
        ("Microfinance Espoir", "Micro finance Espoir", 100),
        ("Fondo Microfinanzas Esperanza", "Fondo Microfinance Esperanza", 91),
        ("Wend Kuuni", "Réseau Wend Kuuni", 80),
        ("Alpimed", "Alpimed Network", 80),
    ],
)
def test_names_that_are_nearly_the_same_are_told(one, other, score):
    organisation(one)
    organisation(other)

    assert found() == [(one, other, score)]


@pytest.mark.parametrize(
    "one, other",
    [
        ("Village bank 1", "Village bank 2"),
        ("Caja de ahorro y credito Puno", "Caja de ahorro y credito Lima"),
        ("Wend", "Oikos"),
        ("Union des femmes de Bama", "Union des femmes de Bama et des pays du Mono et du Couffo"),
        ("Caja", "Caja Real de Ahorro"),
    ],
)
def test_names_that_tell_two_apart_are_not(one, other):
    organisation(one)
    organisation(other)

    assert found() == []


def test_other_names_and_acronyms_count():
    wend = organisation("Réseau Wend", acronym="RWK")
    AlternateNameFactory(organisation=wend, name="Oikos Bénin")
    organisation("Oikos Benin")
    organisation("Rural Women of Kandi", acronym="RWK")

    assert [pair[1:] for pair in found()] == [("Oikos Benin", 100), ("Rural Women of Kandi", 70)]


@pytest.mark.parametrize("site", ["http://www.wend.example", "https://wend.example/"])
def test_the_same_website_tells_of_two_of_other_names(site):
    organisation("Wend", website="https://wend.example")
    organisation("Oikos", website=site)

    assert found() == [("Wend", "Oikos", 75)]


def test_a_site_on_which_many_have_a_page_tells_nothing():
    organisation("Wend", website="https://www.facebook.com/wend")
    organisation("Oikos", website="https://www.facebook.com/oikos")

    assert found() == []


def test_another_country_and_another_kind_speak_against_it():
    organisation("Oikos Credit")
    organisation("Oikos Credit", kind="mfi")
    organisation("Oikos Credit", "BO")

    assert [score for *_names, score in found()] == [95, 70]


def test_one_of_a_whole_region_may_be_one_of_its_countries():
    organisation("Wend Kuuni")
    OrganisationFactory(name="Wend Kuuny", country=None, region=RegionFactory(slug="africa"))
    OrganisationFactory(name="Wend Kuunya", country=None, region=RegionFactory(slug="africa"))

    names = {frozenset(pair[:2]) for pair in found()}

    assert {"Wend Kuuni", "Wend Kuuny"} in names
    assert {"Wend Kuuny", "Wend Kuunya"} in names


def test_why_is_told():
    organisation("Wend Kuuni", website="https://wend.example")
    organisation("Wend Kuni", kind="mfi", website="https://wend.example")

    find()

    assert DuplicatePair.objects.get().reasons == ["near_name", "site", "place", "kind"]


def test_what_somebody_said_is_not_the_same_is_not_told_again():
    first, second = organisation("Wend Kuuni"), organisation("Wend Kuni")
    DuplicatePairFactory(first=first, second=second, dismissed_at=timezone.now(), score=1)

    assert find() == 0
    pair = DuplicatePair.objects.get()
    assert (pair.score, pair.dismissed_at is None) == (94, False)


def test_nor_when_one_of_them_was_merged_since():
    first, second = organisation("Wend Kuuni"), organisation("Wend Kuni")
    DuplicatePairFactory(first=first, second=second, dismissed_at=timezone.now())
    third = organisation("Wend Kuunis")

    merge(third, second)

    assert {frozenset(pair[:2]) for pair in found()} == {frozenset(["Wend Kuuni", "Wend Kuni"])}
    assert find() == 0


def test_a_pair_that_is_none_any_more_goes_and_one_that_stays_keeps_its_number():
    organisation("Wend Kuuni")
    organisation("Wend Kuni")
    gone = organisation("Wend Kuunis")
    find()
    kept = DuplicatePair.objects.get(second__name="Wend Kuni")

    gone.name = "Oikos"
    gone.save()

    assert find() == 1
    assert DuplicatePair.objects.get() == kept


def test_drafts_and_archived_ones_count_and_merged_ones_do_not():
    kept, merged = organisation("Wend Kuuni"), organisation("Oikos")
    merge(kept, merged)
    organisation("Wend Kuni", status="archived")
    organisation("Oikos", status="draft")

    assert {pair[:2] for pair in found()} == {("Wend Kuuni", "Wend Kuni"), ("Wend Kuuni", "Oikos")}


def test_what_very_many_share_tells_nothing():
    for number in range(blocks.FEW + 1):
        organisation(f"Wend {'abcdefghijklmno'[number] * 9}", acronym="RWK")

    assert found() == []


def test_all_names_are_gone_through_by_shares(monkeypatch):
    monkeypatch.setattr(blocks, "SHARE", 1)
    organisation("Oikos Credit")
    organisation("Oikos Credit", "BO")

    assert [score for *_names, score in found()] == [70]


def test_the_command_says_how_many_there_are(capsys):
    organisation("Wend Kuuni")
    organisation("Wend Kuni")

    call_command("find_duplicates")

    assert "nobody has looked at yet: 1." in capsys.readouterr().out


@pytest.mark.parametrize("count", [2, 12])
def test_queries_do_not_grow_with_the_directory(count, django_assert_max_num_queries):
    for number in range(count):
        organisation(f"Wend Kuuni{'abcdefghijkl'[number]}")

    with django_assert_max_num_queries(16):
        find()


@pytest.mark.parametrize("typed", ["wend kuni", "Kuuni Wend", "Reseau Wend Kuuni", "RWK"])
def test_a_new_name_is_held_against_all_names(typed):
    wend = organisation("Wend Kuuni", acronym="RWK", status="draft")
    organisation("Oikos")

    assert [c.organisation for c in meant_by(typed, country="BJ")] == [wend]


def test_a_new_name_is_held_against_other_names_too():
    wend = organisation("Réseau des femmes")
    AlternateNameFactory(organisation=wend, name="Wend Kuuni")

    [candidate] = meant_by("Wend Kuni", country="BJ")

    assert (candidate.organisation, candidate.likeness.score) == (wend, 92)


@pytest.mark.parametrize("typed", ["", "…", "Oikos", "Wend Kuuni 2"])
def test_a_name_of_its_own_means_none(typed):
    organisation("Wend Kuuni")

    assert meant_by(typed, country="BJ") == []


def test_of_words_that_very_many_have_the_very_name_is_found(monkeypatch):
    monkeypatch.setattr(common, "FEW", 1)
    organisation("Rural Bank of Kandi")
    organisation("Bank of Rural Parakou")
    organisation("Rural Bank")

    found = [candidate.organisation.name for candidate in meant_by("Rural bank", country="BJ")]

    assert found[0] == "Rural Bank"


def test_those_that_are_known_not_to_be_it_are_left_out():
    wend = organisation("Wend Kuuni")

    assert meant_by("Wend Kuni", besides={wend.pk}) == []
