"""Every page of the desk that is not Django's own: under axe's rules, and no wider than the window.

A new page is a row of ``PAGES`` or of ``AT_THE_DOOR``.
"""

from inspect import signature

import pytest
from django.contrib.auth import get_user_model
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Error

from members.importing import progress
from members.models import ImportBatch, Organisation
from newsletters.models import Edition
from tests.factories import ImportBatchFactory, UserFactory
from tests.members.importing import go_on, previewed

ORGANISATIONS = "/admin/members/organisation/"
IMPORTS = "/admin/members/importbatch/"
TABLE = [
    ["name", "kind", "country", "acronym"],
    ["Cerise", "", "", "C"],
    ["Caisse Wend", "mfi", "Bénin", ""],
    ["Atlantis Credit", "mfi", "Atlantis", ""],
    ["Ceriise", "mfi", "", ""],
    ["FINCA", "", "", ""],
]


def at(slug: str, way: str = "change/") -> str:
    return f"{ORGANISATIONS}{Organisation.objects.get(slug=slug).pk}/{way}"


def changed() -> str:
    """The way back to the first state of a record that has another by now."""
    organisation = Organisation.objects.get(slug="cerise")
    organisation.acronym = "CRS"
    organisation.save()
    return at("cerise", f"history/organisation/{organisation.history.last().history_id}/")


def deleted() -> str:
    organisation = Organisation.objects.get(slug="finca")
    organisation.delete()
    entry = organisation.history.model.objects.get(history_type="-", slug="finca")
    return f"{ORGANISATIONS}deleted/{entry.history_id}/"


def batch(show: str = "", state: str = "", **more) -> str:
    found = previewed(TABLE, created_by=UserFactory(is_superuser=True), **more)
    if state:
        found.good_rows_only = True
        found.save()
        go_on(found, state)
    return f"{IMPORTS}{found.pk}/change/?show={show}"


def latest(show: str) -> str:
    return (
        f"{IMPORTS}{ImportBatch.objects.filter(state='done').latest('pk').pk}/change/?show={show}"
    )


def at_work(done: int | None) -> str:
    found = ImportBatchFactory(state="importing")
    if done is not None:
        progress.tell(found, done, 10_000)
    return f"{IMPORTS}{found.pk}/change/"


def saved_by_two(page) -> None:
    """Sends a form in which another has changed the same field meanwhile."""
    page.goto(at("cerise"))
    page.get_by_label("Acronym:").fill("MINE")
    Organisation.objects.filter(slug="cerise").update(acronym="THEIRS")
    page.get_by_role("button", name="Save", exact=True).click()


def saved_after_a_purge(page) -> None:
    page.goto(at("alpimed"))
    Organisation.objects.get(slug="alpimed").delete()
    page.get_by_label("Acronym:").fill("MINE")
    page.get_by_role("button", name="Save", exact=True).click()


# Django's own: columns without a field, so without a heading; a label that is a picture.
DJANGOS = (
    'empty-table-header: <th class="original"></th>',
    "empty-table-header: <th></th>",
    'label-title-only: <input type="text" size="40" name="q"',
)


def drafted() -> str:
    Organisation.objects.filter(slug="cerise").update(status="draft")
    return at("cerise")


def not_a_file() -> str:
    found = go_on(ImportBatchFactory(content=b"%PDF-1.7"), "reading")
    return f"{IMPORTS}{found.pk}/change/"


