"""The committee's note of another region: neither an import nor its page tells what it says."""

import pytest

from members.importing.problems import in_each_language
from members.importing.writing import differences
from members.models.import_batch import State
from prosper.roles import REGIONAL_CONTACT
from tests.factories import CountryFactory, OrganisationFactory, RegionFactory, UserFactory
from tests.members.importing import go_on, imported, previewed
from tests.members.test_importing_pages import LIST, page_of

pytestmark = pytest.mark.django_db

SECRET = "the director was suspended"
NOT_YOURS = "You may not change organisations of this region."


@pytest.fixture
def regional(client):
    """A regional contact of Africa."""
    user = UserFactory(groups=[REGIONAL_CONTACT])
    RegionFactory(slug="africa").editors.add(user)
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def wend():
    return OrganisationFactory(name="Wend", note="Old", country=CountryFactory(code="BJ"))


@pytest.fixture
def padma():
    asia = CountryFactory(code="BD", region=RegionFactory(slug="asia"))
    return OrganisationFactory(name="Padma", country=asia, note=SECRET)


def move(organisation) -> None:
    """The committee takes it to Asia, and writes a note of its own."""
    organisation.refresh_from_db()
    organisation.country = CountryFactory(code="BD", region=RegionFactory(slug="asia"))
    organisation.region = organisation.country.region
    organisation.note = SECRET
    organisation.save()


def shown(client, batch) -> str:
    return client.get(page_of(batch)).content.decode()


def returned(client, batch) -> str:
    file = client.get(f"{LIST}{batch.pk}/refused.csv")
    return b"".join(file.streaming_content).decode()


@pytest.mark.parametrize("guess", [SECRET, "something else", ""])
def test_a_guess_of_a_note_is_refused_whether_it_is_right_or_not(regional, padma, guess):
    table = [["id", "note"], [padma.pk, guess]]
    batch = previewed(table, created_by=regional.user, empties=True)

    assert batch.counts == {"refused": 1}
    assert batch.rows.get().told == [NOT_YOURS]


def test_a_row_of_anothers_record_that_tells_no_note_may_change_nothing(regional, padma):
    table = [["id", "acronym", "note"], [padma.pk, padma.acronym, ""]]

    assert previewed(table, created_by=regional.user).counts == {"unchanged": 1}


def test_the_note_of_one_that_was_moved_is_no_conflict_to_be_quoted(regional, wend):
    batch = previewed([["id", "note"], [wend.pk, "Mine"]], created_by=regional.user)
    move(wend)

    go_on(batch, State.IMPORTING)

    assert batch.rows.get().told == [NOT_YOURS]
    assert SECRET not in shown(regional, batch)


def test_the_page_of_an_import_does_not_tell_what_became_of_one_that_was_moved(regional, ana, wend):
    batch = imported([["id", "note"], [wend.pk, "Mine"]], created_by=regional.user)
    move(wend)

    page = shown(regional, batch)

    assert NOT_YOURS in page
    assert SECRET not in page
    assert SECRET in shown(ana, batch)


def test_an_undoing_that_is_refused_does_not_tell_it_either(regional, wend):
    batch = imported([["id", "note"], [wend.pk, "Mine"]], created_by=regional.user)
    move(wend)

    go_on(batch, State.UNDOING)

    assert batch.rows.get().told == [NOT_YOURS]
    assert SECRET not in shown(regional, batch)


def test_reasons_that_were_kept_before_are_not_shown_to_who_may_not_read_the_note(
    regional, ana, wend
):
    batch = previewed([["id", "note"], [wend.pk, "Mine"]], created_by=regional.user)
    move(wend)
    row = batch.rows.get()
    reasons = differences({"note": SECRET}, row.changes)
    row.outcome, row.reasons = "conflict", in_each_language(reasons)
    row.save()
    batch.count()
    batch.save()

    for told in (shown, returned):
        assert SECRET not in told(regional, batch)
        assert SECRET in told(ana, batch)


def test_a_note_that_the_committee_previewed_is_not_shown_to_who_sent_the_file(
    regional, ana, padma
):
    batch = previewed([["id", "note"], [padma.pk, "Mine"]], created_by=regional.user)
    ana.post(f"{LIST}{batch.pk}/act/", {"do": "again"})
    go_on(batch, State(batch.state))

    assert SECRET not in shown(regional, batch)
