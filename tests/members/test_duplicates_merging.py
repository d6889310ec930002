"""Making one organisation of two: everything that leads to the one leads to the other."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import models

from members.duplicates import relations
from members.duplicates.merging import merge
from members.models import AlternateName, Contact, Membership, Organisation
from members.occasion import because
from tests.factories import (
    AlternateNameFactory,
    ChangeRequestFactory,
    ContactFactory,
    DuplicatePairFactory,
    ImportRowFactory,
    MembershipFactory,
    MergeFactory,
    NewsletterFactory,
    OrganisationFactory,
    QuestionFactory,
    UserFactory,
    WebsiteCheckFactory,
)

pytestmark = pytest.mark.django_db

# How to make a row of each relation that leads to an organisation. A model that is added later, and
# is not here, fails the test: let it be moved (which needs nothing), and say here how one is made.
MAKERS = {
    "members.alternatename.organisation": lambda o: AlternateNameFactory(organisation=o),
    "members.membership.organisation": lambda o: MembershipFactory(organisation=o),
    "members.contact.organisation": lambda o: ContactFactory(organisation=o),
    "members.websitecheck.organisation": lambda o: WebsiteCheckFactory(organisation=o),
    "members.question.organisation": lambda o: QuestionFactory(organisation=o),
    "members.changerequest.organisation": lambda o: ChangeRequestFactory(organisation=o),
    "members.importrow.organisation": lambda o: ImportRowFactory(organisation=o),
    "members.organisation.merged_into": lambda o: MergeFactory(kept=o).merged,
    "newsletters.newsletter.organisations": lambda o: newsletter(o),
}
STAYING = {
    "members.duplicatepair.first",
    "members.duplicatepair.second",
    "members.merge.kept",
    "members.merge.merged",
}


@pytest.fixture
def wend():
    return OrganisationFactory(name="Wend Kuuni", slug="wend-kuuni")


@pytest.fixture
def twin():
    return OrganisationFactory(name="Réseau Wend Kuni", slug="wend-kuni")


def newsletter(*organisations):
    issue = NewsletterFactory()
    issue.organisations.set(organisations)
    return issue


def all_relations() -> dict[str, models.ForeignObjectRel]:
    found = Organisation._meta.get_fields(include_hidden=True)
    return {
        relations.key_of(relation): relation
        for relation in found
        if relation.auto_created and not relation.concrete
    }


def leading_to(relation, organisation) -> list:
    rows = relation.related_model._default_manager.filter(**{relation.field.name: organisation})
    return list(rows.values_list("pk", flat=True))


def test_every_relation_is_thought_of():
    """By introspection: histories and the tables of plain links apart."""
    known = {
        key
        for key, relation in all_relations().items()
        if ".historical" not in key and not relation.related_model._meta.auto_created
    }

    assert known == MAKERS.keys() | STAYING
    assert {relations.key_of(relation) for relation in relations.moving()} == MAKERS.keys()


@pytest.mark.parametrize("key", MAKERS)
def test_what_leads_to_the_one_leads_to_the_other(wend, twin, key):
    row, relation = MAKERS[key](twin), all_relations()[key]

    merge(wend, twin)

    assert row.pk in leading_to(relation, wend)
    assert leading_to(relation, twin) == []


def test_the_one_merged_away_stays_as_a_row_and_is_archived(wend, twin):
    merge(wend, twin)

    twin.refresh_from_db()
    assert (twin.status, twin.merged_into, twin.slug) == ("archived", wend, "wend-kuni")


def test_the_names_it_had_find_the_other(wend, twin):
    Organisation.objects.filter(pk=twin.pk).update(acronym="RWK")

    merge(wend, twin, take=())

    names = list(wend.alternate_names.values_list("name", "kind"))
    assert names == [("RWK", "spelling"), ("Réseau Wend Kuni", "former")]
    assert Organisation.objects.public().search("reseau kuni").get() == wend


def test_fields_are_as_they_are_chosen_and_else_stay(wend, twin):
    Organisation.objects.filter(pk=twin.pk).update(kind="mfi", year_founded=1998, note="Called")

    merge(wend, twin, take={"name", "year_founded"})

    wend.refresh_from_db()
    assert (wend.name, wend.year_founded) == ("Réseau Wend Kuni", 1998)
    assert (wend.kind, wend.note, wend.slug) == ("network", "", "wend-kuuni")
    assert [n.name for n in wend.alternate_names.all()] == ["Wend Kuuni"]


def test_what_the_one_lacks_is_taken_from_the_other_where_nothing_is_chosen(wend, twin):
    Organisation.objects.filter(pk=wend.pk).update(website="https://wend.example/")
    Organisation.objects.filter(pk=twin.pk).update(website="https://b.example/", acronym="WK")

    merge(wend, twin)

    wend.refresh_from_db()
    assert (wend.website, wend.acronym) == ("https://wend.example/", "WK")


def test_a_place_is_chosen_as_one(wend):
    abroad = OrganisationFactory(country__code="BO", country__region__slug="latin-america")

    merge(wend, abroad, take={"country"})

    wend.refresh_from_db()
    assert (wend.country_id, wend.region.slug) == ("BO", "latin-america")


def test_a_name_that_both_have_is_kept_once(wend, twin):
    for one in (wend, twin):
        AlternateNameFactory(organisation=one, name="Burkina Wend")

    merge(wend, twin)

    assert AlternateName.objects.filter(name="Burkina Wend").count() == 1


def test_an_issue_that_names_both_names_the_one_that_stays(wend, twin):
    issue = newsletter(wend, twin)

    merge(wend, twin)

    assert list(issue.organisations.all()) == [wend]


def test_the_same_period_is_kept_once_and_one_that_lies_beside_it_as_well(wend, twin):
    for one in (wend, twin):
        MembershipFactory(
            organisation=one, start=datetime.date(2007, 4, 1), end=datetime.date(2008, 1, 1)
        )
    MembershipFactory(organisation=twin, start=datetime.date(2010, 1, 1))

    merge(wend, twin)

    starts = list(wend.memberships.order_by("start").values_list("start__year", flat=True))
    assert starts == [2007, 2010]
    assert Membership.objects.count() == 2


def test_of_periods_that_overlap_the_chosen_one_is_kept(wend, twin):
    MembershipFactory(organisation=wend, start=datetime.date(2007, 4, 1))
    other = MembershipFactory(organisation=twin, start=datetime.date(2006, 1, 1))

    merge(wend, twin, periods={other.pk})

    assert list(Membership.objects.all()) == [other]
    assert wend.memberships.get() == other


def test_periods_that_overlap_cannot_both_be_chosen(wend, twin):
    both = {MembershipFactory(organisation=one).pk for one in (wend, twin)}

    with pytest.raises(ValidationError, match="Two of the periods overlap"):
        merge(wend, twin, periods=both)

    twin.refresh_from_db()
    assert twin.merged_into is None


def test_contacts_answer_for_the_one_that_stays(wend, twin):
    contact = ContactFactory(organisation=twin)

    merge(wend, twin)

    assert Contact.objects.get() == contact
    assert Contact.objects.get().organisation == wend


def test_one_that_was_merged_into_the_one_merged_away_follows(wend, twin):
    first = OrganisationFactory()
    merge(twin, first)

    merge(wend, twin)

    first.refresh_from_db()
    assert first.merged_into == wend


def test_pairs_and_merges_tell_of_the_records_as_they_were(wend, twin):
    pair = DuplicatePairFactory(first=wend, second=twin)
    earlier = merge(twin, OrganisationFactory())

    merge(wend, twin)

    pair.refresh_from_db()
    earlier.refresh_from_db()
    assert (pair.second, earlier.kept) == (twin, twin)


def test_what_an_import_made_of_it_stays_with_it_and_what_waits_does_not(wend, twin):
    done = ImportRowFactory(organisation=twin, after={"name": "Wend"})
    waiting = ImportRowFactory(organisation=twin, outcome="changed")

    merge(wend, twin)

    done.refresh_from_db()
    waiting.refresh_from_db()
    assert (done.organisation, waiting.organisation) == (twin, wend)


@pytest.mark.parametrize("again", ["itself", "merged already", "merged the other way"])
def test_what_cannot_be_merged_is_refused(wend, twin, again):
    if again != "itself":
        merge(wend, twin)
    kept, merged = {
        "itself": (wend, wend),
        "merged already": (wend, twin),
        "merged the other way": (twin, wend),
    }[again]

    with pytest.raises(ValidationError):
        merge(kept, merged)


def test_one_that_is_no_longer_there_is_refused(wend, twin):
    Organisation.objects.filter(pk=twin.pk).delete()

    with pytest.raises(ValidationError, match="no longer there"):
        merge(wend, twin)


def test_the_history_tells_it_as_one_deed(wend, twin):
    AlternateNameFactory(organisation=twin, name="Wend")
    newsletter(twin)
    before = {h.pk for h in wend.history.all()} | {h.pk for h in twin.history.all()}
    user = UserFactory()

    with because(user_id=user.pk, reason="They wrote to us"):
        made = merge(wend, twin, take={"name"})

    entries = [*wend.history.exclude(pk__in=before), *twin.history.exclude(pk__in=before)]
    entries += AlternateName.history.filter(history_type="~")
    assert len({entry.history_deed for entry in entries}) == 1
    assert {(e.history_source, e.history_reference) for e in entries} == {
        ("merge", "Réseau Wend Kuni")
    }
    assert {e.history_change_reason for e in entries} == {"They wrote to us"}
    assert (made.made_by, made.kept, made.merged) == (user, wend, twin)


def test_a_merged_record_is_archived_by_the_database_itself(wend, twin):
    merge(wend, twin)

    twin.refresh_from_db()
    twin.status = "published"
    with pytest.raises(ValidationError, match="undo the merge first"):
        twin.full_clean()
