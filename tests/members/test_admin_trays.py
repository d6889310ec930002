"""The desk's first page: what waits in its lists, for each role."""

from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.utils import timezone

from members.admin import trays as module
from members.admin.trays import trays
from members.models import Message
from tests.factories import (
    ChangeRequestFactory,
    ContactFactory,
    CountryFactory,
    DuplicatePairFactory,
    ImportBatchFactory,
    MessageFactory,
    NewsletterFactory,
    OrganisationFactory,
    RegionFactory,
    UserFactory,
    WebsiteCheckFactory,
)
from tests.reading import read

pytestmark = pytest.mark.django_db

ROLES = {
    "committee": ["Steering committee"],
    "regional": ["Regional contact"],
    "editor": ["Newsletter editor"],
    "auditor": ["Auditor"],
    "nobody": [],
}


def draft(country, user):
    OrganisationFactory(country=country, draft=True)


def unverified(country, user):
    OrganisationFactory(country=country)


def change_request(country, user):
    ChangeRequestFactory(organisation__country=country)


def broken_website(country, user):
    organisation = OrganisationFactory(country=country, website="https://wend.example/")
    WebsiteCheckFactory(organisation=organisation, failing=3)


def failed_message(country, user):
    organisation = OrganisationFactory(country=country)
    contact = ContactFactory(organisation=organisation, is_public=False)
    MessageFactory(contact=contact, error="Refused")


def waiting_import(country, user):
    """Of one's own in Benin, of somebody else elsewhere."""
    sender = {"created_by": user} if country.code == "BJ" else {}
    ImportBatchFactory(state="previewed", **sender)


def probable_duplicate(country, user):
    DuplicatePairFactory(first__country=country, second__country=country)


def draft_newsletter(country, user):
    NewsletterFactory(draft=True)


def lacking_newsletter(country, user):
    NewsletterFactory()


# What fills each tray; how many of the three records, one in Benin and two in Bangladesh, are
# told to each role. Who is not named has no such tray. A regional contact keeps Africa.
ISSUES = {"committee": 3, "editor": 3}
EVERYWHERE = {"committee": 3, "regional": 1}
TABLE = {
    "members.message?delivered_at__isempty=1": (failed_message, {"committee": 3}),
    "members.importbatch?state__exact=previewed": (waiting_import, EVERYWHERE),
    "members.importbatch": (waiting_import, EVERYWHERE),
    "members.organisation?status__exact=draft": (draft, EVERYWHERE),
    "members.organisation?verified=due": (unverified, EVERYWHERE),
    "members.changerequest?state=waiting": (change_request, EVERYWHERE),
    "members.organisation?website=broken": (broken_website, EVERYWHERE),
    "members.duplicatepair": (probable_duplicate, EVERYWHERE),
    "newsletters.newsletter?status__exact=draft": (draft_newsletter, ISSUES),
    "newsletters.newsletter?lacks=any": (lacking_newsletter, ISSUES),
}
TRAYS = {
    listed.opts.label_lower + (f"?{urlencode(tray.query)}" if tray.query else ""): tray
    for listed, tray in trays(admin.site)
}


@pytest.fixture
def benin():
    return CountryFactory(code="BJ", region=RegionFactory(slug="africa"))


@pytest.fixture
def bangladesh():
    return CountryFactory(code="BD", region=RegionFactory(slug="asia"))


def sign_in(client, role: str):
    user = UserFactory(groups=ROLES[role])
    if role == "regional":
        RegionFactory(slug="africa").editors.add(user)
    client.force_login(user)
    return user


@pytest.fixture
def committee(client):
    return sign_in(client, "committee")


def told(client) -> dict[str, tuple[str, str]]:
    """What each tray says, and where it leads to, in their order."""
    page, found = read(client.get("/admin/")), {}
    for tray in page.all("li", class_="tray"):
        link = tray.one("h3").one("a")
        number, title = (word.text for word in link.all("span"))
        found[title] = (number, link["href"])
    for empty in page.all("div", class_="trays-empty"):
        assert empty.one("h3").text == "Nothing waits here"
        found |= {link.text: ("0", link["href"]) for link in empty.all("a")}
    return found


