"""Files to rows: every encoding and delimiter, and whatever is no such file."""

import csv
import struct
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.xml import DEFUSEDXML

from members.exports.text import defuse
from members.importing.columns import known
from members.importing.problems import RefusedFileError
from members.importing.reading import read
from tests.members.importing import as_csv, as_xlsx

HEADINGS = ["name", "kind", "country"]
CP1252 = "".join(
    bytes([code]).decode("cp1252")
    for code in range(32, 256)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
)
ENCODINGS = ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]
ANY_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


def contents(content: bytes) -> list[list[str]]:
    table = read(BytesIO(content), known)
    return [table.headings, *(row.cells for row in table.rows)]


def problem(content: bytes) -> str:
    with pytest.raises(RefusedFileError) as refusal:
        contents(content)
    return str(refusal.value)


def problems(content: bytes) -> list[dict[int, str]]:
    return [row.problems for row in read(BytesIO(content), known).rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ENCODINGS)
@given(data=st.data())
def test_what_was_written_is_read_in_any_encoding_and_delimiter(encoding, delimiter, data):
    texts = st.text(CP1252 + "\r\n", max_size=20) if encoding == "cp1252" else ANY_TEXT
    cells = data.draw(st.lists(texts, min_size=2, max_size=2))
    rows = [HEADINGS, ["Wend", *cells]]
    content = as_csv([[defuse(cell) for cell in row] for row in rows], encoding, delimiter)
    try:
        content.decode("utf-8")
        is_utf8 = True
    except UnicodeDecodeError:
        is_utf8 = False

    # What happens to be UTF-8 is UTF-8: no byte tells otherwise.
    assert contents(content) == rows or (encoding == "cp1252" and is_utf8)


def test_accents_of_windows_are_told_from_those_of_utf8():
    rows = [HEADINGS, ["Crédit ‘Été’ – 5 €", "imf", "Bénin"]]

    assert contents(as_csv(rows, "cp1252", ";")) == contents(as_csv(rows, "utf-8")) == rows


def test_blank_rows_are_passed_over_and_rows_keep_their_number():
    table = read(BytesIO(b"name,kind\n\nWend,mfi\n , \nOikos,mfi\n"), known)

    assert [(row.line, row.cells[0]) for row in table.rows] == [(3, "Wend"), (5, "Oikos")]


def test_a_cell_of_several_lines_is_one_row_of_the_spreadsheet():
    table = read(BytesIO(b'name,kind\n"We\nnd",mfi\nOikos,mfi\n'), known)

    assert [(row.line, row.cells[0]) for row in table.rows] == [(2, "We\nnd"), (3, "Oikos")]


