"""Files that are small, and would unfold to hours of work or gigabytes."""

import tracemalloc
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter
from django.utils.translation import override
from django_tasks_db.models import DBTaskResult

from members.importing import preview as previewing
from members.importing import reading
from members.importing.columns import known
from members.importing.problems import RefusedFileError
from tests.factories import CountryFactory, UserFactory
from tests.members.importing import as_csv, as_xlsx, previewed, work

SHEET, SHARED = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def workbook(rows: bytes, shared: bytes = b"") -> bytes:
    """One whose headings are name and kind, and whose other rows are written as XML."""
    plain, made = BytesIO(), BytesIO()
    with xlsxwriter.Workbook(plain) as book:
        book.add_worksheet().write_row(0, 0, ["name", "kind"])
    with ZipFile(plain) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", rows + b"</sheetData>")
    parts[SHARED] = parts[SHARED].replace(b"</sst>", shared + b"</sst>")
    with ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name, text in parts.items():
            new.writestr(name, text)
    return made.getvalue()


def read(content: bytes) -> list:
    return list(reading.read(BytesIO(content), known).rows)


def problem(content: bytes) -> str:
    with pytest.raises(RefusedFileError) as refusal:
        read(content)
    return str(refusal.value)


def peak(deed) -> int:
    """The bytes that a deed needed at once."""
    tracemalloc.start()
    try:
        deed()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_row_is_not_filled_up_to_a_cell_that_stands_far_to_the_right():
    far = b"".join(b'<row r="%d"><c r="ZZZ%d"/></row>' % (n, n) for n in range(2, 500))
    row = b'<row r="500"><c r="A500" t="inlineStr"><is><t>Wend</t></is></c></row>'

    table = reading.read(BytesIO(workbook(far + row)), known)
    [found] = table.rows

    assert (found.line, found.cells) == (500, ["Wend", ""])


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_blank_rows_count_as_rows(settings, write):
    settings.IMPORT_MAX_ROWS = 10

    content = write([["name", "kind"], *[["", ""]] * 10, ["Wend", "mfi"]])

    assert problem(content) == "The file has more than 10 rows, blank ones included. Divide it."


def test_missing_rows_count_as_rows(settings):
    settings.IMPORT_MAX_ROWS = 10

    assert "more than 10 rows" in problem(
        workbook(b'<row r="1048576"><c r="A1"><v>1</v></c></row>')
    )


def test_a_row_of_a_workbook_is_read_no_further_than_its_limit(settings):
    settings.IMPORT_MAX_ROW_XML = 100_000
    content = workbook(b'<row r="2">' + b"<c/>" * 200_000 + b"</row>")

    assert peak(lambda: problem(content)) < 60_000_000
    assert problem(content).startswith("A row is longer than can be read.")


@pytest.mark.parametrize(
    "row", [b"a," * 500_000, b"a" * 1_000_000, b'"\n",' * 250_000, b'"' + b"a\n" * 500_000]
)
def test_a_row_of_csv_is_read_no_further_than_its_limit(settings, row):
    settings.IMPORT_MAX_LINE = 50_000

    assert peak(lambda: problem(b"name,kind\n" + row)) < 15_000_000
    assert problem(b"name,kind\n" + row).startswith("A row is longer than can be read.")
    assert problem(row + b"\nWend,mfi").startswith("A row is longer than can be read.")


def test_cells_beyond_the_last_column_are_not_kept():
    [row] = read(b"name,kind\n" + b"a," * 5_000 + b"\n")

    assert len(row.cells) == reading.MOST_COLUMNS
    assert row.problems == {-1: "The row has more cells than can be read."}


def test_a_row_with_too_much_text_is_refused_and_not_kept_whole(settings):
    settings.IMPORT_MAX_ROW_TEXT = 1_000

    [row] = read(as_csv([["name", "kind"], ["x" * 600, "y" * 600]]))

    assert row.problems == {-1: "The row holds more text than can be read."}
    assert [len(cell) for cell in row.cells] == [100, 100]


def test_a_text_that_many_cells_share_is_counted_in_each(settings):
    settings.IMPORT_MAX_TEXT = 10_000
    cell = b'<c t="s"><v>2</v></c>'
    rows = b"".join(b'<row r="%d">%s</row>' % (n, cell * 2) for n in range(2, 10))

    content = workbook(rows, b"<si><t>%s</t></si>" % (b"x" * 1_000))

    assert problem(content) == "The file’s cells hold more than 10,000 characters. Divide it."


@pytest.mark.parametrize(
    "language, told",
    [
        ("en", "To read the file takes longer than 0 minutes. Divide it."),
        ("fr", "La lecture du fichier prend plus de 0 minutes. Divisez-le."),
        ("es", "La lectura del archivo tarda más de 0 minutos. Divídalo."),
    ],
)
@pytest.mark.django_db
def test_a_preview_that_takes_too_long_is_given_up_in_plain_words(settings, language, told):
    settings.IMPORT_MAX_SECONDS = 0

    batch = previewed([["name", "kind"], ["Wend", "mfi"]])

    assert batch.state == "failed"
    with override(language):
        assert batch.problem.replace("\u00a0", " ") == told


@pytest.mark.django_db
def test_rows_with_much_text_are_written_a_few_at_a_time(monkeypatch):
    monkeypatch.setattr(previewing, "CHUNK_TEXT", 1_000)
    CountryFactory(code="BJ")
    sizes = []
    settle = previewing.settle
    monkeypatch.setattr(
        previewing, "settle", lambda rows, *more: (sizes.append(len(rows)), settle(rows, *more))
    )

    batch = previewed(
        [
            ["name", "kind", "country", "note"],
            *([f"W{n}", "mfi", "BJ", "x" * 600] for n in range(5)),
        ]
    )

    assert sizes == [2, 2, 1]
    assert batch.counts == {"new": 5}


@pytest.mark.django_db
def test_a_forgotten_password_does_not_wait_for_imports(client):
    previewed([["name"], ["Wend"]])
    UserFactory(email="ana@example.org")
    client.post("/admin/password/", {"email": "ana@example.org"})

    assert set(DBTaskResult.objects.values_list("task_path", "queue_name")) == {
        ("members.importing.tasks.work", "imports"),
        ("members.admin.passwords.send_link", "default"),
    }
    work()