def test_every_tray_is_in_the_table():
    assert set(TABLE) == set(TRAYS)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("key", TRAYS)
def test_a_tray_tells_how_many_its_list_shows_and_only_to_who_may_act(
    client, benin, bangladesh, key, role
):
    user, (fill, expected) = sign_in(client, role), TABLE[key]
    OrganisationFactory(country=benin, verified_on=timezone.localdate())
    for country in (benin, bangladesh, bangladesh):
        fill(country, user)

    found = told(client).get(str(TRAYS[key].title))

    assert (found is not None) is (role in expected)
    if found:
        number, url = found
        listed = client.get(url).context["cl"]
        assert (number, listed.result_count) == (str(expected[role]), expected[role])


def test_what_waits_comes_first_and_what_is_empty_says_so(client, committee):
    NewsletterFactory(draft=True)
    OrganisationFactory(draft=True)

    found = told(client)

    assert [number for number, _url in found.values()] == ["1"] * 3 + ["0"] * 7
    assert list(found) == [
        "Drafts of organisations",
        "Drafts of newsletters",
        "Newsletters lacking a language",
        "Change requests waiting",
        "Messages not passed on",
        "Imports waiting for confirmation",
        "Records to be verified",
        "Probable duplicates",
        "Broken websites",
        "Last imports",
    ]


def test_the_last_imports_are_named_with_their_state(client, committee):
    for number in range(7):
        ImportBatchFactory(name=f"members-{number}.csv", state="done")

    tray = read(client.get("/admin/")).all("li", class_="tray")[0]

    assert [line.text for line in tray.one("ul").all("li")] == [
        f"members-{number}.csv imported" for number in (6, 5, 4, 3, 2)
    ]


def test_a_regional_contact_of_no_region_has_no_tray_of_organisations(client, benin):
    client.force_login(UserFactory(groups=["Regional contact"]))
    OrganisationFactory(country=benin, draft=True)

    assert set(told(client)) == {"Imports waiting for confirmation", "Last imports"}


def test_with_two_roles_one_has_the_trays_of_both(client, benin, bangladesh):
    user = UserFactory(groups=["Regional contact", "Newsletter editor"])
    benin.region.editors.add(user)
    client.force_login(user)
    for country in (benin, bangladesh):
        OrganisationFactory(country=country, draft=True)

    found = told(client)

    assert found["Drafts of organisations"][0] == "1"
    assert "Drafts of newsletters" in found


def test_who_may_act_on_nothing_is_shown_no_heading_either(client):
    sign_in(client, "auditor")

    assert "What waits for you" not in read(client.get("/admin/")).text


def test_no_tray_is_counted_to_its_end(client, committee, monkeypatch):
    monkeypatch.setattr(module, "MOST", 2)
    for _number in range(4):
        OrganisationFactory(draft=True)

    assert told(client)["Drafts of organisations"][0] == "2+"


def test_the_page_of_one_application_is_as_ever(client, committee):
    assert "What waits for you" not in read(client.get("/admin/members/")).text


@pytest.mark.parametrize(
    "language, waits, nothing",
    [("fr", "Ce qui vous attend", "Rien n’attend"), ("es", "Lo que le espera", "Nada pendiente")],
)
def test_the_page_is_read_in_each_language(client, committee, language, waits, nothing):
    text = read(client.get(f"/{language}/admin/")).text

    assert waits in text
    assert nothing in text


@pytest.mark.parametrize("rows", [0, 3])
def test_the_page_costs_few_queries_however_much_waits(
    client, committee, benin, rows, django_assert_num_queries
):
    for fill, _expected in TABLE.values():
        for _number in range(rows):
            fill(benin, committee)
    Message.objects.update(error="Refused")
    client.get("/admin/")

    with django_assert_num_queries(8 if rows else 7):
        client.get("/admin/")
