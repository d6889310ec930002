"""The directory's query as files: the same organisations as the page, in each format."""

import csv
import datetime
import json
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from members.choices import Language
from members.exports.rows import COLUMNS
from members.models import Country, Kind, Organisation
from tests.factories import (
    AlternateNameFactory,
    ContactFactory,
    MembershipFactory,
    OrganisationFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db

FORMATS = ["csv", "xlsx", "json", "geojson"]
EACH_FORMAT = pytest.mark.parametrize("extension", FORMATS)
KEYS = [column.key for column in COLUMNS]


def fetch(client, address):
    response = client.get(address)
    content = response.getvalue()
    assert response.status_code == 200, content
    return response, content


def from_csv(content):
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def from_xlsx(content):
    sheets = load_workbook(BytesIO(content)).worksheets
    return [[cell.value for cell in row] for sheet in sheets for row in sheet.iter_rows()]


def members(client, extension, query="", prefix=""):
    """What a file says of each organisation, by the columns' keys."""
    _response, content = fetch(client, f"{prefix}/members.{extension}{query}")
    if extension == "json":
        return json.loads(content)["members"]
    if extension == "geojson":
        return [feature["properties"] for feature in json.loads(content)["features"]]
    read = {"csv": from_csv, "xlsx": from_xlsx}[extension]
    return [dict(zip(KEYS, row, strict=True)) for row in read(content)[1:]]


def slugs(client, extension, query=""):
    return [member["slug"] for member in members(client, extension, query)]


def on_the_pages(client, query):
    """The slugs that the directory shows for a query, page after page."""
    joined, shown, number = "&" if query else "?", [], 1
    while True:
        page = client.get(f"/members/{query}{joined}page={number}")
        shown += [organisation.slug for organisation in page.context["page_obj"]]
        if not page.context["page_obj"].has_next():
            return shown
        number += 1


# The same query


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?sort=country",
        "?sort=newest",
        "?q=mfi+bolivia",
        "?q=perou&sort=country",
        "?q=entrepeneur+du+monde",
        "?kind=mfi&kind=support&region=europe",
        "?country=bo&country=MX&on=2007-12-31",
        "?on=2007-01-01",
    ],
)
def test_a_file_has_what_the_pages_show_in_their_order(client, prospera, query):
    shown = on_the_pages(client, query)

    assert {extension: slugs(client, extension, query) for extension in FORMATS} == dict.fromkeys(
        FORMATS, shown
    )


def test_all_of_the_network_is_in_a_file(client, prospera):
    assert len(slugs(client, "csv")) == 36


@EACH_FORMAT
def test_drafts_and_archived_organisations_are_in_no_file(client, extension):
    OrganisationFactory(slug="shown")
    OrganisationFactory(draft=True)
    OrganisationFactory(archived=True)

    assert slugs(client, extension) == ["shown"]


@EACH_FORMAT
def test_the_page_number_means_nothing_to_a_file(client, extension):
    OrganisationFactory(slug="shown")

    assert slugs(client, extension, "?page=7") == ["shown"]


@EACH_FORMAT
def test_an_empty_result_is_a_file_all_the_same(client, extension):
    assert slugs(client, extension, "?q=nothing") == []


# What is said of each


def a_full_organisation():
    organisation = OrganisationFactory(
        name="Crédit, « Mutuel »",
        slug="credit-mutuel",
        acronym="CM",
        kind=Kind.MFI,
        language="fr",
        website="https://cm.example",
        year_founded=1987,
        description_en="Savings\nand credit",
        note="Only for the committee",
    )
    AlternateNameFactory(organisation=organisation, name="Old name")
    AlternateNameFactory(organisation=organisation, name="Another")
    MembershipFactory(organisation=organisation, start="2007-04-01", end=datetime.date(2008, 1, 31))
    MembershipFactory(organisation=organisation, start=None, attested_on="2010-12-01")
    updated_at = datetime.datetime(2008, 2, 29, 9, 30, 15, 999, tzinfo=datetime.UTC)
    Organisation.objects.filter(pk=organisation.pk).update(updated_at=updated_at)
    return organisation


