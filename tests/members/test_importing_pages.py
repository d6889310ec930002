"""A committee member imports a file: from the upload to its undoing, on the desk."""

import os
import time
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from members.importing import progress
from members.models import ImportBatch, ImportRow, Organisation
from members.models.import_batch import State
from tests.factories import CountryFactory, ImportBatchFactory, OrganisationFactory, UserFactory
from tests.forms import errors, notice
from tests.members.importing import as_csv, previewed, work
from tests.reading import read

pytestmark = pytest.mark.django_db

LIST = "/admin/members/importbatch/"
TABLE = [
    ["name", "kind", "country", "acronym"],
    ["Wend", "mfi", "BJ", "WK"],
    ["Oikos", "mfi", "BJ", ""],
    ["Caja", "mfi", "Atlantis", ""],
    ["Pro Mujerr", "mfi", "BJ", ""],
    ["Same", "mfi", "BJ", ""],
]


@pytest.fixture(autouse=True)
def organisations():
    CountryFactory(code="BJ")
    OrganisationFactory(name="Wend", kind="mfi", acronym="W")
    OrganisationFactory(name="Pro Mujer", slug="pro-mujer", kind="mfi")
    OrganisationFactory(name="Same", kind="mfi")


@pytest.fixture
def committee(client):
    client.force_login(UserFactory(username="rosa", groups=["Steering committee"]))
    return client


def send(client, content=None, name="members.csv", **more):
    content = as_csv(TABLE) if content is None else content
    file = SimpleUploadedFile(name, content)
    return client.post(f"{LIST}add/", {"file": file} | more)


def page_of(batch, query="") -> str:
    return f"{LIST}{batch.pk}/change/{query}"


def act(client, batch, deed, **more):
    return client.post(f"{LIST}{batch.pk}/act/", {"do": deed} | more, follow=True)


def table(response) -> list[list[str]]:
    body = read(response).one("tbody")
    return [[cell.text for cell in row.all("td")] for row in body.all("tr")]


def tabs(response) -> list[str]:
    return [item.text for item in read(response).one("ul", class_="outcomes").all("li")]


def test_a_file_is_sent_read_confirmed_and_undone(committee):
    sent = send(committee)
    batch = ImportBatch.objects.get()
    assert (sent.status_code, sent.headers["Location"]) == (302, page_of(batch))
    waiting = committee.get(page_of(batch))
    assert waiting.headers["Refresh"] == "3"
    assert "It begins in a moment." in read(waiting).one("div", role="status").text

    work()

    preview = committee.get(page_of(batch))
    assert "Refresh" not in preview.headers
    assert tabs(preview) == [
        "Probable duplicate: 1",
        "Refused: 1",
        "New: 1",
        "Changed: 1",
        "Unchanged: 1",
    ]
    assert Organisation.objects.count() == 3

    answer = act(committee, batch, "confirm", good="1")
    assert "Being imported." in read(answer).one("div", id="content-main").text
    work()

    done = committee.get(page_of(batch))
    assert "Imported." in read(done).one("div", id="content-main").text
    assert Organisation.objects.filter(name="Oikos").exists()

    act(committee, batch, "undo")
    work()

    assert "Undone." in read(committee.get(page_of(batch))).one("div", id="content-main").text
    assert not Organisation.objects.filter(name="Oikos").exists()


def test_the_preview_tells_rows_cell_by_cell_and_with_plain_reasons(committee):
    batch = previewed(TABLE)

    changed = committee.get(page_of(batch, "?show=changed"))
    refused = committee.get(page_of(batch, "?show=refused"))
    new = committee.get(page_of(batch, "?show=new"))

    assert table(changed) == [["2", "Wend", "acronym before: W after: WK"]]
    assert table(refused) == [["4", "Caja", "country: “Atlantis” is unknown."]]
    assert table(new) == [
        ["3", "Oikos", "name Oikos kind Microfinance institution country Benin region africa"]
    ]
    details = read(changed).one("details")
    assert "1 row changes nothing" in details.text
    assert "6: Same" in details.text


def test_a_preview_is_told_in_the_reader_s_language(committee):
    batch = previewed(TABLE)

    french = committee.get(f"/fr{page_of(batch, '?show=new')}")

    assert "Institution de microfinance" in table(french)[0][2]


def test_probable_duplicates_are_chosen(committee):
    batch = previewed(TABLE)
    mujer = Organisation.objects.get(name="Pro Mujer")
    page = read(committee.get(page_of(batch)))
    assert [radio["value"] for radio in page.all("input", type="radio")] == [str(mujer.pk), "new"]
    assert "the same as Pro Mujer (Benin)" in page.one("fieldset", class_="choice").text

    answer = act(committee, batch, "choose", **{"row-5": str(mujer.pk)})

    assert notice(answer) == "1 row was decided."
    assert "Changed: 2" in tabs(answer)


