"""What the page of an import says while it waits, and once it is finished."""

import os
import time
from pathlib import Path

import pytest

from members.models import ImportBatch
from tests.factories import CountryFactory, OrganisationFactory, UserFactory
from tests.members.importing import previewed, work
from tests.members.test_importing_pages import TABLE, act, page_of, send
from tests.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def organisations():
    CountryFactory(code="BJ")
    OrganisationFactory(name="Pro Mujer", slug="pro-mujer", kind="mfi")


@pytest.fixture
def committee(client):
    client.force_login(UserFactory(username="rosa", groups=["Steering committee"]))
    return client


@pytest.mark.parametrize("seconds, is_said", [(5, False), (30, True)])
def test_a_worker_is_waited_for_some_seconds_before_it_is_missed(
    committee, settings, seconds, is_said
):
    send(committee)
    batch = ImportBatch.objects.get()
    path = Path(settings.MEDIA_ROOT) / "imports" / f"{batch.pk}.progress"
    os.utime(path, (time.time() - seconds,) * 2)

    page = read(committee.get(page_of(batch)))

    assert ("Nothing has happened" in page.one("div", role="status").text) == is_said
    assert bool(page.all("button", value="again")) == is_said


def test_a_finished_import_opens_with_what_it_refused_and_the_undoing_comes_last(committee):
    batch = previewed(TABLE)
    act(committee, batch, "choose", **{"row-5": "new"})
    act(committee, batch, "confirm", good="1")
    work()

    page = read(committee.get(page_of(batch)))

    main = page.one("div", id="content-main")
    assert [heading.text for heading in main.all("h2")] == ["Refused", "Undo"]
    assert [cell.text for cell in main.all("th")] == ["Row", "Name", "What it says"]
    assert main.all("button", value="undo_rows") == []
    assert "CSV" in page.links
    new = read(committee.get(page_of(batch, "?show=new")))
    assert new.one("div", id="content-main").all("th")[0].text == "Undo"
