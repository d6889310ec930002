"""Who may import, and who sees what others sent."""

import pytest

from members.importing import choosing
from members.models import ImportBatch, Region
from prosper.roles import REGIONAL_CONTACT
from tests.factories import CountryFactory, OrganisationFactory, RegionFactory, UserFactory
from tests.members.importing import previewed
from tests.members.test_importing_pages import LIST, TABLE, act, page_of, send

pytestmark = pytest.mark.django_db

DEEDS = ["choose", "confirm", "undo", "undo_rows", "again"]


@pytest.fixture(autouse=True)
def country():
    CountryFactory(code="BJ")


@pytest.fixture
def committee(client):
    client.force_login(UserFactory(username="rosa", groups=["Steering committee"]))
    return client


@pytest.mark.parametrize("deed", DEEDS)
def test_only_those_who_may_import_act(client, deed):
    batch = previewed(TABLE)
    client.force_login(UserFactory(groups=["Newsletter editor"]))

    assert client.get(LIST).status_code == 403
    assert client.get(page_of(batch)).status_code == 403
    assert client.post(f"{LIST}{batch.pk}/act/", {"do": deed}).status_code in (403, 404)
    assert client.get(f"{LIST}{batch.pk}/file/").status_code == 404
    assert client.get(f"{LIST}{batch.pk}/refused.csv").status_code == 404


def test_nothing_is_done_by_following_a_link(committee):
    batch = previewed(TABLE)

    assert committee.get(f"{LIST}{batch.pk}/act/?do=confirm&good=1").status_code == 403
    assert act(committee, batch, "nonsense").status_code == 404
    assert committee.post(page_of(batch), {}).status_code == 403
    assert committee.get(f"{LIST}{batch.pk}/delete/").status_code == 403


def test_a_regional_contact_sees_the_files_they_sent(client):
    other = previewed(TABLE)
    user = UserFactory(groups=[REGIONAL_CONTACT])
    Region.objects.get().editors.add(user)
    client.force_login(user)
    send(client)

    assert list(client.get(LIST).context["cl"].queryset) == [
        ImportBatch.objects.get(created_by=user)
    ]
    assert client.get(f"{LIST}{other.pk}/file/").status_code == 404
    assert client.get(page_of(other)).status_code == 302


def test_a_refused_row_opens_no_way_to_another_regions_organisation(client):
    """Rows of one organisation: what the first would have made of it gives the others no right."""
    asia = CountryFactory(code="BD", region=RegionFactory(slug="asia"))
    theirs = OrganisationFactory(name="Grameen Foundation", kind="mfi", country=asia, acronym="")
    africa = OrganisationFactory(name="Alafia", country__code="BJ").region
    user = UserFactory(groups=[REGIONAL_CONTACT])
    africa.editors.add(user)
    table = [
        ["name", "kind", "country", "acronym"],
        ["Grameen Fundation", "mfi", "BJ", ""],
        ["Grameen Foundation", "mfi", "MG", ""],
        ["Grameen Foundation", "mfi", "MG", "TAKEN"],
    ]
    batch = previewed(table, created_by=user)
    lines = {row.line: str(theirs.pk) for row in batch.rows.exclude(candidates=[])}
    choosing.choose(batch, lines, user)
    batch.refresh_from_db()

    assert not batch.rows.filter(outcome="changed").exists()
    theirs.refresh_from_db()
    assert (theirs.country_id, theirs.acronym) == ("BD", "")
