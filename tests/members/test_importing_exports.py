"""What a list exports is what the import takes: brought back unchanged, it changes nothing."""

import csv
import datetime
from io import BytesIO, StringIO

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from members.duplicates.merging import merge
from members.models import ImportBatch, Organisation
from members.verifying import verify
from prosper.roles import AUDITOR, NEWSLETTER_EDITOR, STEERING_COMMITTEE
from tests.factories import (
    AlternateNameFactory,
    CountryFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    WebsiteCheckFactory,
)
from tests.members.importing import previewed
from tests.members.test_exports_text import HOSTILE
from tests.reading import read

pytestmark = pytest.mark.django_db

LIST = "/admin/members/organisation/"
EXTENSIONS = pytest.mark.parametrize("extension", ["csv", "xlsx"])


@pytest.fixture
def committee(client):
    client.force_login(UserFactory(groups=["Steering committee"]))
    return client


def export(client, extension, query="", prefix="", list_=LIST) -> bytes:
    response = client.get(f"{prefix}{list_}export.{extension}{query}")
    content = response.getvalue()
    assert response.status_code == 200, content
    return content


def read_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))


def names(content: bytes) -> list[str]:
    return [row["Name"] for row in read_csv(content)]


def back(content: bytes, extension: str, **kwargs) -> ImportBatch:
    return previewed(content, name=f"export.{extension}", **kwargs)


@EXTENSIONS
@pytest.mark.parametrize("prefix", ["", "/fr", "/es"])
def test_the_network_is_exported_and_imported_without_a_change(
    prospera, committee, extension, prefix
):
    total = Organisation.objects.count()

    content = export(committee, extension, prefix=prefix)

    assert back(content, extension).counts == {"unchanged": total}
    assert back(content, extension, empties=True).counts == {"unchanged": total}


@EXTENSIONS
@settings(max_examples=12)
@given(texts=st.lists(HOSTILE, min_size=8, max_size=8))
def test_whatever_organisations_are_called_comes_back_unchanged(client, extension, texts):
    Organisation.objects.all().delete()
    name, acronym, note, source, *rest = texts
    organisation = OrganisationFactory(
        name=f"n{name}",
        slug="x",
        acronym=acronym[:50],
        note=note,
        **dict(zip(["description_en", "description_fr", "description_es"], rest, strict=False)),
    )
    AlternateNameFactory(organisation=organisation, name=f"{texts[7]}o", kind="former")
    AlternateNameFactory(organisation=organisation, name=f"{texts[6]}|p\\", kind="spelling")
    MembershipFactory(organisation=organisation, source=source, attested_on="2008-01-31")
    client.force_login(UserFactory(groups=["Steering committee"]))

    content = export(client, extension)

    batch = back(content, extension)
    assert batch.counts == {"unchanged": 1}, list(batch.rows.values("changes", "reasons"))


def test_a_text_longer_than_a_cell_of_excel_is_no_change(committee):
    OrganisationFactory(note="long " * 10_000)

    assert back(export(committee, "xlsx"), "xlsx").counts == {"unchanged": 1}


@EXTENSIONS
def test_what_is_listed_is_exported_with_filters_search_and_order(committee, extension):
    OrganisationFactory(name="Wend Un", kind="mfi")
    OrganisationFactory(name="Wend Deux", kind="mfi")
    OrganisationFactory(name="Wend Trois", kind="network")
    OrganisationFactory(name="Oikos", kind="mfi")

    content = export(committee, extension, "?q=wend&kind__exact=mfi&o=1&p=7")

    if extension == "csv":
        assert names(content) == ["Wend Deux", "Wend Un"]
    else:
        rows = load_workbook(BytesIO(content)).active.iter_rows(min_row=2, values_only=True)
        assert [row[2] for row in rows] == ["Wend Deux", "Wend Un"]


def test_the_proxies_export_their_own_kinds(committee):
    OrganisationFactory(name="Cerise", kind="support")
    OrganisationFactory(name="Wend", kind="mfi")

    content = export(committee, "csv", list_="/admin/members/supportorganisation/")

    assert names(content) == ["Cerise"]


