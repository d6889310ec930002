"""Staff change the record while its organisation reads the page: only what was seen is answered."""

import pytest
from django.utils.translation import override

from members import asking
from members.models import ChangedField, ChangeRequest, Organisation, Question
from tests.factories import OrganisationFactory, QuestionFactory
from tests.forms import fields
from tests.reading import read

pytestmark = pytest.mark.django_db


def link(question: Question, page: str = "", language: str = "en") -> str:
    with override(language):
        return asking.link(question) + page


@pytest.fixture
def question():
    organisation = OrganisationFactory(
        name="Wend", acronym="WND", email="wend@example.org", description_en="Savings"
    )
    return QuestionFactory(organisation=organisation)


def edit(**values) -> None:
    """What staff do meanwhile."""
    Organisation.objects.filter(name="Wend").update(**values)


def answer() -> str:
    return Question.objects.get().answer


def changed() -> dict[str, tuple[str, str]]:
    return {field.field: (field.old, field.proposed) for field in ChangedField.objects.all()}


# Everything is right


@pytest.mark.parametrize(
    "language, told",
    [
        ("en", "Acronym: it was “WND”, and is now “WD”."),
        ("fr", "Sigle : il y avait « WND », il y a maintenant « WD »."),
        ("es", "Sigla: decía «WND» y ahora dice «WD»."),
    ],
)
def test_what_was_not_seen_is_not_confirmed(client, question, language, told):
    address = link(question, language=language)
    form = fields(client.get(address))
    edit(acronym="WD")

    response = client.post(address, form)

    page = read(response)
    assert response.status_code == 409
    assert [item.text for item in page.one(role="alert").all("li")] == [told]
    assert "WD" in page.one("dl", class_="facts").text
    assert (answer(), Organisation.objects.get(name="Wend").verified_on) == ("", None)


def test_who_has_looked_again_confirms_it(client, question):
    form = fields(client.get(link(question)))
    edit(acronym="WD")

    response = client.post(link(question), fields(client.post(link(question), form)))

    assert response.url == "/answered/confirmed/"
    assert answer() == "confirmed"


def test_what_staff_note_for_themselves_does_not_matter(client, question):
    form = fields(client.get(link(question)))
    edit(note="Called on Monday")

    assert client.post(link(question), form).url == "/answered/confirmed/"


@pytest.mark.parametrize("seen", [None, "", "x", "another's"])
def test_a_form_that_does_not_say_what_it_showed_confirms_nothing(client, question, seen):
    other = QuestionFactory(organisation__name="Other", organisation__acronym="WND")
    form = {} if seen is None else {"seen": seen}
    if seen == "another's":
        form = fields(client.get(link(other)))

    response = client.post(link(question), form)

    alert = read(response).one(role="alert")
    assert response.status_code == 409
    assert "Nothing was confirmed." in alert.text
    assert alert.all("li") == []
    assert not Question.objects.exclude(answer="").exists()


# Something has changed


def test_a_correction_keeps_what_was_typed_and_what_was_seen(client, question):
    form = fields(client.get(link(question, "correct/"))) | {"sender": "Ada", "acronym": "WEND"}
    edit(acronym="WD", name="Wend Benin")

    response = client.post(link(question, "correct/"), form)

    assert response.url == "/answered/corrected/"
    assert changed() == {"acronym": ("WND", "WEND")}


def test_what_staff_have_added_or_emptied_meanwhile_is_not_undone(client, question):
    form = fields(client.get(link(question, "correct/"))) | {"sender": "Ada", "acronym": "WEND"}
    edit(description_en="", description_fr="Épargne", website="https://wend.example/")

    client.post(link(question, "correct/"), form)

    assert changed() == {"acronym": ("WND", "WEND")}


def test_a_form_that_has_to_be_mended_first_still_says_what_was_seen(client, question):
    address = link(question, "correct/")
    form = fields(client.get(address)) | {"description_en": "Savings and loans"}
    edit(acronym="WD", description_en="")

    again = client.post(address, form)
    typed = fields(again)
    client.post(address, typed | {"sender": "Ada"})

    assert (again.status_code, typed["description_en"]) == (422, "Savings and loans")
    assert changed() == {"description_en": ("Savings", "Savings and loans")}


def test_a_form_of_an_earlier_version_of_the_site_is_still_taken(client, question):
    form = fields(client.get(link(question, "correct/"))) | {"sender": "Ada", "acronym": "WEND"}
    del form["seen"]

    client.post(link(question, "correct/"), form)

    assert changed() == {"acronym": ("WND", "WEND")}
    assert ChangeRequest.objects.count() == 1
