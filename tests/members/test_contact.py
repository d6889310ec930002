"""Reaching the network: the list of contacts, and the form of each."""

import pytest
from django.core import mail
from django.utils.translation import gettext, override

from members.models import Message
from tests.factories import ContactFactory, OrganisationFactory, PageFactory, RegionFactory
from tests.reading import read

pytestmark = pytest.mark.django_db

LANGUAGES = pytest.mark.parametrize("language, prefix", [("en", ""), ("fr", "/fr"), ("es", "/es")])
WRITTEN = {"name": "Ada", "email": "ada@example.org", "text": "Good morning", "website": ""}


@pytest.fixture
def send(client, django_capture_on_commit_callbacks):
    """Sends the form of the contact of Africa, filled in but for what is given."""

    def send(prefix="", **values):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(f"{prefix}/contact/africa/", WRITTEN | values)

    return send


# The list


def test_contacts_are_the_committee_and_then_the_regions(client):
    PageFactory(slug="contact", title_en="Contact")
    ContactFactory(organisation__name="FIDEV")
    ContactFactory(steering=True, organisation__name="CERISE", phone="+33140369292")
    ContactFactory(region=RegionFactory(slug="asia"), is_public=False)

    items = read(client.get("/contact/")).one("ul", class_="contacts").all("li")

    assert [item.one("h2").text for item in items] == ["Steering committee", "Africa"]
    assert [list(item.links.values()) for item in items] == [
        ["/members/cerise/", "tel:+33-1-40-36-92-92", "/contact/steering-committee/"],
        ["/members/fidev/", "/contact/africa/"],
    ]


def test_the_page_works_before_it_has_a_text_or_a_contact(client):
    page = read(client.get("/contact/"))

    assert page.one("ul", class_="contacts").text == "No contact has been published yet."
    assert page.one("h1").text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_few_questions_however_many_contacts(
    client, rows, django_assert_num_queries
):
    for n in range(rows):
        ContactFactory(region=RegionFactory(slug=f"region-{n}"))

    with django_assert_num_queries(4):
        client.get("/contact/")


# The form


def test_the_form_says_who_it_goes_to(client):
    ContactFactory(organisation__name="FIDEV")

    page = read(client.get("/contact/africa/"))

    assert page.one("h1").text == "Write to FIDEV"
    fields = [label["for"] for label in page.one("form").all("label")]
    assert fields == ["id_name", "id_email", "id_text", "id_website"]


def test_a_message_is_kept_and_passed_on(send):
    contact = ContactFactory(email="fidev@example.org")

    response = send()

    assert (response.status_code, response.url) == (302, "/contact/africa/sent/")
    message = Message.objects.get()
    assert (message.contact, message.name, message.email) == (contact, "Ada", "ada@example.org")
    assert (message.text, message.error, message.delivered_at is None) == (
        "Good morning",
        "",
        False,
    )
    (sent,) = mail.outbox
    assert (sent.to, sent.reply_to) == (["fidev@example.org"], ["ada@example.org"])
    assert sent.subject == "ProsperA: message from Ada"
    assert "Good morning" in sent.body.splitlines()


def test_the_visitor_is_told_that_it_was_received(client, send):
    ContactFactory(organisation__name="FIDEV")

    page = read(client.get(send().url))

    assert page.one("h1").text == "Message sent"
    assert page.one(class_="lead").text == (
        "Thank you. We have received your message and pass it on to FIDEV, "
        "who will answer you by e-mail."
    )


@LANGUAGES
def test_the_mail_is_in_the_language_of_the_contact_and_names_that_of_the_visitor(
    send, language, prefix
):
    ContactFactory(language="es")

    response = send(prefix)

    with override("es"):
        subject = gettext("ProsperA: message from %(name)s") % {"name": "Ada"}
    names = {"en": "inglés", "fr": "francés", "es": "español"}
    assert response.url == f"{prefix}/contact/africa/sent/"
    assert mail.outbox[0].subject == subject
    assert names[language] in mail.outbox[0].body
    assert Message.objects.get().language == language