def test_all_pages_of_a_list_are_exported_in_few_queries(committee, django_assert_max_num_queries):
    for number in range(120):
        OrganisationFactory(name=f"B {number}", slug=f"b-{number}")

    with django_assert_max_num_queries(30):
        content = export(committee, "csv")

    assert len(names(content)) == 120


@pytest.mark.parametrize(
    "role, is_told",
    [(STEERING_COMMITTEE, True), (AUDITOR, True), (NEWSLETTER_EDITOR, False)],
)
def test_the_note_is_for_those_who_see_it_in_the_form(client, role, is_told):
    OrganisationFactory(note="Between us")
    client.force_login(UserFactory(groups=[role]))

    assert (b"Between us" in export(client, "csv")) is is_told


def test_one_who_may_not_see_organisations_exports_none(client):
    client.force_login(UserFactory())

    assert client.get(f"{LIST}export.csv").status_code == 403


def test_a_visitor_is_sent_to_the_sign_in(client):
    assert client.get(f"{LIST}export.csv").status_code == 302


def test_a_filter_that_makes_no_sense_exports_nothing(committee):
    assert committee.get(f"{LIST}export.csv?kind__exact=x&nonsense=1").status_code == 400


def test_the_buttons_keep_the_query_of_the_list(committee):
    content = committee.get(f"{LIST}?q=wend&p=2").content.decode()

    assert f'href="{LIST}export.csv?q=wend"' in content
    assert f'href="{LIST}export.xlsx?q=wend"' in content
    assert 'href="/admin/members/importbatch/add/"' in content


def test_the_file_of_refused_rows_has_reasons_and_can_be_mended_and_sent_again(committee):
    CountryFactory(code="BJ")
    table = [["Name", "kind", "country"], ["'=Wend", "mfi", "Atlantis"], ["Oikos", "mfi", "BJ"]]
    batch = previewed(table)
    address = f"/admin/members/importbatch/{batch.pk}/refused"

    content = committee.get(f"{address}.csv").getvalue()

    assert read_csv(content) == [
        {
            "Name": "'=Wend",
            "kind": "mfi",
            "country": "Atlantis",
            "Reasons": "country: “Atlantis” is unknown.",
        }
    ]
    mended = previewed(content.replace(b"mfi,Atlantis", b"mfi,BJ"))
    assert (mended.counts, mended.rows.get().name) == ({"new": 1}, "=Wend")
    again = previewed(committee.get(f"{address}.xlsx").getvalue(), name="refused.xlsx")
    assert again.counts == {"refused": 1}


@pytest.fixture
def every_kind_of_record(prospera):
    """One at least of what each filter can leave."""
    first, second, *_others = Organisation.objects.all()
    WebsiteCheckFactory(organisation=first, website=first.website or "https://wend.example/")
    verify(second, None)
    OrganisationFactory(draft=True, publish_at=timezone.now() + datetime.timedelta(1))
    OrganisationFactory(archived=True, note="Gone")
    # Of names, places and descriptions of its own, which the one that stays does not have.
    merged = OrganisationFactory(kind="mfi", acronym="WK", description_en="Other", country=None)
    MembershipFactory(organisation=merged, start="2001-01-01", end="2002-01-01")
    merge(first, merged, take=())


def choices_of_filters(client, list_: str) -> list[str]:
    """The query of each choice of each filter of a list."""
    changelist = client.get(list_).context_data["cl"]
    chosen = [c["query_string"] for f in changelist.filter_specs for c in f.choices(changelist)]
    return sorted(set(chosen))


def test_whatever_a_list_is_filtered_by_comes_back_without_a_change(
    every_kind_of_record, committee
):
    queries = choices_of_filters(committee, LIST)
    assert len(queries) > 30
    assert "?merged=only" in queries

    for query in queries:
        content = export(committee, "csv", query)
        listed = committee.get(LIST + query).context_data["cl"].result_count
        batch = back(content, "csv")
        changed = list(batch.rows.exclude(outcome="unchanged").values("changes", "reasons"))
        assert (query, changed) == (query, [])
        assert (query, len(names(content))) == (query, 0 if query == "?merged=only" else listed)


def test_what_was_merged_is_offered_in_no_file(every_kind_of_record, committee):
    page = read(committee.get(f"{LIST}?merged=only"))

    assert [name for name in page.links if "Export" in name] == []
    assert names(export(committee, "csv", "?merged=only")) == []
