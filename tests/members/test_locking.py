"""Two who write of the same organisation at once: the one waits for the other, never both."""

import time
from contextlib import contextmanager
from threading import Thread

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from members import answering, asking, deciding, facts
from members.duplicates.merging import merge
from members.duplicates.undoing import undo
from members.models import ChangeRequest, Merge, Organisation, Question
from tests.factories import (
    ChangedFieldFactory,
    ChangeRequestFactory,
    MergeFactory,
    OrganisationFactory,
    QuestionFactory,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one writer at a time."
    ),
]

LOCK = "SELECT 1 FROM members_organisation WHERE id = %s FOR UPDATE"
WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND datname = current_database()
"""


@contextmanager
def held(organisation: Organisation):
    """Another has the record locked; gives a function that waits until so many wait for it."""
    parameters = {**connection.get_connection_params(), "cursor_factory": psycopg.Cursor}
    with psycopg.connect(**parameters) as other:
        other.execute(LOCK, [organisation.pk])

        def queue(length: int) -> None:
            until = time.monotonic() + 20
            while other.execute(WAITING).fetchone()[0] < length:
                assert time.monotonic() < until, "Nobody waits"
                time.sleep(0.02)
                other.execute("SELECT pg_stat_clear_snapshot()")

        yield queue


def one_after_the_other(organisation: Organisation, *deeds):
    """Has them come in this order while the record is held; what each gives, or raises."""
    came = {}

    def do(deed):
        try:
            came[deed] = deed()
        except Exception as error:
            came[deed] = error
        finally:
            connection.close()

    threads = [Thread(target=do, args=[deed], daemon=True) for deed in deeds]
    with held(organisation) as queue:
        for place, thread in enumerate(threads, start=1):
            thread.start()
            queue(place)
    for thread in threads:
        thread.join(timeout=30)
    return [came[deed] for deed in deeds]


def merged_into_another(organisation: Organisation):
    """Has it merged into one that came later; what it answers goes along."""
    other = OrganisationFactory(name="Wend Benin")
    return lambda: merge(other, organisation)


def token(question: Question) -> str:
    return asking.link(question).split("/")[2]


@pytest.fixture
def question():
    return QuestionFactory(organisation__name="Wend", organisation__acronym="WND")


def confirming(question: Question):
    seen = facts.texts_of(question.organisation)
    return lambda: answering.confirm(question, token(question), seen)


def correcting(question: Question):
    texts = facts.texts_of(question.organisation)
    form = answering.CorrectionForm(texts, texts | {"acronym": "W", "sender": "Ada"})
    assert form.is_valid()
    return lambda: answering.correct(question, token(question), form)


def test_what_is_merged_while_it_is_confirmed_has_to_be_looked_at_again(question):
    merging, confirmed = merged_into_another(question.organisation), confirming(question)

    made, refused = one_after_the_other(question.organisation, merging, confirmed)

    assert (type(made), type(refused)) == (Merge, answering.ChangedSinceError)
    assert Question.objects.get().answer == ""


def test_what_is_merged_while_it_is_corrected_is_corrected_at_the_other(question):
    merging, corrected = merged_into_another(question.organisation), correcting(question)

    made, is_answered = one_after_the_other(question.organisation, merging, corrected)

    assert (type(made), is_answered) == (Merge, True)
    assert ChangeRequest.objects.get().organisation_id == made.kept_id


@pytest.mark.parametrize("answered", [confirming, correcting])
def test_what_is_answered_while_it_is_merged_is_answered_and_then_merged(question, answered):
    merging = merged_into_another(question.organisation)

    is_answered, made = one_after_the_other(question.organisation, answered(question), merging)

    assert (is_answered, type(made)) == (True, Merge)
    assert Question.objects.get().organisation_id == made.kept_id


def test_a_request_that_is_decided_while_its_organisation_is_merged_is_that_of_the_other():
    request = ChangeRequestFactory(organisation__name="Wend", organisation__acronym="")
    ChangedFieldFactory(request=request)
    organisation = request.organisation

    @transaction.atomic
    def decide():
        locked, owner = deciding.open_request(request.pk)
        field = f"field{locked.fields.get().pk}"
        chosen = {f"{field}-do": deciding.DECLINE, f"{field}-reason": "Not so."}
        forms = deciding.field_forms(locked, chosen)
        assert all(form.is_valid() for form in forms)
        deciding.decide(locked, forms, None, may_keep=lambda kept: None, verified=True)
        return owner.pk

    made, owner = one_after_the_other(organisation, merged_into_another(organisation), decide)

    assert owner == made.kept_id


def test_a_merge_that_is_undone_while_its_record_is_merged_on_is_not_parted():
    first = MergeFactory()

    made, refused = one_after_the_other(
        first.kept, merged_into_another(first.kept), lambda: undo(first)
    )

    assert type(made) is Merge
    assert isinstance(refused, ValidationError)
    assert Merge.objects.get(pk=first.pk).undone_at is None
