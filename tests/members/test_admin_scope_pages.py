"""Every page of the admin, and who opens it: a page that is in no table here fails the test."""

import pytest
from django.contrib import admin
from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.urls import NoReverseMatch, reverse

from members.models import ImportBatch, Organisation, Page, Region
from tests.factories import (
    AlternateNameFactory,
    ChangeRequestFactory,
    ContactFactory,
    CountryFactory,
    DoNotMailFactory,
    DuplicatePairFactory,
    EditionFactory,
    MembershipFactory,
    MergeFactory,
    MessageFactory,
    NewsletterFactory,
    OrganisationFactory,
    PageFactory,
    QuestionFactory,
    RegionFactory,
    SubscriberFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

ROLES = {
    "committee": ["Steering committee"],
    "here": ["Regional contact"],
    "there": ["Regional contact"],
    "auditor": ["Auditor"],
    "editor": ["Newsletter editor"],
    "without a role": [],
}
# The pages of a record's kind, by letter: its address, and whether something is sent to it.
PAGES = {
    "l": ("changelist", False),
    "a": ("add", False),
    "s": ("change", False),
    "c": ("change", True),
    "h": ("history", False),
    "d": ("delete", False),
    "p": ("preview", False),
    "v": ("archive", False),
    "x": ("deleted", False),
    "e": ("export_csv", False),
    "E": ("export_xlsx", False),
    "n": ("new_link", False),
    "k": ("likely", False),
    "u": ("undo", False),
}
OF_LISTS = {"changelist", "add", "deleted", "export_csv", "export_xlsx", "likely"}
# Of one entry of a record's history; see below.
OF_ENTRIES = {"revert", "restore"}
# See test_verifying.
OF_VERIFYING = {"verify"}
# Which of them each role opens. "here": a regional contact, of a record in its region; "there":
# the same account, of a record in another. Whoever is not named opens none.
ORGANISATIONS = {
    "committee": "laschdpvxeEk",
    "here": "laschpveEk",
    "there": "laspeEk",
    "auditor": "lshpeE",
}
PARTS = {"committee": "laschdx", "here": "laschdx", "there": "lasx", "auditor": "lsh"}
REFERENCE = {"here": "lsh", "there": "lsh", "auditor": "lsh"}
ISSUES = {"committee": "laschdx", "editor": "laschdx", "auditor": "lsh"}
OPEN = {
    "members_organisation": ORGANISATIONS | {"editor": "lspeE"},
    "members_memberinstitution": ORGANISATIONS,
    "members_supportorganisation": ORGANISATIONS,
    "members_alternatename": PARTS,
    "members_membership": PARTS,
    "members_contact": PARTS,
    "members_message": {"committee": "lshd", "here": "lsh", "there": "l", "auditor": "lsh"},
    "members_question": {"committee": "lsh", "here": "lsh", "there": "l", "auditor": "lsh"},
    "members_changerequest": {"committee": "lsch", "here": "lsch", "there": "l", "auditor": "lsh"},
    "members_duplicatepair": {"committee": "lsh", "here": "lsh", "there": "lsh", "auditor": "lsh"},
    "members_merge": {"committee": "lshu", "here": "lshu", "there": "lsh", "auditor": "lsh"},
    "members_importbatch": {"committee": "lash", "here": "la", "there": "la", "auditor": "lsh"},
    "members_region": REFERENCE | {"committee": "laschdx"},
    "members_country": REFERENCE | {"committee": "lsch"},
    "members_page": {"committee": "lsch", "auditor": "lsh"},
    "newsletters_newsletter": ISSUES | {"committee": "laschdvx", "editor": "laschdvx"},
    "newsletters_edition": ISSUES,
    "newsletters_subscriber": {"committee": "lshd", "editor": "lsh", "auditor": "lsh"},
    "newsletters_donotmail": {"committee": "lshd", "auditor": "lsh"},
    "auth_user": {"committee": "lasch", "auditor": "lsh"},
}
# The admin's other pages: what they answer to each role, and at the end to one who may not enter.
SITE = {
    "index": (200, 200, 200, 200, 200, 200, 302),
    "app_list": (200, 200, 200, 200, 200, 404, 302),
    "login": (302, 302, 302, 302, 302, 302, 200),
    "logout": (405, 405, 405, 405, 405, 405, 405),
    "password_change": (200, 200, 200, 200, 200, 200, 302),
    "password_change_done": (200, 200, 200, 200, 200, 200, 302),
    "autocomplete": (200, 200, 200, 200, 200, 403, 302),
    "jsi18n": (200, 200, 200, 200, 200, 200, 302),
    "view_on_site": (302, 302, 302, 302, 302, 302, 302),
    "second-factor": (302, 302, 302, 302, 302, 302, 302),
    "qr-code": (404, 404, 404, 404, 404, 404, 404),
    "second-step": (404, 404, 404, 404, 404, 404, 302),
    "second-step-device": (302, 302, 302, 302, 302, 302, 302),
    "second-step-qr": (404, 404, 404, 404, 404, 404, 302),
}
# Without a name: the old address of a record, which leads to the new one; all that there is not.
UNNAMED = {"<path:object_id>/", "(?P<url>.*)$"}


def views(patterns):
    """The names of all pages below, or how those without one are addressed."""
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from views(pattern.url_patterns)
        else:
            yield pattern.name or str(pattern.pattern)


@pytest.fixture
def africa():
    return RegionFactory(slug="africa")


def records(code: str, region: str) -> dict[str, object]:
    """One of each kind; those that lie in a region, in this one."""
    country = CountryFactory(code=code, region=RegionFactory(slug=region))
    network = OrganisationFactory(country=country)
    contact = ContactFactory(organisation=network)
    return {
        "members_organisation": network,
        "members_memberinstitution": network,
        "members_supportorganisation": OrganisationFactory(country=country, kind="support"),
        "members_alternatename": AlternateNameFactory(organisation=network),
        "members_membership": MembershipFactory(organisation=network),
        "members_contact": contact,
        "members_message": MessageFactory(contact=contact),
        "members_question": QuestionFactory(organisation=network, address="wend@example.org"),
        "members_changerequest": ChangeRequestFactory(organisation=network),
        "members_region": country.region,
        "members_country": country,
        "members_page": Page.objects.filter(slug="about").first() or PageFactory(slug="about"),
        "newsletters_newsletter": NewsletterFactory(),
        "newsletters_edition": EditionFactory(),
        "newsletters_subscriber": SubscriberFactory(),
        "newsletters_donotmail": DoNotMailFactory(),
        "members_duplicatepair": DuplicatePairFactory(
            first__country=country, second__country=country
        ),
        "members_merge": MergeFactory(kept__country=country, merged__country=country),
        "members_importbatch": ImportBatch.objects.create(
            name="a.csv", file="a.csv", language="en"
        ),
        "auth_user": UserFactory(),
    }


def sign_in(client, role: str) -> None:
    user = UserFactory(groups=ROLES[role])
    if role in ("here", "there"):
        RegionFactory(slug="africa").editors.add(user)
    client.force_login(user)


def address(kind: str, page: str, record) -> str | None:
    """Where a page is; None where this kind of record has none such."""
    args = [] if page in OF_LISTS else [quote(record.pk)]
    try:
        return reverse(f"admin:{kind}_{page}", args=args)
    except NoReverseMatch:
        return None


def opened(client, kind: str, record) -> set[str]:
    """The letters of the pages that are shown."""
    found = set()
    for letter, (page, is_sent) in PAGES.items():
        if url := address(kind, page, record):
            response = client.post(url, {}) if is_sent else client.get(url)
            found |= {letter} if response.status_code == 200 else set()
            if response.streaming:
                response.getvalue()  # a file is read to its end, or its place stays taken
    return found


def test_every_page_of_the_admin_is_in_the_tables():
    pages = {f"{kind}_{page}" for kind in OPEN for page, _is_sent in PAGES.values()}

    known = set(views(admin.site.get_urls()))

    entries = {f"{kind}_{page}" for kind in OPEN for page in OF_ENTRIES | OF_VERIFYING}
    batch = {f"members_importbatch_{p}" for p in ("act", "file", "refused_csv", "refused_xlsx")}
    of_packages = {"auth_user_password_change"}
    of_two = {"members_organisation_merge"}
    assert known - pages - entries - batch - of_two == {*SITE, *UNNAMED, *of_packages} - pages
    assert {f"{kind}_changelist" for kind in OPEN} <= known


def test_every_list_of_the_site_says_how_its_records_lead_to_a_region():
    ours = {
        model: model_admin
        for model, model_admin in admin.site._registry.items()
        if model._meta.app_label in ("members", "newsletters")
    }

    assert [str(a) for a in ours.values() if not isinstance(a.region_paths, tuple)] == []


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_the_pages_of_records_that_the_table_gives_it(client, role):
    of_here, of_there = records("BJ", "africa"), records("BD", "asia")
    sign_in(client, role)

    found = {
        kind: opened(client, kind, record)
        for kind, record in (of_there if role == "there" else of_here).items()
    }

    assert found == {kind: set(OPEN[kind].get(role, "")) for kind in found}


@pytest.mark.parametrize("is_known", [True, False], ids=["an account without staff", "nobody"])
def test_one_who_is_not_of_the_staff_opens_no_page_of_a_record(client, is_known):
    if is_known:
        user = UserFactory(is_staff=False, groups=["Steering committee", "Regional contact"])
        Region.objects.create(slug="africa", name_en="Africa").editors.add(user)
        client.force_login(user)

    found = {kind: opened(client, kind, one) for kind, one in records("BJ", "africa").items()}

    assert found == {kind: set() for kind in found}


@pytest.mark.parametrize("place, role", [*enumerate([*ROLES, None])])
def test_the_other_pages_answer_each_role_as_the_table_says(client, place, role):
    organisation = OrganisationFactory()
    kind = ContentType.objects.get_for_model(Organisation).pk
    args = {"app_list": ["members"], "view_on_site": [kind, organisation.pk]}
    asked = {"app_label": "members", "model_name": "contact", "field_name": "organisation"}
    if role:
        sign_in(client, role)

    found = {
        name: client.get(
            reverse(f"admin:{name}", args=args.get(name, [])),
            asked if name == "autocomplete" else {},
        ).status_code
        for name in SITE
    }

    assert found == {name: statuses[place] for name, statuses in SITE.items()}


@pytest.mark.parametrize("role, status", [("here", 200), ("there", 403), ("auditor", 403)])
def test_an_earlier_state_is_put_back_by_who_may_change_the_record(client, role, status):
    code, region = ("BD", "asia") if role == "there" else ("BJ", "africa")
    membership = records(code, region)["members_membership"]
    start = reverse("admin:members_organisation_change", args=[membership.organisation.pk])
    entry = membership.history.first().history_id
    sign_in(client, role)

    found = client.get(start.replace("change/", f"history/membership/{entry}/"))

    assert found.status_code == status


@pytest.mark.parametrize("role, status", [("here", 200), ("there", 403), ("auditor", 403)])
def test_a_deletion_is_undone_by_who_may_change_the_record(client, role, status):
    code, region = ("BD", "asia") if role == "there" else ("BJ", "africa")
    membership = records(code, region)["members_membership"]
    deleted = membership.history.model
    membership.delete()
    sign_in(client, role)

    entry = deleted.objects.filter(history_type="-").latest("history_id").history_id
    found = client.get(reverse("admin:members_membership_restore", args=[entry]))

    assert found.status_code == status
