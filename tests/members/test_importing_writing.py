"""An import as one transaction, and its undoing."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.importing.choosing import choose
from members.importing.writing import import_rows
from members.models import AlternateName, ImportBatch, Membership, Organisation
from members.models.import_batch import State
from tests.factories import (
    AlternateNameFactory,
    ContactFactory,
    CountryFactory,
    MembershipFactory,
    NewsletterFactory,
    OrganisationFactory,
    WebsiteCheckFactory,
)
from tests.members.importing import go_on, imported, previewed, rows
from tests.members.test_importing_preview import everything

pytestmark = pytest.mark.django_db

TABLE = [
    ["name", "kind", "country", "acronym", "former names", "member from", "description_fr"],
    ["Wend", "mfi", "BJ", "WK", "Old|Older", "2007-04-01", "Une caisse"],
    ["Oikos", "mfi", "BJ", "", "", "", ""],
]


@pytest.fixture(autouse=True)
def country():
    CountryFactory(code="BJ")


@pytest.fixture
def wend():
    organisation = OrganisationFactory(name="Wend", acronym="W", description_fr="Un réseau")
    AlternateNameFactory(organisation=organisation, name="Old", kind="former")
    AlternateNameFactory(organisation=organisation, name="Oldest", kind="former")
    MembershipFactory(organisation=organisation, start=datetime.date(2006, 1, 1))
    return organisation


def test_rows_are_written_with_all_that_they_tell(wend):
    batch = imported(TABLE)

    wend.refresh_from_db()
    oikos = Organisation.objects.get(name="Oikos")
    assert (batch.state, batch.counts) == ("done", {"changed": 1, "new": 1})
    assert (wend.kind, wend.acronym, wend.description_fr) == ("mfi", "WK", "Une caisse")
    assert sorted(name.name for name in wend.alternate_names.all()) == ["Old", "Older"]
    assert [period.start for period in wend.memberships.all()] == [datetime.date(2007, 4, 1)]
    assert (oikos.slug, oikos.status, oikos.region.slug) == ("oikos", "draft", "africa")


def test_what_was_imported_is_found_and_counted(wend):
    imported(TABLE)

    assert list(Organisation.objects.search("older")) == [wend]
    assert list(Organisation.objects.search("caisse")) == [wend]
    wend.refresh_from_db()
    assert wend.year_joined == 2007


def test_importing_the_same_file_again_changes_nothing(wend):
    imported(TABLE)

    assert previewed(TABLE).counts == {"unchanged": 2}


def test_a_new_organisation_gets_the_next_free_slug():
    OrganisationFactory(name="Elsewhere", slug="wend")
    AlternateNameFactory(name="x")

    imported([["name", "kind", "country"], ["Wend", "mfi", "BJ"], ["微", "mfi", "BJ"]])

    assert set(Organisation.objects.filter(kind="mfi").values_list("slug", flat=True)) == {
        "wend-2",
        "organisation",
    }


def test_what_someone_changed_since_the_preview_stops_all_of_the_import(wend):
    batch = previewed(TABLE)
    wend.acronym = "XY"
    wend.save()
    before = everything()

    batch = go_on(batch, State.IMPORTING)

    assert (batch.state, batch.counts) == ("previewed", {"conflict": 1, "new": 1})
    assert batch.problem == "Nothing was imported: 1 row has a conflict."
    assert batch.rows.get(line=2).told == ["acronym: it was “W”, and is now “XY”."]
    assert everything() == before


def test_the_good_rows_are_imported_and_the_conflict_stays_as_it_was(wend):
    batch = previewed(TABLE)
    Organisation.objects.filter(pk=wend.pk).update(acronym="XY")
    batch.good_rows_only = True

    batch = go_on(batch, State.IMPORTING)

    wend.refresh_from_db()
    assert (batch.state, batch.counts) == ("done", {"conflict": 1, "new": 1})
    assert (wend.acronym, wend.kind) == ("XY", "network")
    assert Organisation.objects.filter(name="Oikos").exists()


def test_a_change_elsewhere_in_the_record_is_kept_and_no_conflict(wend):
    batch = previewed([["name", "kind", "acronym"], ["Wend", "network", "WK"]])
    Organisation.objects.filter(pk=wend.pk).update(kind="mfi", website="https://example.org")

    go_on(batch, State.IMPORTING)

    wend.refresh_from_db()
    assert (wend.kind, wend.website, wend.acronym) == ("mfi", "https://example.org", "WK")


def test_one_who_typed_the_same_meanwhile_is_no_conflict(wend):
    batch = previewed([["name", "acronym"], ["Wend", "WK"]])
    Organisation.objects.filter(pk=wend.pk).update(acronym="WK")

    assert go_on(batch, State.IMPORTING).state == "done"


@pytest.mark.parametrize("is_deleted", [True, False])
def test_one_that_was_deleted_or_added_meanwhile_is_a_conflict(wend, is_deleted):
    batch = previewed(TABLE)
    if is_deleted:
        wend.delete()
    else:
        OrganisationFactory(name="Oikos")

    batch = go_on(batch, State.IMPORTING)

    assert (batch.state, batch.counts["conflict"]) == ("previewed", 1)


def test_one_taken_for_new_by_choice_is_added_beside_the_other(wend):
    OrganisationFactory(name="Oikos", slug="oikos-2", country__code="BJ")
    OrganisationFactory(name="Oikos", slug="oikos")
    batch = previewed(TABLE)
    choose(batch, {3: "new"}, batch.created_by)
    batch.refresh_from_db()

    go_on(batch, State.IMPORTING)

    assert Organisation.objects.filter(name="Oikos").count() == 3


def test_an_account_that_lost_its_rights_imports_nothing(wend):
    batch = previewed(TABLE)
    batch.created_by.groups.clear()

    batch = go_on(batch, State.IMPORTING)

    assert (batch.state, batch.counts) == ("previewed", {"conflict": 2})


def test_an_import_is_undone_as_a_whole(wend):
    before = everything()
    batch = go_on(imported(TABLE), State.UNDOING)

    assert batch.state == "undone"
    after = everything()
    ignored = ("members_change", "members_searchword", "members_tally", "auth_")
    ignored += ("members_historical",)
    for table in before:
        if table.startswith(ignored):
            continue
        assert told(after[table]) == told(before[table]), table


def told(table_rows):
    """Rows without their keys and times, which an undoing does not bring back."""
    return sorted(
        str({k: v for k, v in row.items() if k not in ("id", "updated_at")}) for row in table_rows
    )


def test_an_import_is_not_undone_where_a_row_was_edited_since(wend):
    batch = imported(TABLE)
    Organisation.objects.filter(pk=wend.pk).update(website="https://example.org")
    before = everything()

    batch = go_on(batch, State.UNDOING)

    assert batch.state == "done"
    assert batch.problem == "1 row was not undone, as it has been edited since."
    assert batch.rows.get(line=2).told == [
        "website: it was imported as “”, and is now “https://example.org”."
    ]
    assert everything() == before


def test_the_rows_that_nobody_edited_are_undone_by_themselves(wend):
    batch = imported(TABLE)
    Organisation.objects.filter(pk=wend.pk).update(website="https://example.org")
    batch.good_rows_only = True

    batch = go_on(batch, State.UNDOING)

    assert (batch.state, [row.is_undone for row in batch.rows.all()]) == ("done", [False, True])
    assert not Organisation.objects.filter(name="Oikos").exists()


def test_a_row_is_undone_alone(wend):
    batch = go_on(imported(TABLE), State.UNDOING, lines=[2])

    wend.refresh_from_db()
    assert wend.acronym == "W"
    assert Organisation.objects.filter(name="Oikos").exists()
    assert go_on(batch, State.UNDOING).state == "undone"


@pytest.mark.parametrize("link", ["contact", "newsletter", "deleted"])
def test_one_that_something_was_linked_to_since_is_not_taken_away(wend, link):
    batch = imported(TABLE)
    oikos = Organisation.objects.get(name="Oikos")
    if link == "contact":
        ContactFactory(organisation=oikos)
    elif link == "newsletter":
        NewsletterFactory().organisations.add(oikos)
    else:
        oikos.delete()

    batch = go_on(batch, State.UNDOING)

    assert batch.state == "done"
    assert len(batch.rows.get(line=3).told) == 1


def test_one_whose_website_was_looked_at_since_is_taken_away(wend):
    batch = imported(TABLE)
    WebsiteCheckFactory(organisation=Organisation.objects.get(name="Oikos"))

    assert go_on(batch, State.UNDOING).state == "undone"
    assert not Organisation.objects.filter(name="Oikos").exists()


def test_a_second_period_goes_with_its_import():
    organisation = OrganisationFactory(name="Wend")
    MembershipFactory(organisation=organisation, start="2001-01-01", end="2005-12-31")
    batch = imported([["name", "member from"], ["Wend", "2007-01-01"]])

    assert organisation.memberships.count() == 2
    go_on(batch, State.UNDOING)
    assert [str(period.start) for period in organisation.memberships.all()] == ["2001-01-01"]


def test_work_that_was_begun_anew_is_not_done_twice(wend):
    batch = previewed(TABLE)
    go_on(batch, State.IMPORTING)

    batch = ImportBatch.objects.get(pk=batch.pk)
    import_rows(batch, batch.run)

    assert Organisation.objects.filter(name="Oikos").count() == 1


def test_queries_of_an_import_grow_with_chunks():
    def queries(number):
        table = [["name", "kind", "country", "former names", "member from"]]
        table += [[f"B {number} {n}", "mfi", "BJ", f"O {n}", "2007-01-01"] for n in range(number)]
        batch = previewed(table)
        with CaptureQueriesContext(connection) as captured:
            batch = go_on(batch, State.IMPORTING)
        # What is deleted is written down row by row.
        go_on(batch, State.UNDOING)
        return len(captured)

    few = queries(3)

    assert queries(60) <= few + 12
    assert not AlternateName.objects.exists()
    assert not Membership.objects.exists()


def test_rows_keep_what_they_were_refused_for():
    batch = previewed([["name", "kind", "country"], ["", "", ""], ["X", "", "BJ"]])

    assert [row[:2] for row in rows(batch)] == [(3, "refused")]
