"""An organisation answers the yearly question in a browser, and its contact decides at the desk."""

import re

import pytest
from django.core import mail
from django.core.management import call_command
from playwright.sync_api import expect

from members.models import ChangeRequest, Organisation


@pytest.fixture
def link(site, settings) -> str:
    """The link in the mail that CERISE was sent, in French."""
    settings.SITE_ADDRESS = site.address
    Organisation.objects.exclude(slug="cerise").update(verified_on="2999-01-01")
    Organisation.objects.filter(slug="cerise").update(email="c@example.org", language="fr")
    call_command("ask_to_verify", "--send", verbosity=0)
    (sent,) = mail.outbox
    return re.search(r"/fr/answer/\S+", sent.body)[0]


def test_one_click_says_that_everything_is_right(site, link):
    page = site.open(link)
    page.get_by_role("button", name="Tout est exact").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Merci")
    assert Organisation.objects.get(slug="cerise").verified_on
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce lien n’est plus valable")
    assert page.context.cookies() == []


def test_a_correction_is_sent_and_taken_at_the_desk(site, link, desk):
    page = site.open(link)
    page.get_by_role("link", name="Quelque chose a changé").click()
    page.get_by_label("Sigle").fill("CRS")
    page.get_by_role("button", name="Envoyer les modifications").click()
    expect(page.get_by_role("alert")).to_contain_text("Indiquez votre nom")
    page.get_by_label("Votre nom").fill("Ada")
    page.get_by_role("button", name="Envoyer les modifications").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci")

    desk.goto("/admin/members/changerequest/")
    desk.get_by_role("link", name="CERISE").click()
    desk.get_by_label("Accept", exact=True).check()
    desk.get_by_role("button", name="Carry out").click()

    expect(desk.locator(".messagelist")).to_contain_text("1 field was decided.")
    assert Organisation.objects.get(slug="cerise").acronym == "CRS"
    assert "ProsperA : vos modifications" in mail.outbox[-1].subject.replace("\xa0", " ")


def test_a_record_is_verified_by_its_button(desk):
    organisation = Organisation.objects.get(slug="cerise")
    desk.goto(f"/admin/members/organisation/{organisation.pk}/change/")
    desk.get_by_role("button", name="Everything here is right today").click()

    expect(desk.locator(".messagelist")).to_contain_text("“CERISE” is verified as of today.")


@pytest.mark.parametrize("width, scheme", [(1280, "light"), (390, "dark")])
def test_no_page_breaks_a_rule(site, link, desk, violations, width, scheme):
    looks = {"color_scheme": scheme, "reduced_motion": "reduce", "bypass_csp": True}
    page = site.open(link, width, **looks)
    found = {"question": violations(page)}
    page.get_by_role("link", name="Quelque chose a changé").click()
    found["form"] = violations(page)
    page.get_by_label("Site web").fill("nowhere")
    page.get_by_label("Pays").select_option("BE")
    page.get_by_role("button", name="Envoyer les modifications").click()
    found["refused form"] = violations(page)
    page.get_by_label("Site web").fill("https://new.example/")
    page.get_by_label("Une remarque").fill("Merci")
    page.get_by_label("Votre nom").fill("Ada")
    page.get_by_role("button", name="Envoyer les modifications").click()
    found["thanks"] = violations(page)
    page.goto(link)
    found["used link"] = violations(page)

    signed_in = desk.context.storage_state()
    desk = site.open("/admin/", width, storage_state=signed_in, **looks)
    Organisation.objects.filter(slug="cerise").update(website="https://meanwhile.example/")
    address = f"/admin/members/changerequest/{ChangeRequest.objects.get().pk}/change/"
    desk.goto(address)
    found["request"] = violations(desk)
    desk.get_by_label("Decline", exact=True).first.check()
    desk.get_by_role("button", name="Carry out").click()
    found["refused decision"] = violations(desk)
    scrolls = "document.documentElement.scrollWidth > innerWidth"
    found["scrolls"] = [one.url for one in (page, desk) if one.evaluate(scrolls)]

    assert found == {key: [] for key in found}
