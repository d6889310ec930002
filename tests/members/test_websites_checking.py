"""Which websites are looked at when, and what is kept of it."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from members.models import Organisation, WebsiteCheck
from members.websites.checking import due, note
from members.websites.looking import Found
from tests.factories import OrganisationFactory, WebsiteCheckFactory
from tests.members.misbehaving import serving

pytestmark = pytest.mark.django_db

SITE = "https://wend.example/"
MAY = datetime(2026, 5, 4, 3, 0, tzinfo=UTC)
MISSING, FINE = Found("not_found", 404, SITE), Found("fine", 200, SITE)


@pytest.fixture
def wend():
    return OrganisationFactory(website=SITE)


def check(organisation) -> WebsiteCheck:
    return WebsiteCheck.objects.get(organisation=organisation)


def run(**options) -> str:
    out = StringIO()
    call_command("check_websites", stdout=out, **options)
    return out.getvalue().strip()


def days(number: float) -> timedelta:
    return timedelta(days=number)


def test_what_was_never_looked_at_is_due_and_what_has_no_website_is_not(wend):
    OrganisationFactory(website="")
    OrganisationFactory(website=SITE, archived=True)
    draft = OrganisationFactory(website=SITE, draft=True)

    assert list(due(MAY)) == [wend, draft]


def test_the_oldest_is_looked_at_first_and_the_unknown_before_it(wend):
    older = WebsiteCheckFactory(checked_at=MAY - days(9)).organisation
    old = WebsiteCheckFactory(checked_at=MAY - days(8)).organisation

    assert list(due(MAY)) == [wend, older, old]


@pytest.mark.parametrize(
    "failures, age, is_due",
    [(0, 6.9, False), (0, 7, True), (1, 0.5, False), (1, 0.9, True), (3, 1, True)],
)
def test_a_website_is_looked_at_once_a_week_and_one_that_fails_on_the_next_day(
    failures, age, is_due
):
    WebsiteCheckFactory(checked_at=MAY - days(age), failing=failures)

    assert due(MAY).exists() is is_due


def test_a_changed_address_is_looked_at_at_once():
    checked = WebsiteCheckFactory(checked_at=MAY)

    Organisation.objects.update(website="https://new.example/")

    assert list(due(MAY)) == [checked.organisation]


def test_a_website_is_broken_once_it_has_failed_on_three_days(wend):
    states = []
    for day in range(3):
        note(wend.pk, SITE, MISSING, MAY + days(day))
        states.append((check(wend).failures, check(wend).is_broken))

    assert states == [(1, False), (2, False), (3, True)]
    assert check(wend).failing_since == MAY


def test_several_failures_on_a_day_are_one(wend):
    for hour in range(3):
        note(wend.pk, SITE, MISSING, MAY + timedelta(hours=hour))

    assert check(wend).failures == 1


def test_one_answer_ends_the_count(wend):
    note(wend.pk, SITE, MISSING, MAY)
    note(wend.pk, SITE, FINE, MAY + days(1))

    found = check(wend)

    assert (found.outcome, found.failures, found.failing_since) == ("fine", 0, None)


def test_who_lets_no_program_in_is_not_broken(wend):
    for day in range(4):
        note(wend.pk, SITE, Found("closed", 403, SITE), MAY + days(day))

    assert not check(wend).is_broken


def test_failures_of_another_address_do_not_count():
    before = WebsiteCheckFactory(checked_at=MAY, failing=5).organisation
    Organisation.objects.update(website="https://new.example/")

    note(before.pk, "https://new.example/", MISSING, MAY + days(1))

    assert check(before).failures == 1
    assert check(before).website == "https://new.example/"


def test_an_address_too_long_to_keep_is_not_kept_in_part(wend):
    note(wend.pk, SITE, Found("fine", 200, SITE + "a" * 1000), MAY)

    assert check(wend).final_url == ""


def test_an_organisation_that_was_purged_meanwhile_is_passed_over(wend):
    key = wend.pk
    wend.delete()

    note(key, SITE, FINE, MAY)

    assert not WebsiteCheck.objects.exists()


def test_looking_changes_nothing_of_the_organisation(wend):
    before = Organisation.objects.values().get()

    note(wend.pk, SITE, FINE, MAY)

    assert Organisation.objects.values().get() == before
    assert wend.history.count() == 1


def test_the_command_looks_at_real_websites_and_says_what_came_of_it(settings):
    settings.WEBSITE_CHECK_LOOPBACK, settings.WEBSITE_CHECK_PAUSE = True, 0
    with serving() as server:
        for path in ("/fine", "/missing", "/fails", "/to-other-host"):
            OrganisationFactory(website=server.address + path)

        first, second = run(), run()

    assert first == "Websites looked at: 4 (fine 1, moved 1, not_found 1, error 1)"
    assert second == "Websites looked at: 0"
    [moved] = WebsiteCheck.objects.filter(outcome="moved")
    assert moved.final_url == f"http://localhost:{server.server_port}/fine"
    assert timezone.now() - moved.checked_at < timedelta(minutes=1)


def test_the_command_looks_at_no_more_than_it_may(settings):
    settings.WEBSITE_CHECK_LOOPBACK, settings.WEBSITE_CHECK_PAUSE = True, 0
    with serving() as server:
        for number in range(3):
            OrganisationFactory(website=f"{server.address}/{number}")

        found = [run(limit=2), run(limit=0), run(limit=-1), run(limit=2)]

    assert [line.split(" (")[0][-1] for line in found] == ["2", "0", "0", "1"]
