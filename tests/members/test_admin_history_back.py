"""Going back: to an earlier state, and from a deletion."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.models import AlternateName, Contact, Membership, Organisation
from members.verifying import verify
from tests.factories import (
    AlternateNameFactory,
    ContactFactory,
    MembershipFactory,
    NewsletterFactory,
    OrganisationFactory,
    RegionFactory,
    UserFactory,
)
from tests.forms import errors, notice
from tests.members.conftest import change, save
from tests.members.test_admin_history import past, told
from tests.reading import read

pytestmark = pytest.mark.django_db

DELETED = "/admin/members/organisation/deleted/"


@pytest.fixture
def editor(client):
    client.force_login(UserFactory(groups=["Newsletter editor"]))
    return client


def ways_back(client, organisation) -> list[str]:
    """The addresses of the history's "Revert to this state" and "Restore", newest first."""
    links = read(client.get(past(organisation))).links
    return [a for a in links.values() if a and a.strip("/").split("/")[-1].isdigit()]


def purge(client, organisation, name: str = ""):
    address = f"/admin/members/organisation/{organisation.pk}/delete/"
    return client.post(address, {"name": name or organisation.name}, follow=True)


def changes(response) -> list[list[str]]:
    table = read(response).one("table", class_="changes").one("tbody")
    return [[c.text for c in row._elements() if c.tag in ("th", "td")] for row in table.all("tr")]


def test_a_record_is_put_back_to_what_it_was(ana):
    organisation = OrganisationFactory(acronym="WN", kind="network")
    save(ana, change(organisation), acronym="RW", kind="mfi")
    [first] = ways_back(ana, organisation)

    assert changes(ana.get(first)) == [
        ["Acronym", "RW", "WN"],
        ["Kind", "Microfinance institution", "Local network"],
    ]
    response = ana.post(first, {"why": "A mistake"}, follow=True)

    organisation.refresh_from_db()
    assert (organisation.acronym, organisation.kind) == ("WN", "network")
    assert told(response)[0][1][0] == ["Acronym", "RW", "WN"]
    newest = read(response).all("div", class_="deed")[0]
    assert "an earlier state" in newest.one("p", class_="circumstances").text
    assert "A mistake" in newest.one("p", class_="circumstances").text


def test_looking_at_a_way_back_changes_nothing(ana):
    organisation = OrganisationFactory(acronym="WN")
    save(ana, change(organisation), acronym="RW")

    ana.get(ways_back(ana, organisation)[0])

    assert Organisation.objects.get().acronym == "RW"


def test_an_address_that_is_taken_meanwhile_is_said(ana):
    organisation = OrganisationFactory(slug="wend")
    organisation.slug = "wend-2"
    organisation.save()
    OrganisationFactory(slug="wend")

    response = ana.post(ways_back(ana, organisation)[0], {}, follow=True)

    assert notice(response) == "Slug: Organisation with this Slug already exists."
    organisation.refresh_from_db()
    assert organisation.slug == "wend-2"


def test_a_region_that_is_gone_meanwhile_is_said(ana):
    asia = RegionFactory(slug="asia")
    organisation = OrganisationFactory(country=None, region=asia)
    organisation.region = RegionFactory(slug="africa")
    organisation.save()
    number = asia.pk
    asia.delete()

    response = ana.post(ways_back(ana, organisation)[0], {}, follow=True)

    assert notice(response) == f"Region: What stood here is no longer there (number {number})."


def test_a_deleted_row_is_restored_from_the_history(ana):
    name = AlternateNameFactory(name="Wind")
    save(ana, change(name.organisation), **{"alternate_names-0-DELETE": "on"})
    assert not AlternateName.objects.exists()

    restore = ways_back(ana, name.organisation)[0]
    assert changes(ana.get(restore)) == [
        ["Organisation", "–", name.organisation.name],
        ["Name", "–", "Wind"],
        ["Kind", "–", "Other spelling"],
    ]
    ana.post(restore)

    assert AlternateName.objects.get() == name
    assert Organisation.objects.search("wind").exists()


def test_a_part_of_another_record_is_not_put_back_here(ana):
    name, other = AlternateNameFactory(), OrganisationFactory()
    entry = name.history.get().history_id
    here = f"{past(name.organisation)}alternatename/{entry}/"
    there = f"{past(other)}alternatename/{entry}/"

    assert (ana.get(here).status_code, ana.get(there).status_code) == (200, 404)


def test_whoever_may_only_look_is_offered_no_way_back(editor):
    organisation = OrganisationFactory(acronym="WN")
    first = organisation.history.get().history_id
    organisation.acronym = "RW"
    organisation.save()

    assert ways_back(editor, organisation) == []
    assert editor.post(f"{past(organisation)}organisation/{first}/").status_code == 403
    assert editor.get(DELETED).status_code == 403
    assert Organisation.objects.get().acronym == "RW"


def test_deleting_is_archiving(ana):
    organisation = OrganisationFactory(name="Wend")
    links = read(ana.get(change(organisation))).links
    assert "Delete" not in links

    response = ana.post(links["Archive"], {"why": "Closed"}, follow=True)

    assert notice(response) == "“Wend” is archived."
    assert Organisation.objects.get().status == "archived"
    newest = read(ana.get(past(organisation))).all("div", class_="deed")[0]
    assert "Why: Closed" in newest.text
    actions = read(ana.get("/admin/members/organisation/")).one("select", name="action")
    assert "delete_selected" not in [option["value"] for option in actions.all("option")]