def expected(organisation):
    return {
        "id": organisation.pk,
        "slug": "credit-mutuel",
        "name": "Crédit, « Mutuel »",
        "acronym": "CM",
        "other_names": ["Another", "Old name"],
        "kind": "mfi",
        "kind_name": "Microfinance institution",
        "region": "africa",
        "region_name": "Africa",
        "country": "BJ",
        "country_name": "Benin",
        "language": "fr",
        "language_name": "French",
        "website": "https://cm.example",
        "year_founded": 1987,
        "member_since": "2007-04-01",
        "description": "Savings\nand credit",
        "url": "http://testserver/members/credit-mutuel/",
        "updated": "2008-02-29T09:30:15Z",
    }


@pytest.mark.parametrize("extension", ["json", "geojson"])
def test_a_document_says_all_that_is_public(client, settings, extension):
    settings.ALLOWED_HOSTS = ["testserver"]
    organisation = a_full_organisation()

    assert members(client, extension) == [expected(organisation)]


def test_a_csv_says_all_that_is_public(client, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    organisation = a_full_organisation()

    [row] = members(client, "csv")

    texts = {key: str(value) for key, value in expected(organisation).items()}
    assert row == texts | {"other_names": "Another|Old name"}


def test_a_workbook_says_all_that_is_public_with_real_numbers_and_dates(client, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    organisation = a_full_organisation()

    [row] = members(client, "xlsx")

    assert row == expected(organisation) | {
        "other_names": "Another|Old name",
        "member_since": datetime.datetime(2007, 4, 1),  # noqa: DTZ001  (Excel knows no zones)
        "updated": datetime.datetime(2008, 2, 29, 9, 30, 15),  # noqa: DTZ001
    }


@EACH_FORMAT
def test_what_is_not_known_is_left_empty(client, extension):
    OrganisationFactory(country=None)

    [member] = members(client, extension)

    unknown = ("country", "country_name", "year_founded", "member_since")
    assert {member[key] for key in unknown} == ({""} if extension == "csv" else {None})


@EACH_FORMAT
def test_no_file_has_an_address_of_mail_or_a_note(client, extension):
    organisation = OrganisationFactory(note="Only for the committee", email="a@wend.example")
    ContactFactory(organisation=organisation, email="secret@example.org")
    ContactFactory(organisation=organisation, steering=True, email="other@example.org")

    _response, content = fetch(client, f"/members.{extension}")

    everything = content if extension != "xlsx" else str(from_xlsx(content)).encode()
    assert b"@" not in everything
    assert b"committee" not in everything


# Languages


def test_headings_and_names_are_in_the_readers_language(client):
    RegionFactory(slug="africa", name_en="Africa", name_fr="Afrique")
    OrganisationFactory(description_en="In English", description_fr="En français")

    _response, content = fetch(client, "/fr/members.csv")
    headings, row = from_csv(content)

    assert {"Nom", "Sigle", "Autres noms", "Région", "Pays", "Site web"} <= set(headings)
    assert {"Réseau local", "Afrique", "Bénin", "En français"} <= set(row)


@EACH_FORMAT
def test_a_description_falls_back_to_another_language(client, extension):
    OrganisationFactory(description_es="En español")

    [member] = members(client, extension, prefix="/fr")

    assert member["description"] == "En español"
    assert "/fr/members/" in member["url"]


@pytest.mark.parametrize("language", Language.values)
def test_rows_keep_their_language_whatever_comes_after(client, language):
    OrganisationFactory(country__code="BJ")
    prefix = "" if language == "en" else f"/{language}"

    response = client.get(f"{prefix}/members.csv")
    client.get("/es/members/" if language != "es" else "/members/")

    name = {"en": "Benin", "fr": "Bénin", "es": "Benín"}[language]
    assert f",{name}," in response.getvalue().decode()


@pytest.mark.parametrize("extension", ["csv", "json", "geojson"])
def test_a_region_added_while_a_file_is_read_has_its_name_in_the_readers_language(
    client, extension
):
    moved = OrganisationFactory(country__code="BO")
    response = client.get(f"/fr/members.{extension}")

    region = RegionFactory(slug="andes", name_en="The Andes", name_fr="Les Andes")
    Country.objects.filter(code="BO").update(region=region)
    Organisation.objects.filter(pk=moved.pk).update(region=region)

    assert "Les Andes" in response.getvalue().decode()
