"""Whatever organisations are called, files hold it whole, and spreadsheets run none of it."""

import csv
import json
import re
from io import BytesIO, StringIO

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from members.exports import tabular
from members.exports.tabular import cell, csv_lines
from members.exports.text import defuse, for_xml, in_blocks, undo
from members.models import Organisation
from tests.factories import AlternateNameFactory, MembershipFactory, OrganisationFactory

# All that a database keeps: neither half of a surrogate pair nor NUL.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
# The same, but for the characters that matter here coming more often.
HOSTILE = st.text(st.sampled_from("=+-@＝＋－＠'\"\t\r\n,;|aé"), max_size=8) | TEXTS
SIGNS = tuple("=+-@＝＋－＠")
FULL_WIDTH = ["＝1+1", "＋1", "－1", "＠SUM(A1)", "'＝1"]
FORMULAS = [
    *FULL_WIDTH,
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "'=1",
    '=HYPERLINK("x";"y")',
]


@given(st.lists(st.lists(HOSTILE, min_size=3, max_size=3), max_size=5))
@example([["=1+1", "'=1+1", "''@x"], ["a,b", 'say "x"', "two\r\nlines\n"]])
def test_what_is_written_as_csv_is_read_back(rows):
    content = b"".join(in_blocks(csv_lines(["a", "b", "c"], rows)))

    headings, *read = csv.reader(StringIO(content.decode("utf-8-sig"), newline=""))

    assert headings == ["a", "b", "c"]
    assert [[undo(text) for text in row] for row in read] == rows
    assert not any(text.startswith((*SIGNS, "\t", "\r", "\n")) for row in read for text in row)


@given(st.lists(HOSTILE, min_size=2, max_size=2))
@example(["a;=1+1", "two\n@lines"])
@example([";=1+1;", "'t Hof;'+1"])
def test_no_formula_begins_where_a_spreadsheet_splits_at_semicolons_instead(row):
    content = "".join(csv_lines(["a", "b"], [row])).split("\r\n", 1)[1]

    # Lines as spreadsheets divide them; Python's own idea of a line has more ends.
    cells = [cell for line in re.split("[\r\n]", content) for cell in line.split(";")]

    assert not any(cell.lstrip('"').startswith(SIGNS) for cell in cells)


@given(HOSTILE)
def test_defusing_can_always_be_undone(text):
    assert undo(defuse(text)) == text
    assert undo(text) == text or "'" in text


@pytest.mark.parametrize(
    "text", ["", "'t Hof", "1+1", "a=b", "3-4", "Côte d’Ivoire", "(+33)", "a; b", "a\n\nb"]
)
def test_what_is_no_formula_is_left_alone(text):
    assert defuse(text) == text


@pytest.mark.parametrize("value, text", [(-5, "-5"), (1987, "1987"), (None, ""), ([], "")])
def test_numbers_and_gaps_are_left_alone(value, text):
    assert cell(value) == text


def test_a_telephone_number_for_a_name_stays_a_text():
    assert cell("+33 1 40 36 92 92") == "'+33 1 40 36 92 92"
    assert undo("'+33 1 40 36 92 92") == "+33 1 40 36 92 92"


@given(st.lists(TEXTS))
def test_blocks_are_the_text_whatever_their_size(texts):
    assert b"".join(in_blocks(texts)) == "".join(texts).encode()


def test_blocks_are_sent_as_soon_as_they_are_worth_it():
    blocks = list(in_blocks(["x" * 40_000] * 4))

    assert [len(block) for block in blocks] == [80_000, 80_000]


# Through the site


def content_of(client, address):
    return client.get(address).getvalue()


@pytest.mark.django_db
def test_csv_begins_with_a_byte_order_mark_and_ends_lines_as_spreadsheets_do(client):
    OrganisationFactory(name="Crédit, Mutuel", slug="credit")

    content = content_of(client, "/members.csv")

    assert content.startswith(b"\xef\xbb\xbfIdentifier,")
    assert content.count(b"\r\n") == content.count(b"\n") == 2
    assert ',"Crédit, Mutuel",'.encode() in content


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_for_a_name_is_a_text_in_csv(client, name):
    organisation = OrganisationFactory(name=name, slug="x", description_en=name)
    AlternateNameFactory(organisation=organisation, name=name)
    MembershipFactory(organisation=organisation)

    content = content_of(client, "/members.csv").decode("utf-8-sig")
    _headings, row = csv.reader(StringIO(content, newline=""))

    written = [text for text in row if undo(text) == name]
    assert len(written) == 3
    assert all(text.startswith("'") for text in written)
    assert "2007-04-01" in row


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_for_a_name_is_a_text_in_a_workbook(client, name):
    OrganisationFactory(name=name, slug="x")

    sheet = load_workbook(BytesIO(content_of(client, "/members.xlsx"))).active
    written = sheet["C2"]

    assert written.data_type == "s"
    assert written.quotePrefix
    # Excel's own way to write what XML would make another line break of.
    assert written.value.replace("_x000D_", "\r") == name


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    ["<r>x</r>", "<r><b>&</r>", "_x0041_", " space ", "a\x0bb\uffff", "<", "🌍", "https://x"],
)
def test_a_workbook_opens_whatever_the_name(client, name):
    OrganisationFactory(name=name, slug="x")

    sheet = load_workbook(BytesIO(content_of(client, "/members.xlsx"))).active

    assert sheet["C2"].value.replace("_x005F", "") == for_xml(name)
    assert sheet["C2"].hyperlink is None


@pytest.mark.django_db
def test_what_does_not_fit_on_a_sheet_goes_on_to_another(client, monkeypatch):
    monkeypatch.setattr(tabular, "SHEET_ROWS", 2)
    for name in "abc":
        OrganisationFactory(name=name)

    book = load_workbook(BytesIO(content_of(client, "/members.xlsx")))

    assert [[row[2].value for row in sheet.iter_rows()] for sheet in book] == [
        ["Name", "a", "b"],
        ["Name", "c"],
    ]


@pytest.mark.django_db
def test_a_day_before_excels_calendar_is_a_text(client):
    MembershipFactory(start="1850-03-01")

    sheet = load_workbook(BytesIO(content_of(client, "/members.xlsx"))).active

    assert sheet["P2"].value == "1850-03-01"


@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(name=TEXTS.filter(bool))
def test_json_has_any_name_as_it_is(client, name):
    Organisation.objects.all().delete()
    OrganisationFactory(name=name, slug="x")

    [member] = json.loads(content_of(client, "/members.json"))["members"]

    assert member["name"] == name
