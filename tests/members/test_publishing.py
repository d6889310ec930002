"""Publication at a set time: the form that takes it, the worker that does it, the net below."""

import datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from members.models import Organisation
from members.occasion import Source, because
from members.publishing import publish_due, set_by
from tests.factories import CountryFactory, OrganisationFactory, UserFactory
from tests.forms import errors, fields
from tests.members.conftest import change, save
from tests.reading import read

pytestmark = pytest.mark.django_db

LIST = "/admin/members/organisation/"
HOUR = datetime.timedelta(hours=1)


def time(moment: datetime.datetime) -> dict[str, str]:
    """What the form sends for a time, in the two boxes of its field."""
    return {"publish_at_0": f"{moment:%Y-%m-%d}", "publish_at_1": f"{moment:%H:%M:%S}"}


@pytest.fixture
def draft():
    return OrganisationFactory(draft=True)


def waiting(**more) -> Organisation:
    """A draft whose time has come."""
    return OrganisationFactory(draft=True, publish_at=timezone.now() - HOUR, **more)


def test_a_draft_is_given_the_time_at_which_it_is_published(ana, draft):
    to_come = (timezone.now() + HOUR).replace(microsecond=0)

    response = save(ana, change(draft), **time(to_come))

    draft.refresh_from_db()
    assert (draft.publish_at, draft.status) == (to_come, "draft")
    assert errors(response) == {}


def test_the_zone_of_the_time_is_told_beside_it(ana, draft):
    page = read(ana.get(change(draft)))

    beside = page.all("div", class_="field-publish_at")[0].text
    assert "the times are those of Greenwich (UTC)" in beside


def test_a_time_that_has_passed_is_refused_beside_it(ana, draft):
    response = save(ana, change(draft), **time(timezone.now() - HOUR))

    assert errors(response) == {
        "id_publish_at": "This time has passed. Give one to come, or publish it now."
    }


@pytest.mark.parametrize("status", ["published", "archived"])
def test_only_a_draft_takes_a_time(ana, draft, status):
    response = save(ana, change(draft), status=status, **time(timezone.now() + HOUR))

    assert errors(response) == {
        "id_publish_at": "Only a draft waits for its time: set the status to draft, or empty this."
    }


def test_a_time_of_no_sense_is_refused_beside_it(ana, draft):
    response = save(ana, change(draft), publish_at_0="soon", publish_at_1="12:00")

    assert list(errors(response).values()) == ["Enter a valid date."]


def test_a_draft_that_is_late_is_edited_like_any_other(ana):
    late = waiting()

    response = save(ana, change(late), acronym="W")

    assert errors(response) == {}
    late.refresh_from_db()
    assert late.publish_at is not None


def test_one_published_by_hand_waits_for_nothing(ana):
    late = waiting()

    save(ana, change(late), status="published")

    late.refresh_from_db()
    assert (late.status, late.publish_at) == ("published", None)


def test_what_is_due_is_published_and_nothing_else(client):
    due, later = waiting(), OrganisationFactory(draft=True, publish_at=timezone.now() + HOUR)
    archived = OrganisationFactory(archived=True)

    assert publish_due(timezone.now()) == 1

    pages = [client.get(o.get_absolute_url()).status_code for o in (due, later, archived)]
    assert pages == [200, 404, 410]
    assert publish_due(timezone.now()) == 0


def test_the_history_says_that_it_was_the_time_and_who_set_it():
    rosa = UserFactory(first_name="Rosa")
    with because(user_id=rosa.pk):
        organisation = waiting()
    with because(user_id=UserFactory().pk):
        organisation.acronym = "W"
        organisation.save()

    publish_due(timezone.now())

    entry = organisation.history.first()
    assert (entry.history_source, entry.history_user) == (Source.TIME, rosa)


def test_who_moved_the_time_is_who_set_it(draft):
    for name in ("Rosa", "Juan"):
        with because(user_id=UserFactory(first_name=name).pk):
            draft.publish_at = (draft.publish_at or timezone.now()) + HOUR
            draft.save()

    assert set_by(draft) == draft.history.first().history_user_id
    assert draft.history.first().history_user.first_name == "Juan"


def test_a_reason_left_by_nobody_is_no_obstacle(draft):
    Organisation.objects.filter(pk=draft.pk).update(publish_at=timezone.now() - HOUR)
    draft.history.all().delete()

    assert publish_due(timezone.now()) == 1


def tasks() -> list[datetime.datetime]:
    return [task.run_after for task in DBTaskResult.objects.all()]


def test_the_worker_is_told_the_time_and_of_a_new_one_once(
    draft, django_capture_on_commit_callbacks
):
    to_come = timezone.now() + HOUR
    with django_capture_on_commit_callbacks(execute=True):
        draft.publish_at = to_come
        draft.save()
        draft.save()

    assert tasks() == [to_come]


@pytest.mark.django_db(transaction=True)
def test_the_worker_publishes_at_the_time_what_still_waits():
    on_time, put_off = (
        OrganisationFactory(draft=True, publish_at=timezone.now() + HOUR) for _n in range(2)
    )
    put_off.publish_at += HOUR
    put_off.save()
    Organisation.objects.filter(pk=on_time.pk).update(publish_at=timezone.now())
    DBTaskResult.objects.update(run_after=timezone.now())

    call_command("db_worker", batch=True, interval=0)

    statuses = dict(Organisation.objects.values_list("pk", "status"))
    assert statuses == {on_time.pk: "published", put_off.pk: "draft"}


def test_the_command_is_a_net_and_says_how_many():
    waiting()
    told = StringIO()

    call_command("publish_due", stdout=told)
    call_command("publish_due", stdout=told)

    assert told.getvalue() == "Published: 1.\n"


def test_the_list_shows_what_waits_and_for_when(ana, draft):
    late = waiting(name="Wend")

    page = read(ana.get(LIST, {"publication": "waiting"}))

    rows = page.one("table", id="result_list").one("tbody").all("tr")
    assert [row.one("th").text for row in rows] == ["Wend"]
    assert rows[0].all("td")[-1].text.startswith(f"{late.publish_at.day} {late.publish_at:%B}")


def test_a_state_put_back_does_not_publish_at_once(ana):
    organisation = waiting()
    entry = organisation.history.first()
    publish_due(timezone.now())

    address = f"{LIST}{organisation.pk}/history/organisation/{entry.history_id}/"
    ana.post(address, fields(ana.get(address)))

    organisation.refresh_from_db()
    assert (organisation.status, organisation.publish_at) == ("draft", None)


def test_an_import_that_publishes_ends_the_waiting():
    from members.importing.records import revise
    from members.importing.values import Places

    CountryFactory(code="BJ")
    revision = revise(waiting(), {"status": "published"}, Places())

    assert revision.organisation.publish_at is None
    assert "publish_at" in revision.fields
