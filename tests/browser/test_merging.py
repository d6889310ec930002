"""Two organisations become one in a browser, under axe's rules and a strict policy."""

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from members.models import Merge, Organisation
from tests.factories import OrganisationFactory


@pytest.fixture
def twin(site):
    """A second record of CERISE."""
    cerise = Organisation.objects.get(slug="cerise")
    twin = OrganisationFactory(
        name="Cerise Network", slug="twin", country=cerise.country, region=cerise.region
    )
    call_command("find_duplicates", verbosity=0)
    return twin


@pytest.fixture
def plain(site, desk):
    """The desk, where axe may run its script."""
    page = site.open("/admin/", bypass_csp=True, storage_state=desk.context.storage_state())
    page.goto("/admin/")
    return page


@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_of_a_merge_breaks_a_rule(plain, twin, violations, width):
    cerise = Organisation.objects.get(slug="cerise")
    merge = f"/admin/members/organisation/merge/?of={cerise.pk}"
    pages = [merge, f"{merge}&of={twin.pk}"]
    plain.set_viewport_size({"width": width, "height": 800})
    found = {path: violations(plain) for path in pages if plain.goto(path)}
    plain.get_by_role("button", name="Merge", exact=True).click()
    made = f"/admin/members/merge/{Merge.objects.get().pk}/"
    more = [f"{made}undo/", f"/admin/members/organisation/{cerise.pk}/history/"]
    found |= {path: violations(plain) for path in more if plain.goto(path)}

    assert found == {path: [] for path in [*pages, *more]}


def test_two_of_the_report_are_merged_and_parted_again(desk, twin):
    desk.goto("/admin/members/duplicatepair/")
    desk.get_by_role("row", name="Cerise Network").get_by_role("link", name="Side by side").click()
    desk.get_by_role("group", name="Name").get_by_label("Cerise Network").check()
    desk.get_by_role("button", name="Merge", exact=True).click()

    expect(desk.locator(".messagelist")).to_contain_text("was merged into this record")
    assert Organisation.objects.get(slug="cerise").name == "Cerise Network"
    desk.goto("/members/twin/")
    expect(desk).to_have_url("/members/cerise/")
    desk.goto(f"/admin/members/organisation/{twin.pk}/change/")
    desk.get_by_role("link", name="The merge, and how to undo it").click()
    desk.get_by_role("link", name="Undo this merge").click()
    desk.get_by_role("button", name="Undo the merge").click()
    expect(desk.locator(".messagelist")).to_contain_text("are two again")
    assert Organisation.objects.get(slug="cerise").name != "Cerise Network"


def test_while_a_name_is_typed_those_that_may_be_meant_are_told_politely(site, desk, twin):
    desk.goto("/admin/members/organisation/add/")
    told = desk.locator("#likely")
    expect(told).to_have_attribute("role", "status")

    desk.get_by_label("Name:", exact=True).press_sequentially("cerise netwrk")

    expect(told).to_contain_text("may be the same")
    expect(told.get_by_role("link", name="Cerise Network")).to_be_visible()
    desk.get_by_label("Name:", exact=True).fill("Oikos of Atlantis")
    expect(told).to_be_empty()


def test_a_name_that_is_there_already_is_asked_about_beside_the_field(plain, twin, violations):
    plain.goto("/admin/members/organisation/add/")
    plain.get_by_label("Name:", exact=True).fill("Cerise Netwrk")
    plain.get_by_label("Slug:").fill("another")
    plain.get_by_label("Kind:").select_option("network")
    plain.get_by_role("button", name="Save", exact=True).click()

    question = plain.locator(".field-name .errorlist")
    expect(question).to_contain_text("It may be there already")
    # The admin's own boxes and tables apart, of which it is the author.
    assert [v for v in violations(plain) if "select2" not in v and "<th" not in v] == []
    question.get_by_label("It is another organisation").check()
