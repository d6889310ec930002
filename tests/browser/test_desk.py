"""The committee at work in the admin, under the site's strict policy."""

import pytest
from playwright.sync_api import expect

from members.models import Organisation
from newsletters.models import Edition
from tests.factories.newsletters import pdf

LISTS = [
    "members/organisation",
    "members/membership",
    "members/country",
    "newsletters/newsletter",
    "newsletters/edition",
]


def test_signing_in_leads_to_the_desk(desk):
    expect(desk.get_by_role("heading", level=1)).to_have_text(
        "What would you like to keep up to date?"
    )


def test_lists_open_without_a_complaint(site, desk):
    for path in LISTS:
        desk.goto(f"/admin/{path}/")
        expect(desk.locator("#result_list")).to_be_visible()

    assert site.complaints == []


def test_an_organisation_is_entered_with_the_country_chosen_by_its_french_name(site, desk):
    desk.goto("/admin/members/organisation/add/")

    desk.get_by_label("Name:", exact=True).press_sequentially("Réseau Wend")
    expect(desk.get_by_label("Slug:")).to_have_value("reseau-wend")
    desk.get_by_label("Kind:").first.select_option("Local network")
    desk.locator(".field-country .select2-selection").click()
    desk.locator(".select2-search__field").press_sequentially("allemagne")
    desk.get_by_role("option", name="Germany").click()
    desk.get_by_role("button", name="Save", exact=True).click()

    expect(desk.locator(".messagelist")).to_contain_text("was added successfully")
    assert Organisation.objects.get(slug="reseau-wend").region.slug == "europe"
    assert site.complaints == []


def test_a_row_of_an_inline_is_added_with_its_button(site, desk):
    cerise = Organisation.objects.get(slug="cerise")
    desk.goto(f"/admin/members/organisation/{cerise.pk}/change/")

    desk.get_by_role("button", name="Add another Alternate name").click()
    desk.locator("#id_alternate_names-0-name").fill("Comité d’Échanges")
    desk.get_by_role("button", name="Save", exact=True).click()

    expect(desk.locator(".messagelist")).to_contain_text("was changed successfully")
    assert [name.name for name in cerise.alternate_names.all()] == ["Comité d’Échanges"]
    assert site.complaints == []


@pytest.mark.parametrize("content, pages", [(pdf(2), [2]), (b"GIF89a", [])], ids=["pdf", "image"])
def test_an_issue_is_entered_with_its_file(site, desk, content, pages):
    Edition.objects.all().delete()
    desk.goto("/admin/newsletters/newsletter/add/")

    desk.get_by_label("Month:").fill("2010-03-01")
    desk.get_by_label("Title [en]:").fill("Oaxaca")
    desk.get_by_role("button", name="Add another Edition").click()
    desk.locator("#id_editions-0-language").select_option("English")
    file = {"name": "issue.pdf", "mimeType": "application/pdf", "buffer": content}
    desk.locator("#id_editions-0-file").set_input_files(file)
    desk.get_by_role("button", name="Save", exact=True).click()

    outcome = "was added successfully" if pages else "This is not a PDF file."
    expect(desk.get_by_text(outcome).first).to_be_visible()
    assert list(Edition.objects.values_list("page_count", flat=True)) == pages
    assert site.complaints == []


def test_the_organisations_of_an_issue_are_chosen_by_autocomplete(site, desk):
    desk.goto("/admin/newsletters/newsletter/add/")

    desk.locator(".field-organisations .select2-selection").click()
    desk.locator(".field-organisations .select2-search__field").press_sequentially("pamiga")
    desk.get_by_role("option", name="PAMIGA").click()

    expect(desk.locator(".field-organisations .select2-selection__choice")).to_contain_text(
        "PAMIGA"
    )
    assert site.complaints == []