# An address, what makes one, or what leads to the page.
PAGES = {
    "first page": "/admin/",
    "list": ORGANISATIONS,
    "form": lambda: at("cerise"),
    "new": f"{ORGANISATIONS}add/",
    "view as": lambda: at("cerise", "change/?as=committee"),
    "history": lambda: at("cerise", "history/"),
    "revert": changed,
    "archive": lambda: at("cerise", "archive/"),
    "purge": lambda: at("cerise", "delete/"),
    "restore": deleted,
    "deleted": f"{ORGANISATIONS}deleted/",
    "two at one record": saved_by_two,
    "purged meanwhile": saved_after_a_purge,
    "imports": IMPORTS,
    "upload": f"{IMPORTS}add/",
    "nobody at work": lambda: at_work(None),
    "at work": lambda: at_work(4200),
    "duplicates": lambda: batch("duplicate"),
    "refused": lambda: batch("refused"),
    "new rows": lambda: batch("new"),
    "changed rows": lambda: batch("changed"),
    "unchanged rows": lambda: batch("unchanged"),
    "imported": lambda: batch(state="importing"),
    "imported, new": lambda: latest("new"),
    "no file of ours": not_a_file,
    "change password": "/admin/password_change/",
    "broken websites": f"{ORGANISATIONS}?website=broken",
    "merges": "/admin/members/merge/?whose=all",
    "probable duplicates": "/admin/members/duplicatepair/",
    "change requests": "/admin/members/changerequest/",
    "link to a draft": drafted,
    "newsletters": "/admin/newsletters/newsletter/",
    "downloads": lambda: f"/admin/newsletters/edition/{Edition.objects.get().pk}/change/",
    "subscribers": "/admin/newsletters/subscriber/",
    "addresses not to mail": "/admin/newsletters/donotmail/",
}


@pytest.fixture
def plain(site, desk):
    """The desk, where axe may run its script."""
    page = site.open("/admin/", bypass_csp=True, storage_state=desk.context.storage_state())
    page.goto("/admin/")
    return page


def open_page(page, way) -> None:
    if not isinstance(way, str):
        way = way(page) if takes_page(way) else way()
    if way is not None:
        visit(page, way)


def visit(page, address: str) -> None:
    try:
        page.goto(address)
    except Error:
        # The page of an import at work was loading itself again just then.
        page.goto(address)


def takes_page(way) -> bool:
    return "page" in signature(way).parameters


def faults(page, violations) -> list[str]:
    width, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    wide = [f"{width} pixels wide"] if width > window else []
    return [fault for fault in violations(page) if not fault.startswith(DJANGOS)] + wide


@pytest.mark.parametrize("width, scheme", [(1280, "light"), (390, "light"), (390, "dark")])
def test_no_page_of_the_desk_breaks_a_rule(plain, violations, width, scheme):
    plain.set_viewport_size({"width": width, "height": 800})
    plain.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    found = {}

    for name, way in PAGES.items():
        open_page(plain, way)
        found[name] = faults(plain, violations)

    assert found == {name: [] for name in PAGES}


def sign_in(page) -> None:
    page.goto("/admin/login/")
    page.get_by_label("E-mail address").fill("rosa")
    page.get_by_label("Password").fill("Oaxaca-2007-abril")
    page.get_by_role("button", name="Log in").click()


def give_code(page) -> None:
    device = TOTPDevice.objects.get()
    page.get_by_label("Code").fill(f"{totp(device.bin_key):06d}")
    page.get_by_label("Code").press("Enter")


def sign_in_again(page) -> None:
    page.context.clear_cookies()
    sign_in(page)


def lock(page) -> None:
    page.context.clear_cookies()
    for _attempt in range(5):
        page.goto("/admin/login/")
        page.get_by_label("E-mail address").fill("rosa")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Log in").click()


# In the order in which one comes to them.
AT_THE_DOOR = {
    "sign in": "/admin/login/",
    "forgotten password": "/admin/password/",
    "first second step": sign_in,
    "recovery codes": give_code,
    "second step": sign_in_again,
    "locked": lock,
}


@pytest.mark.parametrize("width, scheme", [(1280, "light"), (390, "light"), (390, "dark")])
def test_no_page_at_the_door_breaks_a_rule(site, settings, violations, width, scheme):
    settings.STAFF_SECOND_FACTOR = True
    get_user_model().objects.create_superuser("rosa", password="Oaxaca-2007-abril")
    page = site.open("/admin/", width, bypass_csp=True, color_scheme=scheme)
    found, titles = {}, set()

    for name, way in AT_THE_DOOR.items():
        open_page(page, way)
        found[name] = faults(page, violations)
        titles.add(page.title())

    assert found == {name: [] for name in AT_THE_DOOR}
    assert len(titles) == len(AT_THE_DOOR)
