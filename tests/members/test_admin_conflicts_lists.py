"""Lists with columns to edit, bulk actions, and two who save in the same instant."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from members.models import Organisation, Region
from tests.factories import OrganisationFactory, RegionFactory
from tests.forms import act, errors, fields
from tests.members.conftest import change, save, signed_in

REGIONS = "/admin/members/region/"
ORGANISATIONS = "/admin/members/organisation/"


@pytest.fixture
def regions(db):
    return [RegionFactory(slug=slug) for slug in ("africa", "asia")]


def positions() -> dict[str, int]:
    return dict(Region.objects.values_list("slug", "position"))


def test_a_column_of_a_list_saves_the_rows_that_were_typed_in_alone(ana, ben, regions):
    opened = fields(ben.get(REGIONS))
    save(ana, f"{REGIONS}{regions[0].pk}/change/", position="5")

    ben.post(REGIONS, opened | {"form-1-position": "7", "_save": "Save"})

    assert positions() == {"africa": 5, "asia": 7}


def test_a_cell_of_a_list_that_both_changed_is_asked_about(ana, ben, regions):
    opened = fields(ben.get(REGIONS))
    save(ana, f"{REGIONS}{regions[0].pk}/change/", position="5")

    response = ben.post(REGIONS, opened | {"form-0-position": "7", "_save": "Save"})

    assert list(errors(response).values()) == [
        "Now stored: 5. Before: 0. Save again to keep yours."
    ]
    assert positions() == {"africa": 5, "asia": 0}
    ben.post(REGIONS, fields(response) | {"_save": "Save"})
    assert positions() == {"africa": 7, "asia": 0}


def test_a_bulk_action_sets_the_status_alone(ana, ben, db, monkeypatch):
    organisation = OrganisationFactory(acronym="WN")
    save(ana, change(organisation), acronym="RW")

    act(ben, ORGANISATIONS, "archive", [organisation])

    organisation.refresh_from_db()
    assert (organisation.status, organisation.acronym) == ("archived", "RW")
    assert organisation.history.first().history_user.first_name == "Ben"


@pytest.fixture
def shared(tmp_path):
    """Has threads share the database: SQLite's of the tests is in memory, for one thread."""
    if connection.vendor != "sqlite":
        yield
        return
    own = connection.settings_dict["NAME"]
    with sqlite3.connect(tmp_path / "shared.sqlite3") as file:
        connection.connection.backup(file)
    connection.settings_dict["NAME"] = str(tmp_path / "shared.sqlite3")
    yield
    connection.settings_dict["NAME"] = own


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_of_two_who_save_in_the_same_instant_one_is_asked(request, attempt):
    organisation = OrganisationFactory(acronym="WN")
    clients = [signed_in("Ana"), signed_in("Ben")]
    address = change(organisation)
    opened = [fields(client.get(address)) for client in clients]
    request.getfixturevalue("shared")
    start = Barrier(2)

    def send(number: int) -> tuple[str, str]:
        try:
            start.wait()
            sent = opened[number] | {"acronym": f"N{number}"}
            response = clients[number].post(address, sent)
            stored = Organisation.objects.get().acronym
            return "asked" if response.status_code == 200 else "saved", stored
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(send, range(2)))

    assert sorted(answer for answer, _stored in answers) == ["asked", "saved"]
    saved = [answer for answer, _stored in answers].index("saved")
    assert {stored for _answer, stored in answers} == {f"N{saved}"}
