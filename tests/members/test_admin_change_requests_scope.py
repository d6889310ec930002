"""Change requests are seen and decided by who keeps the organisation."""

import pytest
from django.utils import timezone

from tests.factories import (
    ChangedFieldFactory,
    ChangeRequestFactory,
    CountryFactory,
    OrganisationFactory,
    RegionFactory,
    UserFactory,
)
from tests.reading import read

pytestmark = pytest.mark.django_db

LIST = "/admin/members/changerequest/"


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Wend")


@pytest.fixture
def keeper(client):
    """The regional contact of Africa."""
    user = UserFactory(groups=["Regional contact"])
    RegionFactory(slug="africa").editors.add(user)
    client.force_login(user)
    return user


def page(request) -> str:
    return f"{LIST}{request.pk}/change/"


@pytest.mark.parametrize(
    "role, place, seen, sent",
    [
        ("Regional contact", "BJ", 200, 200),
        ("Regional contact", "BD", 302, 302),
        ("Auditor", "BJ", 200, 403),
        ("Newsletter editor", "BJ", 403, 403),
        ("Steering committee", "BD", 200, 200),
    ],
)
def test_a_request_is_decided_by_who_keeps_the_organisation(client, role, place, seen, sent):
    user = UserFactory(groups=[role])
    RegionFactory(slug="africa").editors.add(user)
    client.force_login(user)
    region = RegionFactory(slug={"BJ": "africa", "BD": "asia"}[place])
    wend = OrganisationFactory(country=CountryFactory(code=place, region=region))
    changed = ChangedFieldFactory(request__organisation=wend)

    shown = client.get(page(changed.request))
    answer = client.post(page(changed.request), {})

    assert (shown.status_code, answer.status_code) == (seen, sent)
    if role == "Auditor":
        assert read(shown).all("form", id="deciding")[0].all("input", type="submit") == []


def test_the_list_has_those_of_ones_regions_the_waiting_first(client, keeper, organisation):
    done = ChangeRequestFactory(organisation=organisation, closed_at=timezone.now(), name="Done")
    ChangeRequestFactory(organisation=organisation, name="First")
    ChangeRequestFactory(organisation=organisation, name="Second")
    asia = CountryFactory(code="BD", region=RegionFactory(slug="asia"))
    ChangeRequestFactory(organisation=OrganisationFactory(country=asia), name="Elsewhere")

    rows = read(client.get(LIST)).all("td", class_="field-name")
    waiting = read(client.get(f"{LIST}?state=waiting")).all("td", class_="field-name")

    assert [row.text for row in rows] == ["First", "Second", done.name]
    assert [row.text for row in waiting] == ["First", "Second"]


@pytest.mark.parametrize("total", [1, 12])
def test_the_list_asks_the_same_questions_however_long(
    client, keeper, organisation, total, django_assert_max_num_queries
):
    for _number in range(total):
        ChangedFieldFactory(request__organisation=organisation)

    with django_assert_max_num_queries(14):
        client.get(LIST)
