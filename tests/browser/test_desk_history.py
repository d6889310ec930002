"""Looking back at the desk, and two at one record: in the browser, under axe's rules."""

import pytest
from playwright.sync_api import expect

from members.models import Organisation


@pytest.fixture
def cerise(site):
    """One organisation that was changed once."""
    organisation = Organisation.objects.get(slug="cerise")
    organisation.acronym = "CRS"
    organisation.save()
    return organisation


@pytest.fixture
def plain(site, desk):
    """The desk, where axe may run its script."""
    page = site.open("/admin/", bypass_csp=True, storage_state=desk.context.storage_state())
    page.goto("/admin/")
    return page


@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_of_the_history_breaks_a_rule(plain, cerise, violations, width):
    gone = Organisation.objects.get(slug="finca")
    gone.delete()
    base = f"/admin/members/organisation/{cerise.pk}"
    first = cerise.history.last().history_id
    entry = gone.history.model.objects.filter(history_type="-").get().history_id
    pages = [f"{base}/history/", f"{base}/history/organisation/{first}/"]
    pages += [f"{base}/archive/", f"{base}/delete/", "/admin/members/organisation/deleted/"]
    pages += [f"/admin/members/organisation/deleted/{entry}/"]
    plain.set_viewport_size({"width": width, "height": 800})

    found = {path: violations(plain) for path in pages if plain.goto(path)}

    assert found == {path: [] for path in pages}


def test_what_is_in_dispute_is_chosen_beside_the_field(site, desk, cerise, violations):
    desk.goto(f"/admin/members/organisation/{cerise.pk}/change/")
    desk.get_by_label("Acronym:").fill("MINE")
    Organisation.objects.filter(pk=cerise.pk).update(acronym="THEIRS")
    desk.get_by_role("button", name="Save", exact=True).click()

    row = desk.locator(".field-acronym")
    expect(row).to_contain_text("Now stored: THEIRS")
    expect(desk.get_by_label("Acronym:")).to_have_value("MINE")
    row.get_by_label("take theirs").check()
    desk.get_by_role("button", name="Save", exact=True).click()

    expect(desk.locator(".messagelist")).to_contain_text("was changed successfully")
    cerise.refresh_from_db()
    assert cerise.acronym == "THEIRS"


def test_leaving_a_changed_form_is_asked_about_and_saving_it_is_not(desk, cerise):
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    address = f"/admin/members/organisation/{cerise.pk}/change/"

    desk.goto(address)
    desk.goto("/admin/")
    assert asked == []
    desk.goto(address)
    desk.get_by_label("Acronym:").fill("MINE")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator(".messagelist")).to_contain_text("was changed successfully")
    assert asked == []
    desk.goto(address)
    desk.get_by_label("Acronym:").fill("OURS")
    desk.goto("/admin/")
    assert asked == ["beforeunload"]
