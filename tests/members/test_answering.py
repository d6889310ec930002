"""The pages behind the link of a question: opened without effect, answered once."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from members import asking
from members.answering import CorrectionForm
from members.facts import texts_of
from members.models import (
    ChangedField,
    ChangeRequest,
    Country,
    Organisation,
    Question,
    Region,
)
from tests.factories import ContactFactory, CountryFactory, OrganisationFactory, QuestionFactory
from tests.forms import fields
from tests.reading import read

pytestmark = pytest.mark.django_db

LANGUAGES = pytest.mark.parametrize(
    "language, title", [("en", "Thank you"), ("fr", "Merci"), ("es", "Gracias")]
)
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def link(question: Question, page: str = "", language: str = "en") -> str:
    with override(language):
        return asking.link(question) + page


@pytest.fixture
def question():
    ContactFactory(organisation__name="FIDEV")
    organisation = OrganisationFactory(
        name="Wend",
        acronym="WND",
        email="wend@example.org",
        website="https://wend.example/",
        description_en="Savings and credit",
        note="Called on Monday",
    )
    return QuestionFactory(organisation=organisation)


@pytest.fixture
def send(client, question):
    """Opens the form, changes these fields, and sends it."""

    def send(language: str = "en", /, **values):
        address = link(question, "correct/", language)
        return client.post(address, fields(client.get(address)) | {"sender": "Ada"} | values)

    return send


def changed() -> dict[str, tuple[str, str]]:
    return {field.field: (field.old, field.proposed) for field in ChangedField.objects.all()}


# Opening


@pytest.mark.parametrize("page", ["", "correct/"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_link_writes_nothing(client, question, page, method):
    with CaptureQueriesContext(connection) as asked:
        response = getattr(client, method)(link(question, page))

    assert response.status_code == 200
    assert [q["sql"] for q in asked if q["sql"].startswith(WRITES)] == []
    assert not response.cookies


def test_the_page_shows_what_is_public_and_the_two_ways_on(client, question):
    page = read(client.get(link(question)))

    rows = page.one("dl", class_="facts").all("div")
    facts = {row.one("dt").text: row.one("dd").text for row in rows}
    assert page.one("h1").text == "Is the entry of Wend still right?"
    assert facts == {
        "Name": "Wend",
        "Acronym": "WND",
        "Description (English)": "Savings and credit",
        "Country": "Benin",
        "Website": "https://wend.example/",
    }
    assert [button.text for button in page.one("main").all("button")] == ["Everything is right"]
    assert page.links["Something has changed"] == link(question, "correct/")
    assert "Called on Monday" not in page.text


@pytest.mark.parametrize("page", ["", "correct/"])
def test_nobody_keeps_the_page_or_learns_its_address(client, question, page):
    response = client.get(link(question, page))

    found = read(response)
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert found.one("meta", name="robots")["content"].startswith("noindex")
    assert found.all("link", rel="canonical") == []


def test_the_pages_ask_few_questions(client, question, django_assert_max_num_queries):
    for page in ("", "correct/"):
        with django_assert_max_num_queries(8):
            client.get(link(question, page))


def test_who_asks_too_often_waits(client, question, limit):
    limit("2/min")

    found = [client.get(link(question)) for _time in range(3)]

    assert [response.status_code for response in found] == [200, 200, 429]
    assert int(found[-1].headers["Retry-After"]) > 0


# Everything is right


@LANGUAGES
def test_one_click_says_that_everything_is_right(question, language, title):
    # As browsers are: with no cookie and no token.
    client = Client(enforce_csrf_checks=True)

    address = link(question, language=language)
    response = client.post(address, fields(client.get(address)), follow=True)

    assert read(response).one("h1").text == title
    organisation = Organisation.objects.get(name="Wend")
    assert (organisation.verified_on, organisation.verified_by) == (timezone.localdate(), None)
    entry = organisation.history.first()
    assert (entry.history_source, entry.history_reference) == ("answer", str(question.pk))
    assert Question.objects.get().answer == "confirmed"


# Something has changed


def test_the_form_holds_what_is_known(client, question):
    form = fields(client.get(link(question, "correct/")))

    assert form.pop("seen")
    assert {name: value for name, value in form.items() if value} == {
        "name": "Wend",
        "acronym": "WND",
        "description_en": "Savings and credit",
        "country": "BJ",
        "website": "https://wend.example/",
    }


def test_what_has_changed_waits_field_by_field_and_changes_nothing_yet(client, send, question):
    CountryFactory(code="TG")
    new = {"name": "Wend Togo", "country": "TG", "year_founded": "1998", "note": "We moved."}

    response = send("fr", **new)

    assert (response.status_code, response.url) == (302, "/fr/answered/corrected/")
    request = ChangeRequest.objects.get()
    told = (request.name, request.email, request.language, request.note)
    assert told == ("Ada", "wend@example.org", "fr", "We moved.")
    assert request.question == question
    assert changed() == {
        "name": ("Wend", "Wend Togo"),
        "country": ("BJ", "TG"),
        "year_founded": ("", "1998"),
    }
    organisation = question.organisation
    before = vars(Organisation.objects.get(pk=organisation.pk))
    assert (before["name"], before["verified_on"]) == ("Wend", None)


def test_a_description_is_corrected_in_its_languages_and_in_the_readers(client, send, question):
    found = fields(client.get(link(question, "correct/", "fr")))

    send("fr", description_en="Savings\r\nand loans", description_fr="Épargne")

    assert {name for name in found if name.startswith("description")} == {
        "description_en",
        "description_fr",
    }
    assert changed() == {
        "description_en": ("Savings and credit", "Savings\nand loans"),
        "description_fr": ("", "Épargne"),
    }


@pytest.mark.parametrize(
    "name, value, told",
    [
        ("sender", "", "Enter your name"),
        ("sender", "A\nBcc: all@example.org", "Write this on one line."),
        ("name", "", "Enter the name of your organisation"),
        ("website", "no address", "Enter a web address such as https://example.org"),
        ("year_founded", "98", "Ensure this value is greater than or equal to 1800."),
        ("year_founded", "9" * 30, "Ensure this value is less than or equal to 2100."),
        ("country", "XX", "Select a valid choice. That choice is not one of the available"),
        ("language", "xx", "Select a valid choice. xx is not one of the available choices."),
        ("description_en", "Write to a@b.org", "This text is public"),
        ("note", "x" * 5001, "Ensure this value has at most 5000 characters"),
        ("name", "a\0b", "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(send, name, value, told):
    response = send(**{"acronym": "W", name: value})

    page = read(response)
    assert response.status_code == 422
    assert told in page.one(id=f"id_{name}_error").text
    assert page.one("title").text.startswith("Error:")
    assert (ChangeRequest.objects.count(), Question.objects.get().answer) == (0, "")


def test_one_who_has_changed_nothing_is_told_so(send):
    response = send()

    assert response.status_code == 422
    assert "You have changed nothing." in read(response).one(role="alert").text
    assert Question.objects.get().answer == ""


def test_a_remark_alone_is_enough(send):
    send(note="We close down in May.")

    assert ChangeRequest.objects.get().note == "We close down in May."
    assert changed() == {}


def test_a_program_that_fills_in_every_field_is_thanked_and_not_heard(send):
    response = send(acronym="W", fax="1")

    assert response.url == "/answered/corrected/"
    assert (ChangeRequest.objects.count(), Question.objects.get().answer) == (0, "")


@given(name=TEXTS, text=TEXTS, website=TEXTS)
@settings(max_examples=50, deadline=None)
def test_a_form_sent_back_as_it_was_shown_changes_nothing(name, text, website):
    country = Country(code="BJ", region=Region(slug="africa"))
    told = {"name": name, "description_en": text, "website": website}
    organisation = Organisation(country=country, region=country.region, **told)

    texts = texts_of(organisation)
    shown = {field.name: field.value() or "" for field in CorrectionForm(texts).shown}
    # As browsers send ends of lines.
    sent = {name: "\r\n".join(re.split("\r\n|\r|\n", str(value))) for name, value in shown.items()}
    form = CorrectionForm(texts, sent | {"sender": "Ada"})
    form.is_valid()

    assert form.changed == {}


@given(
    values=st.dictionaries(
        st.sampled_from(
            [
                "name",
                "acronym",
                "website",
                "year_founded",
                "language",
                "country",
                "description_en",
                "note",
                "sender",
                "fax",
                "x",
            ]
        ),
        TEXTS,
    )
)
@settings(max_examples=40, deadline=None)
def test_whatever_is_sent_is_taken_or_refused(values):
    question = QuestionFactory(organisation__slug=f"o{Organisation.objects.count()}")

    response = Client().post(link(question, "correct/"), values)

    assert response.status_code in (302, 422)
    kept = ChangedField.objects.filter(request__question=question)
    assert kept.count() <= len(values)