@pytest.mark.parametrize(
    "content, words",
    [
        (b"", "The file is empty"),
        (b"name,kind\n", "no row below"),
        (b",,\nWend,mfi,\n", "first row is empty"),
        (b'name,kind\nWend,"mfi\n', "does not end with one. Is the file cut off?"),
        (b'name,kind\nWend,"mf"i\n', "quotation mark"),
        (b"name,kind\nWend,\x81\xff\n", "characters cannot be read"),
        ("name,kind\nWend,mfi\n".encode("utf-16")[:-1], "cut off"),
        (b"%PDF-1.7 ...", "This is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "protected by a password"),
        (b"PK\x03\x04" + b"nothing of the kind", "damaged, cut off"),
        (as_xlsx([["name", "kind"], ["Wend", "mfi"]])[:-200], "damaged, cut off"),
        (as_xlsx([["name", "kind"]]), "no row below"),
        (as_xlsx([]), "first row is empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_plain_words(content, words):
    assert words in problem(content)


def test_an_archive_that_is_no_workbook_is_named_so():
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("letter.txt", "Dear Sir")

    assert "no Excel workbook" in problem(file.getvalue())


def test_a_workbook_that_unpacks_to_gigabytes_is_not_unpacked():
    rows = [["name", "kind"], ["Wend", "mfi"]]
    file = BytesIO(as_xlsx(rows))
    with ZipFile(file, "a", ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image.png", bytes(50_000_000))

    assert len(file.getvalue()) < 100_000
    assert "unpacks to more" in problem(file.getvalue())


def test_a_workbook_that_lies_about_what_a_part_unpacks_to_is_read_no_further():
    rows = [["name", "kind"], *(["Wend" * 20, "mfi"] for _row in range(2000))]
    content = as_xlsx(rows)
    with ZipFile(BytesIO(content)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lie = content.replace(struct.pack("<L", size), struct.pack("<L", 1000))

    assert "damaged" in problem(lie)


def test_the_parser_of_workbooks_refuses_entities():
    assert DEFUSEDXML


def test_too_many_rows_are_refused_when_the_first_of_them_is_read(settings):
    settings.IMPORT_MAX_ROWS = 3
    rows = [["name", "kind"], *(["Wend", "mfi"] for _row in range(4))]

    assert "more than 3 rows" in problem(as_csv(rows))
    assert "more than 3 rows" in problem(as_xlsx(rows))


def test_a_spreadsheet_that_goes_to_the_last_row_is_refused_at_the_first_too_many(
    tmp_path, settings
):
    settings.IMPORT_MAX_ROWS = 5_000
    path = tmp_path / "million.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["name", "kind"])
        for row in [*range(1, 6_000), 2**20 - 1]:
            sheet.write_row(row, 0, ["Wend", "mfi"])

    assert "more than 5,000 rows" in problem(path.read_bytes())


def test_a_row_that_claims_to_be_the_last_of_a_trillion_is_refused():
    content = as_xlsx([["name", "kind"], ["Wend", "mfi"]])
    file = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for part in old.infolist():
            text = old.read(part).replace(b'<row r="2"', b'<row r="999999999999"')
            new.writestr(part.filename, text.replace(b'r="A2"', b"").replace(b'r="B2"', b""))

    assert "more than 50,000 rows" in problem(file.getvalue())


def test_a_file_larger_than_the_limit_is_refused(settings):
    settings.IMPORT_MAX_BYTES = 10

    assert "larger than 0 MB" in problem(b"name,kind\nWend,mfi\n")


def test_a_formula_is_no_value_and_neither_is_what_one_left_behind():
    workbook = [["name", "kind", "note"], ["=A2", "mfi", ""], ["Wend", "#REF!", ""]]

    found = problems(as_xlsx(workbook))

    assert found == [
        {0: "a formula; put its value there instead"},
        {1: "an error that a formula left behind"},
    ]


def test_what_an_export_has_made_safe_is_read_as_it_was():
    assert contents(b"name,kind\n'=1+1,mfi\n=1+1,mfi\n")[1:] == [["=1+1", "mfi"]] * 2


@pytest.mark.parametrize(
    "content, position, words",
    [
        (b"name,kind,note\nWend,mfi\n", -1, "another number of cells (2)"),
        (b"name,kind\nWend,mfi,more\n", -1, "another number of cells (3)"),
        (b"name,kind\nWe\0nd,mfi\n", 0, "NUL"),
        (b"name,kind\nWend," + b"x" * 40_000 + b"\n", 1, "too long"),
    ],
)
def test_a_row_is_refused_for_what_is_wrong_with_its_cells(content, position, words):
    [found] = problems(content)

    assert words in found[position]


def test_cells_of_a_workbook_are_read_as_one_would_type_them():
    with_types = BytesIO()
    with xlsxwriter.Workbook(with_types) as workbook:
        sheet = workbook.add_worksheet()
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["name", "year founded", "member from", "note"])
        sheet.write_string(1, 0, "0123")
        sheet.write_number(1, 1, 2007)
        sheet.write_number(1, 2, 39173, day)
        sheet.write_boolean(1, 3, True)

    assert contents(with_types.getvalue())[1] == ["0123", "2007", "2007-04-01", "True"]


def test_empty_cells_beyond_the_headings_do_no_harm():
    text = StringIO(newline="")
    csv.writer(text).writerows([["name", "kind", ""], ["Wend", "mfi", ""]])

    assert contents(text.getvalue().encode()) == [["name", "kind"], ["Wend", "mfi"]]