def test_all_or_nothing_unless_the_good_rows_are_asked_for(committee):
    batch = previewed(TABLE)

    answer = act(committee, batch, "confirm")

    assert "Not all rows can be imported" in notice(answer)
    batch.refresh_from_db()
    assert batch.state == "previewed"


@pytest.mark.parametrize(
    "deed, words", [("confirm", "nothing to import"), ("undo", "nothing to undo")]
)
def test_what_makes_no_sense_is_told_so(committee, deed, words):
    batch = previewed([["name"], ["Wend"]])

    assert words in notice(act(committee, batch, deed))


def test_progress_is_told_in_words_and_a_silent_worker_is_noticed(committee, settings):
    batch = ImportBatchFactory(state=State.IMPORTING)
    progress.tell(batch, 4200, 10000)

    working = read(committee.get(page_of(batch)))
    path = Path(settings.MEDIA_ROOT) / "imports" / f"{batch.pk}.progress"
    os.utime(path, (time.time() - 600,) * 2)
    silent = read(committee.get(page_of(batch)))

    assert working.one("progress")["value"] == "42"
    assert working.one("label", for_="progress").text == "4200 of about 10000 rows"
    assert "Nothing has happened for a while" in silent.one("div", role="status").text
    assert silent.one("button", value="again").text == "Begin again"


def test_work_is_begun_again_and_the_forgotten_worker_does_nothing(committee):
    send(committee)
    batch = ImportBatch.objects.get()

    act(committee, batch, "again")
    work()

    batch.refresh_from_db()
    assert (batch.state, batch.run, ImportRow.objects.count()) == ("previewed", 2, 5)


def test_ticked_rows_are_undone_and_edited_ones_offer_no_tick(committee):
    batch = previewed([TABLE[0], *TABLE[1:3]])
    act(committee, batch, "confirm")
    work()
    Organisation.objects.filter(name="Wend").update(website="https://example.org")

    edited = read(committee.get(page_of(batch, "?show=changed")))
    new = committee.get(page_of(batch, "?show=new"))
    boxes = read(new).all("input", name="line")
    act(committee, batch, "undo_rows", line=[box["value"] for box in boxes])
    work()

    assert edited.all("input", name="line") == []
    assert "is now “https://example.org”" in edited.one("ul", class_="reasons").text
    assert not Organisation.objects.filter(name="Oikos").exists()
    assert table(committee.get(page_of(batch, "?show=new")))[0][0] == "undone"


def test_a_file_too_large_is_refused_at_the_form(committee, settings):
    settings.IMPORT_MAX_BYTES = 10

    assert errors(send(committee)) == {"id_file": "The file is larger than 0 MB. Divide it."}


@pytest.mark.parametrize("content", [b"\x00\x01\x02", b"PK\x03\x04", bytes(range(256)) * 9, b"a"])
def test_whatever_is_sent_is_answered_by_a_page(committee, content):
    send(committee, content, name="../../etc/passwd\u202e.csv")
    work()

    batch = ImportBatch.objects.get()
    response = committee.get(page_of(batch))

    assert (batch.state, response.status_code) == ("failed", 200)
    assert read(response).one("p", class_="errornote").text == batch.problem
    assert batch.file.name.startswith("imports/")


def test_the_file_is_given_back_as_it_was_sent(committee):
    send(committee)
    batch = ImportBatch.objects.get()

    response = committee.get(f"{LIST}{batch.pk}/file/")

    assert response.getvalue() == as_csv(TABLE)
    assert response.headers["Content-Disposition"] == 'attachment; filename="members.csv"'
    assert response.headers["Content-Type"] == "application/octet-stream"


def test_a_file_that_was_imported_before_is_noticed(committee):
    send(committee)
    ImportBatch.objects.update(state="done")

    assert "has been imported before" in notice(committee.get(send(committee)["Location"]))


def test_the_list_names_file_who_when_state_and_counts(committee):
    previewed(TABLE, created_by=UserFactory(username="ana", groups=["Steering committee"]))

    page = read(committee.get(LIST)).one("table", id="result_list")

    assert "members.csv" in page.text
    assert "ana" in page.text
    assert "waits for confirmation" in page.text
    assert "refused: 1, new: 1, changed: 1, unchanged: 1" in page.text


def test_queries_of_the_page_do_not_grow_with_rows(committee, django_assert_max_num_queries):
    rows = [[f"Bank {n}", "mfi", "BJ", ""] for n in range(60)]
    batch = previewed([TABLE[0], *rows])
    act(committee, batch, "confirm")
    work()

    with django_assert_max_num_queries(30):
        response = committee.get(page_of(batch))

    assert len(table(response)) == 50
    assert read(response).one("p", class_="pages").text == "Page 1 of 2 Next"


def test_an_upload_without_a_file_is_told_so(committee):
    response = committee.post(f"{LIST}add/", {"file": BytesIO(b"")})

    assert errors(response) != {}
