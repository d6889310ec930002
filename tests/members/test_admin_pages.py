"""Every page of the admin, for the steering committee."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from members.models import (
    ChangeRequest,
    Country,
    DuplicatePair,
    ImportBatch,
    Merge,
    Message,
    Page,
    Question,
)
from newsletters.models import DoNotMail, Subscriber
from tests.factories import (
    AlternateNameFactory,
    ChangeRequestFactory,
    ContactFactory,
    CountryFactory,
    DoNotMailFactory,
    DuplicatePairFactory,
    ImportBatchFactory,
    MembershipFactory,
    MergeFactory,
    MessageFactory,
    OrganisationFactory,
    PageFactory,
    QuestionFactory,
    RegionFactory,
    SubscriberFactory,
    UserFactory,
)
from tests.reading import read

pytestmark = pytest.mark.django_db

OURS = ("members", "newsletters")
MODELS = [model for model in admin.site._registry if model._meta.app_label in OURS]
NOT_ADDED = {ChangeRequest, Country, DuplicatePair, Merge, Message, Page, Question}
NOT_ADDED |= {DoNotMail, Subscriber}
NOT_DELETED = NOT_ADDED - {DoNotMail, Subscriber} | {ImportBatch}
# What a strict policy forbids: scripts and styles that stand in the page itself.
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\b(?:src|application/json))")
LANGUAGES = ["en", "fr", "es"]


@pytest.fixture
def committee(client):
    client.force_login(UserFactory(groups=["Steering committee"]))
    return client


def address(model, page: str, *arguments) -> str:
    options = model._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_{page}", args=arguments)


def pages() -> list[str]:
    """The address of every list, and of every form, empty and filled in."""
    found = [reverse("admin:index")]
    for model in MODELS:
        first = model._default_manager.first()
        found += [address(model, "changelist"), address(model, "change", first.pk)]
        found += [address(model, "history", first.pk)]
        if model not in NOT_ADDED:
            found.append(address(model, "add"))
        if model not in NOT_DELETED:
            found.append(address(model, "delete", first.pk))
    return found


def one_of_each() -> None:
    """Of what the network's data do not hold."""
    MessageFactory(contact=None)
    for make in (ImportBatchFactory, QuestionFactory, ChangeRequestFactory):
        make()
    DuplicatePairFactory()
    MergeFactory()
    SubscriberFactory()
    DoNotMailFactory()


def test_the_committee_opens_every_page_of_every_model(prospera, committee):
    one_of_each()

    statuses = {page: committee.get(page).status_code for page in pages()}

    assert statuses == dict.fromkeys(statuses, 200)
    assert len(statuses) == 1 + 5 * len(MODELS) - len(NOT_ADDED) - len(NOT_DELETED)


def test_what_has_its_fixed_place_is_not_added(committee):
    statuses = {model: committee.get(address(model, "add")).status_code for model in NOT_ADDED}

    assert statuses == dict.fromkeys(NOT_ADDED, 403)


def test_no_page_holds_a_script_or_a_style_of_its_own(prospera, committee):
    one_of_each()

    found = {page: INLINE.findall(committee.get(page).content.decode()) for page in pages()}

    assert found == {key: [] for key in found}


def test_pages_forbid_what_does_not_come_from_the_site(committee):
    policy = committee.get("/admin/").headers["Content-Security-Policy"].split("; ")

    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'"} <= set(policy)


def test_the_desk_speaks_the_three_languages(committee):
    desks = [read(committee.get(path)) for path in ("/admin/", "/fr/admin/", "/es/admin/")]

    assert [desk.one("html")["lang"] for desk in desks] == LANGUAGES
    assert len({desk.one("h1").text for desk in desks}) == 3
    assert [desk.one("form", id="logout-form").text for desk in desks] == [
        "Log out",
        "Déconnexion",
        "Cerrar sesión",
    ]


