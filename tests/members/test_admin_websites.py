"""What the desk tells of organisations' websites."""

from datetime import UTC, datetime

import pytest

from members.models import Organisation, WebsiteCheck
from tests.factories import OrganisationFactory, UserFactory, WebsiteCheckFactory
from tests.forms import fields
from tests.reading import read

pytestmark = pytest.mark.django_db

LIST = "/admin/members/organisation/"
MAY = datetime(2026, 5, 4, 3, 0, tzinfo=UTC)


@pytest.fixture
def committee(client):
    client.force_login(UserFactory(groups=["Steering committee"]))
    return client


def check(name: str, **known) -> WebsiteCheck:
    organisation = OrganisationFactory(name=name, website=f"https://{name.lower()}.example/")
    return WebsiteCheckFactory(organisation=organisation, checked_at=MAY, **known)


def state(client, organisation) -> str:
    page = read(client.get(f"{LIST}{organisation.pk}/change/"))
    return page.one("div", class_="field-website_state").one("div", class_="readonly").text


def names(response) -> list[str]:
    return [row.text for row in read(response).all("th", class_="field-name")]


@pytest.mark.parametrize(
    "known, shown",
    [
        ({}, "Answers – looked at on 4 May 2026"),
        (
            {"failing": 2},
            "Page not found (404), since 2 May 2026 – looked at on 4 May 2026",
        ),
        (
            {"outcome": "closed", "status_code": 403},
            "Lets no program in (403) – looked at on 4 May 2026",
        ),
        (
            {"outcome": "moved", "final_url": "https://new.example/?a=1&b=<i>"},
            "Answers at another host: https://new.example/?a=1&b=<i> – looked at on 4 May 2026",
        ),
    ],
)
def test_the_form_tells_what_came_of_looking(committee, known, shown):
    found = state(committee, check("Wend", **known).organisation)

    assert found == shown


def test_where_a_website_moved_to_is_a_link(committee):
    moved = check("Wend", outcome="moved", final_url="https://new.example/")

    page = read(committee.get(f"{LIST}{moved.organisation.pk}/change/"))

    assert page.links["https://new.example/"] == "https://new.example/"


def test_a_website_that_changed_is_not_known_yet(committee):
    organisation = check("Wend", failing=3).organisation
    address = f"{LIST}{organisation.pk}/change/"
    form = fields(committee.get(address))

    committee.post(address, form | {"website": "https://new.example/"})

    assert state(committee, organisation) == "Not looked at yet"
    assert names(committee.get(f"{LIST}?website=broken")) == []


def test_there_is_nothing_to_tell_where_there_is_no_website(committee):
    assert state(committee, OrganisationFactory()) == "–"
    assert "Not looked at yet" not in read(committee.get(f"{LIST}add/")).text


@pytest.mark.parametrize(
    "value, shown",
    [
        ("broken", ["Broken"]),
        ("failing", ["Broken", "Failing"]),
        ("moved", ["Moved"]),
        ("closed", ["Closed"]),
        ("fine", ["Fine"]),
        ("unchecked", ["Changed", "New"]),
        ("nonsense", ["Broken", "Changed", "Closed", "Failing", "Fine", "Moved", "New", "None"]),
    ],
)
def test_the_list_is_narrowed_by_what_came_of_looking(committee, value, shown):
    check("Broken", failing=3)
    check("Failing", failing=1)
    check("Fine")
    check("Moved", outcome="moved", final_url="https://new.example/")
    check("Closed", outcome="closed")
    changed = check("Changed", failing=3).organisation
    Organisation.objects.filter(pk=changed.pk).update(website="https://other.example/")
    OrganisationFactory(name="New", website="https://new.example/")
    OrganisationFactory(name="None")

    assert names(committee.get(f"{LIST}?website={value}")) == shown


def test_the_narrowed_list_says_what_is_wrong_with_each(committee):
    check("Wend", failing=3)

    cells = read(committee.get(f"{LIST}?website=broken")).all("td", class_="field-website_state")
    usual = read(committee.get(LIST)).all("td", class_="field-website_state")

    assert [cell.text.split(",")[0] for cell in cells] == ["Page not found (404)"]
    assert usual == []


@pytest.mark.parametrize("rows", [1, 4])
def test_the_narrowed_list_asks_nothing_of_each_row(committee, rows, django_assert_num_queries):
    for number in range(rows):
        check(f"Wend {number}", failing=3)

    with django_assert_num_queries(10):
        committee.get(f"{LIST}?website=broken")