def test_a_purge_says_what_goes_and_asks_for_the_name(ana):
    organisation = MembershipFactory(organisation__name="Wend").organisation
    NewsletterFactory().organisations.add(organisation)
    page = read(ana.get(read(ana.get(change(organisation))).links["Purge"]))

    assert [item.text for item in page.all("ul", class_="goes")[0].all("li")] == [
        *("Alternate names: 0", "Contacts: 0", "Memberships: 1", "Newsletters: 1")
    ]
    assert "This is not its name." in read(purge(ana, organisation, "Wind")).text
    assert Organisation.objects.exists()
    purge(ana, organisation)
    assert not Organisation.objects.exists()


def test_a_purge_is_undone_with_all_that_went(ana):
    name = AlternateNameFactory(organisation__name="Wend")
    organisation = name.organisation
    contact, period = (f(organisation=organisation) for f in (ContactFactory, MembershipFactory))
    issue = NewsletterFactory()
    issue.organisations.add(organisation)
    created = organisation.created_at
    purge(ana, organisation)

    restore = read(ana.get(DELETED)).links["Restore : Wend"]
    assert ana.get(restore).status_code == 200
    assert notice(ana.post(restore, follow=True)) == "“Wend” is restored."

    assert Organisation.objects.get() == organisation
    assert Organisation.objects.get().created_at == created
    assert Organisation.objects.get().year_joined == 2007
    assert AlternateName.objects.get() == name
    assert (Contact.objects.get(), Membership.objects.get()) == (contact, period)
    assert list(issue.organisations.all()) == [organisation]
    assert "Restore : Wend" not in read(ana.get(DELETED)).links


def test_what_stands_in_the_way_of_undoing_a_purge_is_said_and_nothing_comes_back(ana):
    contact = ContactFactory(organisation__name="Wend")
    purge(ana, contact.organisation)
    ContactFactory(organisation=OrganisationFactory())

    restore = read(ana.get(DELETED)).links["Restore : Wend"]
    response = ana.post(restore, follow=True)

    assert "This region already has a public contact." in notice(response)
    assert not Organisation.objects.filter(name="Wend").exists()


def test_an_editor_of_newsletters_purges_no_organisation(editor):
    organisation = OrganisationFactory()

    assert purge(editor, organisation).status_code == 403
    assert editor.post(f"/admin/members/organisation/{organisation.pk}/archive/").status_code == 403
    assert errors(editor.get(change(organisation))) == {}
    assert Organisation.objects.get().status == "published"


def test_queries_of_what_was_deleted_do_not_grow_with_it(ana):
    organisation = OrganisationFactory()
    lists = ("organisation", "membership", "alternatename")

    def delete(total):
        for _number in range(total):
            MembershipFactory(organisation=organisation).delete()
            AlternateNameFactory(organisation=organisation).delete()
            gone = OrganisationFactory(country=organisation.country)
            AlternateNameFactory(organisation=gone)
            gone.delete()

    def queries() -> list[int]:
        counted = []
        for name in lists:
            with CaptureQueriesContext(connection) as captured:
                response = ana.get(f"/admin/members/{name}/deleted/")
            assert read(response).all("tr")
            counted.append(len(captured))
        return counted

    delete(1)
    few = queries()
    delete(5)

    assert queries() == few


@pytest.mark.parametrize("role, is_asked", [("Steering committee", True), ("Auditor", False)])
def test_why_is_asked_of_who_may_change_the_record(client, role, is_asked):
    organisation = OrganisationFactory()
    client.force_login(UserFactory(groups=[role]))

    page = read(client.get(change(organisation)))

    assert bool(page.all("input", name="why")) == is_asked


def test_a_way_back_is_called_the_same_before_and_on_its_page(ana):
    organisation = OrganisationFactory(acronym="WN")
    save(ana, change(organisation), acronym="RW")
    page = read(ana.get(ways_back(ana, organisation)[0]))

    assert page.one("h1").text.startswith("Revert to an earlier state: ")
    assert page.one("input", value="Revert to this state")["type"] == "submit"


def test_a_state_that_an_account_had_verified_comes_back_without_the_account(ana):
    account = UserFactory()
    organisation = OrganisationFactory(acronym="WN")
    verify(organisation, account)
    day, verified = organisation.verified_on, organisation.history.latest("history_id")
    save(ana, change(organisation), acronym="RW")
    account.delete()

    address = f"{past(organisation)}organisation/{verified.history_id}/"
    assert ana.get(address).status_code == 200
    told = notice(ana.post(address, follow=True))

    organisation.refresh_from_db()
    assert told == f"“{organisation}” is what it was then."
    assert organisation.acronym == "WN"
    assert (organisation.verified_on, organisation.verified_by) == (day, None)


def test_a_purge_is_undone_though_the_account_that_verified_it_is_gone(ana):
    account = UserFactory()
    organisation = OrganisationFactory(name="Wend")
    verify(organisation, account)
    purge(ana, organisation)
    account.delete()

    ana.post(read(ana.get(DELETED)).links["Restore : Wend"])

    assert Organisation.objects.get().verified_on == organisation.verified_on
    assert Organisation.objects.get().verified_by is None
