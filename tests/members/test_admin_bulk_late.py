"""What comes to light late: an edit from before the question, a right lost since the answer."""

from threading import Event, Thread

import pytest
from django.core import signing
from django.db import connection, transaction

from members.admin import bulk
from members.admin.bulk_seen import packed, unpacked
from members.models import Organisation
from tests.factories import OrganisationFactory, RegionFactory, UserFactory
from tests.forms import act, ask, confirm, notice
from tests.members.importing import work

LIST = "/admin/members/organisation/"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time.")
def test_an_edit_that_comes_to_light_late_is_left_out_and_named(client):
    chosen = [OrganisationFactory(name=f"Wend {n}", draft=True) for n in range(3)]
    client.force_login(UserFactory(groups=["Steering committee"]))
    is_written, may_commit = Event(), Event()

    def edit():
        try:
            with transaction.atomic():
                organisation = Organisation.objects.get(pk=chosen[0].pk)
                organisation.acronym = "LATE"
                organisation.save()
                is_written.set()
                may_commit.wait(timeout=30)
        finally:
            connection.close()

    late = Thread(target=edit, daemon=True)
    late.start()
    assert is_written.wait(timeout=30)
    # Has a higher number in the history, and is committed before.
    chosen[2].acronym = "EARLY"
    chosen[2].save()
    question = ask(client, LIST, "publish", chosen)
    may_commit.set()
    late.join(timeout=30)

    response = confirm(client, LIST, question, chosen)

    assert notice(response) == (
        "2 organisations were published. 1 was left out (somebody has changed it meanwhile): Wend 0"
    )
    public = Organisation.objects.public().order_by("name")
    assert [o.name for o in public] == ["Wend 1", "Wend 2"]


def test_what_was_seen_of_thousands_fits_into_a_form():
    seen = {key: 1 + key % 3 for key in range(7, 70_000, 7)}

    assert unpacked(packed(seen)) == seen
    assert len(signing.dumps(packed(seen), compress=True)) < 1_000


def test_that_none_was_seen_fits_as_well():
    assert unpacked(packed({})) == {}


def test_countries_have_keys_that_are_no_numbers():
    assert unpacked(packed({"TG": 2, "BJ": 1})) == {"BJ": 1, "TG": 2}


@pytest.mark.django_db
@pytest.mark.parametrize("lost", ["is_active", "is_staff", "its role", "one region", "nothing"])
def test_the_worker_looks_again_whether_the_account_may(client, monkeypatch, caplog, lost):
    monkeypatch.setattr(bulk, "AT_ONCE", 1)
    africa, asia = RegionFactory(slug="africa"), RegionFactory(slug="asia")
    user = UserFactory(groups=["Regional contact"])
    user.regions.set([africa, asia])
    client.force_login(user)
    chosen = [
        OrganisationFactory(name=name, region=region, country=None, draft=True)
        for name, region in [("Wend", africa), ("Oikos", africa), ("Annapurna", asia)]
    ]
    assert notice(act(client, LIST, "publish", chosen)).startswith("These are many (3)")

    if lost.startswith("is_"):
        setattr(user, lost, False)
        user.save()
    elif lost == "its role":
        user.groups.clear()
    elif lost == "one region":
        user.regions.set([asia])
    work()

    left = {"one region": ["Annapurna"], "nothing": ["Annapurna", "Oikos", "Wend"]}.get(lost, [])
    assert sorted(o.name for o in Organisation.objects.public()) == left
    assert ("was left undone" in caplog.text) == (not left)
