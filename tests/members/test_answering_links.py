"""A link of a question: good for one answer, for its time, and for who was sent it."""

import pytest
from django.utils.translation import override

from members import asking
from members.answering import confirm
from members.facts import texts_of
from members.models import ChangeRequest, Organisation, Question
from tests.factories import ContactFactory, QuestionFactory
from tests.forms import fields
from tests.reading import read

pytestmark = pytest.mark.django_db


def link(question: Question, page: str = "", language: str = "en") -> str:
    with override(language):
        return asking.link(question) + page


@pytest.fixture
def question():
    ContactFactory(organisation__name="FIDEV")
    return QuestionFactory(organisation__name="Wend")


@pytest.mark.parametrize("page", ["", "correct/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_is_good_for_one_answer(client, question, page, method):
    client.post(link(question), fields(client.get(link(question))))

    response = getattr(client, method)(link(question, page))

    shown = read(response)
    assert response.status_code == 410
    assert shown.one("h1").text == "This link no longer works"
    assert "your answer has arrived" in shown.text
    assert shown.links["Write to the contact"] == "/contact/africa/"
    assert ChangeRequest.objects.count() == 0


def test_of_two_answers_at_once_one_counts(question):
    same = Question.objects.get()

    token, seen = link(question).split("/")[2], texts_of(question.organisation)

    assert [confirm(one, token, seen) for one in (question, same)] == [True, False]


@pytest.mark.parametrize("change", ["time", "address", "status"])
@pytest.mark.parametrize(
    "language, title",
    [
        ("en", "This link no longer works"),
        ("fr", "Ce lien n’est plus valable"),
        ("es", "Este enlace ya no es válido"),
    ],
)
def test_a_link_ends_with_its_time_its_address_and_its_page(
    client, question, settings, change, language, title
):
    if change == "time":
        settings.ANSWER_WITHIN_DAYS = -1
    elif change == "address":
        Organisation.objects.filter(name="Wend").update(email="new@example.org")
    else:
        Organisation.objects.filter(name="Wend").update(status="archived")

    found = [client.get(link(question, language=language)), client.post(link(question))]

    assert [response.status_code for response in found] == [410, 410]
    assert read(found[0]).one("h1").text == title
    assert Organisation.objects.get(name="Wend").verified_on is None


@pytest.mark.parametrize("token", ["1", "x", "1~1abcd~xyz", "%00", "1~" + "a" * 3000, "é"])
def test_a_link_that_nobody_was_sent_is_no_page(client, question, token):
    for page in ("", "correct/"):
        assert client.get(f"/answer/{token}/{page}").status_code == 404
        assert client.post(f"/answer/{token}/{page}").status_code == 404


def test_a_link_cannot_be_made_out_of_anothers(client, question):
    other = QuestionFactory(organisation__name="Other")
    _key, *rest = link(other).split("/answer/")[1].split("~")

    assert client.get(f"/answer/{question.pk}~{'~'.join(rest)}").status_code == 404


@pytest.mark.parametrize("answer", ["", "none", "x"])
def test_nobody_is_thanked_for_another_answer(client, answer):
    assert client.get(f"/answered/{answer}/").status_code == 404


def test_more_than_a_form_can_hold_is_refused(client, question):
    response = client.post(link(question, "correct/"), {"note": "x" * 200_000})

    assert response.status_code == 400
