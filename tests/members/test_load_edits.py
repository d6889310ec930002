"""Loading again after the data files, the database, or both have changed."""

import csv
import shutil
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from members import prospera as source
from members.models import (
    AlternateName,
    Contact,
    LoadedRecord,
    Membership,
    Organisation,
    Page,
    Region,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def data(tmp_path, monkeypatch, prospera):
    """A copy of the data files, to be edited, after they were loaded once."""
    folder = shutil.copytree(source.DATA, tmp_path / "data")
    monkeypatch.setattr(source, "DATA", folder)
    return folder


def edit(path, key, **values):
    """Changes the row of a file whose first column is ``key``."""
    rows = source.read_csv(path)
    for row in rows:
        if next(iter(row.values())) == key:
            row.update(values)
    write(path, rows)


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def load(*arguments):
    out = StringIO()
    call_command("load_prospera", *arguments, stdout=out)
    return out.getvalue()


def test_a_field_changed_in_the_file_is_changed(data):
    edit(data / "organisations.csv", "finca", website="https://finca.example/")

    report = load()

    assert Organisation.objects.get(slug="finca").website == "https://finca.example/"
    assert "organisations: 0 created, 1 changed, 35 left alone" in report


def test_a_field_that_staff_changed_stays_while_another_of_the_same_row_follows_the_file(data):
    Organisation.objects.filter(slug="finca").update(acronym="FP")
    edit(data / "organisations.csv", "finca", acronym="FI", website="https://finca.example/")

    report = load("--verbosity=2")

    finca = Organisation.objects.get(slug="finca")
    assert (finca.acronym, finca.website) == ("FP", "https://finca.example/")
    assert "finca: acronym was edited, and stays so" in report


def test_a_field_that_staff_changed_stays_on_every_later_load(data):
    Organisation.objects.filter(slug="finca").update(acronym="FP")
    edit(data / "organisations.csv", "finca", acronym="FI", website="https://finca.example/")

    load()
    report = load()

    assert Organisation.objects.get(slug="finca").acronym == "FP"
    assert "organisations: 0 created, 0 changed, 36 left alone" in report


def test_a_translation_that_staff_wrote_stays_while_the_others_follow_the_file(data):
    Page.objects.filter(slug="about").update(title_fr="De nous")
    for language in ("en", "fr"):
        path = data / "pages" / f"about.{language}.md"
        path.write_text("# New title\n\nLead\n\n---\n\nBody\n", encoding="utf-8")

    load()

    page = Page.objects.get(slug="about")
    assert (page.title_en, page.title_fr, page.body_en) == ("New title", "De nous", "Body")


def test_what_staff_changed_stays_even_where_the_file_once_said_the_same(data):
    Organisation.objects.filter(slug="finca").update(acronym="FP")
    edit(data / "organisations.csv", "finca", acronym="FP")

    load()
    edit(data / "organisations.csv", "finca", acronym="FI")
    load()

    assert Organisation.objects.get(slug="finca").acronym == "FP"


def test_a_new_row_is_created(data):
    rows = source.read_csv(data / "organisations.csv")
    write(data / "organisations.csv", [*rows, rows[-1] | {"slug": "new", "name": "Néw"}])

    report = load()

    assert [o.slug for o in Organisation.objects.search("new")] == ["new"]
    assert "organisations: 1 created, 0 changed, 36 left alone" in report


def test_a_new_row_that_staff_had_made_already_is_left_as_it_is(data):
    asia = Region.objects.get(slug="asia")
    Organisation.objects.create(slug="new", name="Ours", kind="mfi", region=asia)
    rows = source.read_csv(data / "organisations.csv")
    write(data / "organisations.csv", [*rows, rows[-1] | {"slug": "new", "name": "Theirs"}])

    report = load("--verbosity=2")

    assert Organisation.objects.get(slug="new").name == "Ours"
    assert "new: was there already, and is left as it is" in report


def test_a_row_taken_out_of_the_file_is_left_in_the_database(data):
    rows = source.read_csv(data / "organisations.csv")
    write(data / "organisations.csv", [row for row in rows if row["slug"] != "finca"])

    load()

    assert Organisation.objects.filter(slug="finca").exists()


def test_a_country_corrected_in_the_file_takes_its_region_along(data):
    edit(data / "organisations.csv", "finca", country="PH", region="asia")

    load()

    finca = Organisation.objects.get(slug="finca")
    assert (finca.country_id, finca.region.slug) == ("PH", "asia")
    assert finca in Organisation.objects.search("filipinas")


def test_dates_numbers_and_telephones_follow_the_file(data):
    edit(data / "organisations.csv", "finca", year_founded="1993")
    edit(data / "memberships.csv", "finca", start="2007-04-01", end="2008-06-30")
    edit(data / "contacts.csv", "fidev", phone="+33 1 40 36 92 92", is_public="false")

    load()

    period = Membership.objects.get(organisation__slug="finca")
    contact = Contact.objects.get(organisation__slug="fidev")
    assert Organisation.objects.get(slug="finca").year_founded == 1993
    assert f"{period.start} {period.end}" == "2007-04-01 2008-06-30"
    assert (contact.phone.as_e164, contact.is_public) == ("+33140369292", False)


def test_a_telephone_written_another_way_is_no_edit(data):
    edit(data / "contacts.csv", "cerise", phone="+33 1 40 36 92 92")

    assert "contacts: 0 created, 0 changed, 4 left alone" in load() + load()


def test_what_belongs_to_a_deleted_organisation_is_not_loaded_again(data):
    Organisation.objects.get(slug="csr-sme").delete()

    load()

    assert not AlternateName.objects.filter(name="CRS SME").exists()
    assert Contact.objects.count() == 3
    assert Membership.objects.count() == 35


def test_a_refused_value_is_named_and_nothing_is_loaded(data):
    edit(data / "organisations.csv", "finca", website="not an address")
    edit(data / "organisations.csv", "alpimed", acronym="ALP")

    with pytest.raises(CommandError) as refusal:
        load()

    assert "A data file holds a value that is refused" in str(refusal.value)
    assert "finca" in str(refusal.value)
    assert Organisation.objects.get(slug="alpimed").acronym == ""


def test_a_file_saved_by_a_spreadsheet_is_read(data):
    path = data / "organisations.csv"
    edit(path, "finca", acronym="FI")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\r\n", b"\n"))

    load()

    assert Organisation.objects.get(slug="finca").acronym == "FI"


def test_what_was_loaded_is_remembered_once(data):
    before = LoadedRecord.objects.count()

    load()

    assert LoadedRecord.objects.count() == before