@pytest.mark.parametrize(
    "path, labels",
    [
        ("/admin", ["Name:", "Country:"]),
        ("/fr/admin", ["Nom :", "Pays :"]),
        ("/es/admin", ["Nombre:", "País:"]),
    ],
)
def test_the_form_of_an_organisation_speaks_the_three_languages(committee, path, labels):
    page = read(committee.get(f"{path}/members/organisation/add/"))

    found = [page.one("label", for_=name).text for name in ("id_name", "id_country")]
    assert [re.sub(r"\s+", " ", label) for label in found] == labels


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_lead_to_themselves_in_the_other_languages(committee, language):
    prefix = "" if language == "en" else f"/{language}"

    page = read(committee.get(f"{prefix}/admin/members/contact/?role=regional_contact"))

    path = "/admin/members/contact/?role=regional_contact"
    switch = [link for link in page.all("a") if link["hreflang"]]
    assert {link["hreflang"]: link["href"] for link in switch} == {
        "en": path,
        "fr": f"/fr{path}",
        "es": f"/es{path}",
    }
    assert [link["hreflang"] for link in switch if link["aria-current"]] == [language]


LISTS = [
    (OrganisationFactory, "members/organisation", 9),
    (OrganisationFactory, "members/memberinstitution", 9),
    (lambda: OrganisationFactory(kind="support"), "members/supportorganisation", 9),
    (MembershipFactory, "members/membership", 9),
    (AlternateNameFactory, "members/alternatename", 7),
    (lambda: ContactFactory(is_public=False), "members/contact", 8),
    (lambda: MessageFactory(contact=ContactFactory(is_public=False)), "members/message", 10),
]


@pytest.mark.parametrize("role", ["Steering committee", "Regional contact", "Auditor"])
@pytest.mark.parametrize("total", [1, 3])
@pytest.mark.parametrize("factory, path, queries", LISTS, ids=[path for _, path, _ in LISTS])
def test_a_list_costs_the_same_for_three_rows_as_for_one(
    client, factory, path, queries, total, role, django_assert_num_queries
):
    user = UserFactory(groups=[role])
    RegionFactory(slug="africa").editors.add(user)
    client.force_login(user)
    for _row in range(total):
        factory()

    with django_assert_num_queries(queries):
        response = client.get(f"/admin/{path}/")

    assert response.context["cl"].result_count == total


def test_the_list_of_the_whole_network_costs_no_more_than_that_of_one(
    prospera, committee, django_assert_num_queries
):
    with django_assert_num_queries(9):
        response = committee.get("/admin/members/organisation/")

    assert response.context["cl"].result_count == 36


@pytest.mark.parametrize("codes", [["BJ"], ["BJ", "BF", "MG"]], ids=["one", "three"])
def test_the_list_of_countries_costs_the_same_for_three_as_for_one(
    committee, codes, django_assert_num_queries
):
    for code in codes:
        CountryFactory(code=code)

    with django_assert_num_queries(8):
        response = committee.get("/admin/members/country/")

    assert response.context["cl"].result_count == len(codes)


@pytest.mark.parametrize("slugs", [["africa"], ["africa", "asia", "europe"]], ids=["one", "three"])
def test_the_list_of_regions_costs_the_same_for_three_as_for_one(
    committee, slugs, django_assert_num_queries
):
    for slug in slugs:
        RegionFactory(slug=slug)

    with django_assert_num_queries(7):
        response = committee.get("/admin/members/region/")

    assert response.context["cl"].result_count == len(slugs)


@pytest.mark.parametrize("slugs", [["about"], ["about", "contact", "home"]], ids=["one", "three"])
def test_the_list_of_texts_costs_the_same_for_three_as_for_one(
    committee, slugs, django_assert_num_queries
):
    for slug in slugs:
        PageFactory(slug=slug)

    with django_assert_num_queries(7):
        response = committee.get("/admin/members/page/")

    assert response.context["cl"].result_count == len(slugs)