def test_names_and_texts_reach_the_mail_as_they_were_written(send):
    ContactFactory()

    send(name="Zoë O'Brien <b>", text="R&D < 5 % & “more”\n\nñandú 🌍")

    assert mail.outbox[0].subject == "ProsperA: message from Zoë O'Brien <b>"
    assert "R&D < 5 % & “more”\n\nñandú 🌍" in mail.outbox[0].body.replace("\r\n", "\n")


# What is wrong with it

ERRORS = {
    "name": "Enter your name",
    "email": "Enter your e-mail address",
    "text": "Write your message",
}


@LANGUAGES
def test_an_empty_form_says_beside_each_field_what_is_missing(send, language, prefix):
    ContactFactory()

    response = send(prefix, name="", email=" ", text="\n")

    page = read(response)
    with override(language):
        wanted = {
            name: [*gettext("Error:").split(), *gettext(text).split()]
            for name, text in ERRORS.items()
        }
    assert response.status_code == 422
    assert {name: page.one(id=f"id_{name}_error").text.split() for name in ERRORS} == wanted
    summary = page.one(role="alert").links
    assert list(summary.values()) == ["#id_name", "#id_email", "#id_text"]
    assert (mail.outbox, Message.objects.count()) == ([], 0)


def test_a_field_points_to_its_help_and_its_error(send):
    ContactFactory()

    page = read(send(email="ada"))

    field = page.one("input", name="email")
    assert field["aria-invalid"] == "true"
    assert field["aria-describedby"].split() == ["id_email_helptext", "id_email_error"]
    assert page.one(id="id_email_error").text == (
        "Error: Enter an e-mail address such as name@example.org"
    )


def test_what_was_written_is_kept_in_a_refused_form(send):
    ContactFactory()

    page = read(send(email=""))

    assert page.one("input", name="name")["value"] == "Ada"
    assert page.one("textarea").text == "Good morning"
    assert page.one("title").text.startswith("Error: ")


@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n", "\x0b", "\u2028", "\u2029", "\x85"])
def test_a_line_break_in_a_name_cannot_start_a_header(send, line_break):
    ContactFactory()

    response = send(name=f"Ada{line_break}Bcc: all@example.org")

    assert response.status_code == 422
    assert read(response).one(id="id_name_error").text == "Error: Write this on one line."
    assert (mail.outbox, Message.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    "address", ["a@example.org\nBcc: b@example.org", "a@b.org, c@d.org", "a@b"]
)
def test_an_address_that_is_not_one_address_is_refused(send, address):
    ContactFactory()

    response = send(email=address)

    assert response.status_code == 422
    assert Message.objects.count() == 0


@pytest.mark.parametrize(
    "values", [{"name": "x" * 101}, {"text": "x" * 5001}, {"name": "a\0b"}, {"text": "a\0b"}]
)
def test_what_cannot_be_kept_is_refused(send, values):
    ContactFactory()

    response = send(**values)

    assert response.status_code == 422
    assert Message.objects.count() == 0


def test_the_longest_message_that_a_browser_lets_through_is_taken(send):
    ContactFactory()

    # A browser counts each line break once, and sends it as two characters.
    response = send(text="x\r\n" * 2499 + "xx")

    assert response.status_code == 302
    assert len(Message.objects.get().text) == 5000


def test_a_program_that_fills_in_every_field_is_thanked_and_not_heard(send):
    ContactFactory()

    response = send(website="https://spam.example")

    assert response.url == "/contact/africa/sent/"
    assert (mail.outbox, Message.objects.count()) == ([], 0)


# Who cannot be written to


@pytest.mark.parametrize("slug", ["asia", "europe", "steering-committee", "atlantis"])
@pytest.mark.parametrize("rest", ["", "sent/"])
def test_nobody_is_written_to_who_is_not_a_public_contact(client, slug, rest):
    ContactFactory()
    ContactFactory(region=RegionFactory(slug="asia"), is_public=False)
    ContactFactory(steering=True, organisation=OrganisationFactory(draft=True))
    RegionFactory(slug="europe")

    assert client.get(f"/contact/{slug}/{rest}").status_code == 404
    assert client.post(f"/contact/{slug}/", WRITTEN).status_code == 404
    assert Message.objects.count() == 0
