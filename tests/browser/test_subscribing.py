"""A reader subscribes, changes and ends it in a browser, by the mails that really arrive."""

import json
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from newsletters.models import DoNotMail, Subscriber
from newsletters.subscribing.links import Purpose
from tests.factories import SubscriberFactory
from tests.members.importing import work
from tests.newsletters.subscribing import link
from tests.smtp import smtp

__all__ = ["smtp"]


class Mailbox:
    """What the mail server of the reader has taken."""

    def __init__(self, server):
        self.server = server

    def newest(self, total: int):
        """The last of so many mails, once the worker is done."""
        work()
        assert len(self.server.mails) == total
        return self.server.mails[-1][1]


def links(message) -> list[str]:
    """The links of a mail, as its HTML has them."""
    html = message.get_body(("html",)).get_content()
    return re.findall(r'href="([^"]+)"', html)


@pytest.fixture
def mailbox(site, smtp, settings) -> Mailbox:
    settings.SITE_ADDRESS = site.address
    return Mailbox(smtp)


def heading(page):
    return expect(page.get_by_role("heading", level=1))


def test_a_subscription_from_the_first_page_to_its_end(site, mailbox):
    page = site.open("/fr/")
    page.get_by_label("Votre adresse électronique").fill("Ada@Example.org")
    page.get_by_label("Langue du bulletin").select_option("es")
    page.get_by_role("button", name="S’abonner").click()
    heading(page).to_have_text("Regardez dans votre boîte de réception")

    asked = mailbox.newest(1)
    assert asked["To"] == "ada@example.org"
    page.goto(links(asked)[0])
    heading(page).to_have_text("Confirme su suscripción")
    assert not Subscriber.objects.confirmed().exists()
    page.get_by_role("button", name="Sí, envíenme el boletín").click()
    heading(page).to_have_text("Desde ahora recibirá el boletín")

    welcome = mailbox.newest(2)
    page.goto(links(welcome)[0])
    heading(page).to_have_text("Su suscripción")
    page.get_by_label("Idioma del boletín").select_option("en")
    page.get_by_label("Región").select_option(label="África")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_role("status")).to_have_text("Your wishes are saved.")
    with page.expect_download() as told:
        page.get_by_role("link", name="Everything as a file").click()
    assert json.loads(told.value.path().read_text())["region"] == "africa"

    header = welcome["List-Unsubscribe"].strip().strip("<>")
    answer = page.request.post(header, form={"List-Unsubscribe": "One-Click"}, max_redirects=0)
    assert (answer.status, Subscriber.objects.count()) == (200, 0)
    page.goto(links(welcome)[0])
    heading(page).to_have_text("Esta suscripción ha terminado")
    assert DoNotMail.objects.of("ada@example.org").exists()
    assert page.context.cookies() == []


def test_a_reader_without_scripts_erases_everything_and_is_left_alone(site, mailbox):
    subscriber = SubscriberFactory(address="ada@example.org")
    page = site.open(link(Purpose.MANAGE, subscriber), java_script_enabled=False)
    page.get_by_role("link", name="Unsubscribe and erase everything").click()
    page.get_by_label("Never write to this address again").check()
    page.get_by_role("button", name="Erase everything").click()
    heading(page).to_have_text("You are not written to any more")

    page.goto("/newsletters/")
    page.get_by_label("Your e-mail address").fill("ada@example.org")
    page.get_by_role("button", name="Subscribe").click()

    heading(page).to_have_text("Look into your mailbox")
    work()
    assert mailbox.server.mails == []


def test_the_button_behind_the_link_of_a_mail_unsubscribes(site):
    page = site.open(link(Purpose.UNSUBSCRIBE, SubscriberFactory(language="fr")))
    page.get_by_role("button", name="Se désabonner maintenant").click()

    expect(page.get_by_role("link", name="S’abonner de nouveau")).to_be_visible()
    assert Subscriber.objects.count() == 0


@pytest.mark.parametrize("width, scheme", [(1280, "light"), (390, "dark")])
def test_no_page_and_no_mail_breaks_a_rule(site, mailbox, violations, width, scheme):
    subscriber, pending = SubscriberFactory(), SubscriberFactory(pending=True)
    page = site.open("/", width, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)
    manage = link(Purpose.MANAGE, subscriber)
    paths = {
        "home": "/",
        "list": "/newsletters/",
        "issue": "/newsletters/2008-01/",
        "form": "/newsletters/subscribe/",
        "sent": "/newsletters/subscribe/sent/",
        "blocked": "/newsletters/subscribe/blocked/",
        "confirm": link(Purpose.CONFIRM, pending),
        "used": link(Purpose.CONFIRM, subscriber),
        "manage": manage,
        "saved": f"{manage}?saved=1",
        "erase": f"{manage}erase/",
        "unsubscribe": link(Purpose.UNSUBSCRIBE, subscriber),
    }
    found, wider = {}, []
    for name, path in paths.items():
        page.goto(path)
        found[name] = violations(page)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wider.append(name)
    page.goto("/newsletters/subscribe/")
    page.get_by_role("button", name="Subscribe").click()
    page.get_by_text("There is a problem").wait_for()
    found["refused"] = violations(page)
    page.get_by_label("Your e-mail address").fill("eva@example.org")
    page.get_by_role("button", name="Subscribe").click()
    page.set_content(mailbox.newest(1).get_body(("html",)).get_content())
    found["mail"] = violations(page)

    assert (found, wider) == ({key: [] for key in found}, [])
    assert urlsplit(page.url).path == "/newsletters/subscribe/sent/"
