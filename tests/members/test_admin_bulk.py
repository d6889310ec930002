"""What is done to several records at once: asked about with number and names, then done."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from members.admin import bulk
from members.models import Country, Organisation, Status
from tests.factories import (
    CountryFactory,
    MergeFactory,
    NewsletterFactory,
    OrganisationFactory,
    RegionFactory,
    UserFactory,
)
from tests.forms import act, ask, confirm, errors, fields, notice
from tests.members.conftest import change, save
from tests.reading import read

pytestmark = pytest.mark.django_db

LIST = "/admin/members/organisation/"
COUNTRIES = "/admin/members/country/"
NEXT_CENTURY = datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)


def drafts(total: int) -> list[Organisation]:
    return [OrganisationFactory(name=f"Wend {n:02}", draft=True) for n in range(total)]


def published() -> set[str]:
    return set(Organisation.objects.public().values_list("name", flat=True))


def named(question) -> list[list[str]]:
    """The names on the page, list by list."""
    return [[e.text for e in of.all("li")] for of in read(question).all("ul", class_="named")]


def test_an_action_asks_with_the_number_and_the_names_and_does_nothing_yet(ana):
    question = ask(ana, LIST, "publish", drafts(2))

    assert read(question).one("h1").text == "Publish 2 organisations?"
    assert named(question) == [["Wend 00", "Wend 01"]]
    assert published() == set()


def test_of_many_the_first_are_named_and_the_others_counted(ana):
    question = ask(ana, LIST, "publish", drafts(23))

    (names,) = named(question)
    assert (len(names), names[-2:]) == (21, ["Wend 19", "and 3 others"])


def test_what_is_so_already_is_left_out_and_named(ana):
    chosen = [*drafts(1), OrganisationFactory(name="Oaxaca")]

    question = ask(ana, LIST, "publish", chosen)

    assert "1: published already, or merged into another" in read(question).text
    assert named(question) == [["Wend 00"], ["Oaxaca"]]


def test_the_way_back_leads_to_the_list_as_it_was(ana):
    question = ask(ana, f"{LIST}?status__exact=draft", "publish", drafts(1))

    assert read(question).links["Back to the list"] == f"{LIST}?status__exact=draft"


def test_what_was_confirmed_is_one_deed_with_its_reason(ana):
    chosen = drafts(2)

    response = act(ana, LIST, "publish", chosen, why="Sent in by the network")

    assert notice(response) == "2 organisations were published."
    entries = [organisation.history.first() for organisation in chosen]
    assert {entry.history_change_reason for entry in entries} == {"Sent in by the network"}
    assert {entry.history_user.first_name for entry in entries} == {"Ana"}
    assert len({entry.history_deed for entry in entries}) == 1


def test_one_that_another_has_edited_meanwhile_is_left_out_and_named(ana, ben):
    first, second = chosen = drafts(2)
    question = ask(ana, LIST, "publish", chosen)
    save(ben, change(second), acronym="W1")

    response = confirm(ana, LIST, question, chosen)

    assert published() == {first.name}
    assert notice(response) == (
        "1 organisation was published. 1 was left out (somebody has changed it meanwhile): Wend 01"
    )


def test_one_that_left_the_list_meanwhile_is_left_out_and_named(ana, ben):
    first, second = chosen = drafts(2)
    narrowed = f"{LIST}?status__exact=draft"
    question = ask(ana, narrowed, "publish", chosen)
    act(ben, LIST, "archive", [second])

    response = confirm(ana, narrowed, question, chosen)

    assert published() == {first.name}
    assert "1 was left out (no longer in this list): Wend 01" in notice(response)


@pytest.mark.parametrize("put", ["", "made up"])
def test_a_confirmation_of_no_question_is_asked_first(ana, put):
    chosen = drafts(1)
    question = ask(ana, LIST, "publish", chosen)

    response = confirm(ana, LIST, question, chosen, put=put)

    assert read(response).one("h1").text == "Publish 1 organisation?"
    assert published() == set()


def test_the_whole_list_is_done_without_sending_its_keys(ana):
    chosen = drafts(3)
    question = ask(ana, LIST, "publish", chosen[:1], select_across="1")
    OrganisationFactory(name="Added meanwhile", draft=True)

    response = confirm(ana, LIST, question, chosen[:1])

    assert len(published()) == 3
    assert "1 was left out (somebody has changed it meanwhile): Added meanwhile" in notice(response)


def test_a_draft_that_is_published_by_hand_waits_for_no_time(ana):
    organisation = OrganisationFactory(draft=True, publish_at=NEXT_CENTURY)

    act(ana, LIST, "publish", [organisation])

    assert Organisation.objects.get().publish_at is None


def test_several_are_verified_by_who_confirms_it(ana):
    stale = OrganisationFactory(verified_on=datetime.date(2007, 4, 1))
    question = ask(ana, LIST, "verify", [stale, OrganisationFactory()])
    assert "Is all that is told of 2 organisations right today?" in question.content.decode()

    act(ana, LIST, "verify", Organisation.objects.all())

    for organisation in Organisation.objects.all():
        assert organisation.verified_on == timezone.localdate()
        assert organisation.verified_by.pk == int(ana.session["_auth_user_id"])
        assert organisation.history.first().verified_by == organisation.verified_by


def test_what_was_merged_into_another_is_left_as_it_is(ana):
    merged = MergeFactory().merged

    for action in ("publish", "archive", "verify"):
        act(ana, f"{LIST}?merged=only", action, [merged])

    merged.refresh_from_db()
    assert (merged.status, merged.verified_on) == ("archived", None)


@pytest.fixture
def few_at_once(monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 2)


@pytest.mark.django_db(transaction=True)
def test_very_many_are_done_by_the_worker_part_by_part(ana, ben, few_at_once):
    chosen = drafts(5)
    question = ask(ana, LIST, "publish", chosen[:1], select_across="1")
    response = confirm(ana, LIST, question, chosen[:1], why="At last")
    assert notice(response).startswith("These are many (5)")
    assert published() == set()
    save(ben, change(chosen[4]), acronym="W4")

    call_command("db_worker", batch=True, interval=0)

    assert published() == {organisation.name for organisation in chosen[:4]}
    entries = [organisation.history.first() for organisation in chosen[:4]]
    told = {(e.history_user.first_name, e.history_change_reason, e.history_deed) for e in entries}
    assert len(told) == 1
    assert entries[0].history_change_reason == "At last"


@pytest.mark.parametrize("total", [1, 3])
def test_the_question_costs_the_same_for_three_as_for_one(ana, total, django_assert_num_queries):
    chosen = drafts(total)

    with django_assert_num_queries(20):
        ask(ana, LIST, "publish", chosen)


def test_countries_move_to_the_region_that_is_chosen_with_their_organisations(ana):
    asia = RegionFactory(slug="asia")
    benin = CountryFactory(code="BJ")
    organisation = OrganisationFactory(country=benin)
    question = ask(ana, COUNTRIES, "set_region", [benin])
    assert "1 organisation lies in them, and goes along." in read(question).text

    response = confirm(ana, COUNTRIES, question, [benin], region=asia.pk)

    assert notice(response) == "1 country was moved."
    assert Country.objects.get().region == asia
    organisation.refresh_from_db()
    assert organisation.region == asia


def test_a_region_has_to_be_chosen(ana):
    benin = CountryFactory(code="BJ")
    question = ask(ana, COUNTRIES, "set_region", [benin])

    response = confirm(ana, COUNTRIES, question, [benin], why="The map was wrong")

    assert list(errors(response).values()) == ["This field is required."]
    assert fields(response)["why"] == "The map was wrong"


def test_a_country_of_that_region_is_counted_out(ana):
    benin, india = CountryFactory(code="BJ"), CountryFactory(code="IN", region__slug="asia")
    question = ask(ana, COUNTRIES, "set_region", [benin, india])

    response = confirm(ana, COUNTRIES, question, [benin, india], region=india.region_id)

    assert notice(response) == "1 country was moved."


@pytest.mark.parametrize("role", ["Regional contact", "Auditor"])
def test_only_the_committee_sets_the_region_of_countries(client, role):
    benin = CountryFactory(code="BJ")
    user = UserFactory(groups=[role])
    benin.region.editors.add(user)
    client.force_login(user)

    question = ask(client, COUNTRIES, "set_region", [benin])

    assert question.status_code == 302 or "Set the region" not in read(question).text


def test_issues_are_published_with_their_time_and_archived(client):
    client.force_login(UserFactory(groups=["Newsletter editor"]))
    issue = NewsletterFactory(draft=True, published_at=None)
    address = "/admin/newsletters/newsletter/"

    assert notice(act(client, address, "publish", [issue])) == "1 newsletter was published."
    issue.refresh_from_db()
    assert issue.is_public

    assert notice(act(client, address, "archive", [issue])) == "1 newsletter was archived."
    issue.refresh_from_db()
    assert issue.status == Status.ARCHIVED


@pytest.mark.parametrize(
    "prefix, title", [("/fr", "Publier 2 organisations ?"), ("/es", "¿Publicar 2 organizaciones?")]
)
def test_the_question_is_put_in_the_readers_language(ana, prefix, title):
    question = ask(ana, prefix + LIST, "publish", drafts(2))

    assert read(question).one("h1").text.replace("\u202f", " ").replace("\xa0", " ") == title
