"""Links by which a draft is looked at before it is public."""

import datetime

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from members import history, previewing
from members.models import Organisation
from members.returning import restore
from tests.factories import OrganisationFactory, UserFactory
from tests.members.conftest import change
from tests.reading import read

pytestmark = pytest.mark.django_db

LIST = "/admin/members/organisation/"


@pytest.fixture
def draft():
    return OrganisationFactory(name="Wend", draft=True)


@pytest.fixture
def visitor():
    return Client()


def link(staff, record, prefix: str = "") -> str:
    """What stands in the box above the form."""
    page = read(staff.get(prefix + change(record)))
    return page.one("input", id="id_preview_link")["value"].removeprefix("http://testserver")


def test_the_form_of_a_draft_holds_a_link_that_anybody_can_open(ana, visitor, draft):
    response = visitor.get(link(ana, draft))

    page = read(response)
    assert (response.status_code, page.one("h1").text) == (200, "Wend")
    until = timezone.now() + datetime.timedelta(days=14)
    told = page.one("p", class_="preview").text
    assert told.startswith("Draft: not public yet. This link ends on ")
    assert f"{until.day} {until:%B %Y}" in told


def test_nobody_keeps_or_indexes_a_preview_or_is_told_its_address(ana, visitor, draft):
    response = visitor.get(link(ana, draft))

    assert {n: response.headers[n] for n in ("Cache-Control", "Referrer-Policy")} == {
        "Cache-Control": "private, no-store",
        "Referrer-Policy": "no-referrer",
    }
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert read(response).all("link", rel="canonical") == []
    assert "ETag" not in response.headers
    assert response.cookies == {}


def test_a_preview_shows_the_draft_as_it_is_now(ana, visitor, draft):
    address = link(ana, draft)
    visitor.get(address)
    draft.name = "Wend Network"
    draft.save()

    assert read(visitor.get(address)).one("h1").text == "Wend Network"


@pytest.mark.parametrize(
    "prefix, told",
    [("/fr", "Brouillon : pas encore public."), ("/es", "Borrador: aún no es público.")],
)
def test_a_preview_speaks_three_languages(ana, visitor, draft, prefix, told):
    address = link(ana, draft, prefix)

    assert address.startswith(prefix)
    assert told in read(visitor.get(address)).one("p", class_="preview").text.replace("\xa0", " ")


def test_once_it_is_public_the_link_leads_to_its_page(ana, visitor, draft):
    address = link(ana, draft)
    Organisation.objects.update(status="published")

    response = visitor.get(address)

    assert response.headers["Location"] == "/members/wend/"
    assert response.headers["Cache-Control"] == "private, no-store"


def test_what_was_archived_is_gone(ana, visitor, draft):
    address = link(ana, draft)
    Organisation.objects.update(status="archived")

    assert visitor.get(address).status_code == 410


def test_a_link_ends(ana, visitor, draft, settings):
    settings.PREVIEW_DAYS = 0
    response = visitor.get(link(ana, draft))

    assert response.status_code == 410
    assert read(response).one("h1").text == "This preview has ended"
    assert response.headers["Cache-Control"] == "private, no-store"


def test_the_link_of_a_record_that_is_gone_has_ended(ana, visitor, draft):
    address = link(ana, draft)
    draft.delete()

    assert visitor.get(address).status_code == 410


@pytest.mark.parametrize("token", ["x", "WzFd:1vN:sig", "%00", "é" * 300])
def test_a_made_up_link_leads_nowhere(visitor, token):
    response = visitor.get(f"/members/preview/{token}/")

    assert response.status_code == 404
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_a_token_of_something_else_leads_nowhere(visitor, draft):
    other = signing.dumps([draft.pk, 0, 4102444800])

    assert visitor.get(f"/members/preview/{other}/").status_code == 404


def test_a_new_link_makes_the_earlier_ones_void(ana, visitor, draft):
    old = link(ana, draft)
    before = Organisation.objects.values("updated_at").get(), draft.history.count()

    address = read(ana.get(change(draft))).links["Make the earlier links void"]
    assert ana.get(address).status_code == 200
    assert visitor.get(old).status_code == 200
    ana.post(address)

    assert visitor.get(old).status_code == 410
    assert visitor.get(link(ana, draft)).status_code == 200
    assert (Organisation.objects.values("updated_at").get(), draft.history.count()) == before


def test_a_link_stays_void_when_a_purged_draft_comes_back(ana, visitor, draft):
    old = link(ana, draft)
    ana.post(read(ana.get(change(draft))).links["Make the earlier links void"])

    key = draft.pk
    draft.delete()
    restore(Organisation, history.of(Organisation).objects.filter(id=key).first())

    assert visitor.get(old).status_code == 410


def test_what_is_public_has_no_preview_link(ana):
    organisation = OrganisationFactory()

    page = read(ana.get(change(organisation)))

    assert page.all("input", id="id_preview_link") == []
    assert ana.get(f"{LIST}{organisation.pk}/new-preview-link/").status_code == 403


def test_who_may_not_change_a_draft_gives_no_link_away(client, draft):
    client.force_login(UserFactory(groups=["Auditor"]))

    assert read(client.get(change(draft))).all("input", id="id_preview_link") == []


def test_a_preview_is_not_opened_by_sending_something(visitor, draft):
    address = f"/members/preview/{previewing.token(draft)}/"

    assert visitor.post(address).status_code == 405


def test_a_preview_costs_few_queries(visitor, draft, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        visitor.get(f"/members/preview/{previewing.token(draft)}/")
