"""What a file would change: found out row by row, without changing anything."""

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from members.models import Organisation, Region
from prosper.roles import REGIONAL_CONTACT
from tests.factories import (
    AlternateNameFactory,
    CountryFactory,
    MembershipFactory,
    OrganisationFactory,
    RegionFactory,
    UserFactory,
)
from tests.members.importing import as_csv, as_xlsx, previewed, rows

pytestmark = pytest.mark.django_db

# What an import is made of, and the worker's own.
OF_THE_IMPORT = {"members_importbatch", "members_importrow", "django_tasks_database_dbtaskresult"}


@pytest.fixture(autouse=True)
def places():
    CountryFactory(code="BJ")
    CountryFactory(code="BO", region=RegionFactory(slug="latin-america"))


def everything() -> dict[str, list]:
    """All rows of all tables but the import's."""
    return {
        model._meta.db_table: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
        if model._meta.db_table not in OF_THE_IMPORT and not model._meta.proxy
    }


def test_rows_are_new_changed_unchanged_refused_or_probable_duplicates():
    finca = OrganisationFactory(name="FINCA Benin", slug="finca", kind="mfi", acronym="FB")
    OrganisationFactory(name="Wend Kuuni", slug="wend", kind="mfi")
    table = [
        ["name", "kind", "country", "acronym"],
        ["FINCA Benin", "mfi", "Benin", "FIN"],
        ["Wend Kuuni", "imf", "BJ", ""],
        ["Wend Kuumi", "mfi", "Bénin", ""],
        ["Oikos", "mfi", "Atlantis", ""],
        ["Pro Mujer", "mfi", "Bolivie", ""],
    ]

    batch = previewed(table)

    assert batch.state == "previewed"
    assert rows(batch) == [
        (2, "changed", {"acronym": ["FB", "FIN"]}),
        (3, "unchanged", []),
        (4, "duplicate", []),
        (5, "refused", ["country: “Atlantis” is unknown."]),
        (
            6,
            "new",
            {
                "name": [None, "Pro Mujer"],
                "kind": [None, "mfi"],
                "country": [None, "BO"],
                "region": [None, "latin-america"],
            },
        ),
    ]
    assert batch.counts == dict.fromkeys(["new", "changed", "unchanged", "refused", "duplicate"], 1)
    assert batch.rows.get(line=2).organisation == finca


def test_a_preview_changes_nothing_but_the_import_itself():
    organisation = MembershipFactory(organisation__name="Wend").organisation
    AlternateNameFactory(organisation=organisation)
    UserFactory(groups=["Steering committee"])
    table = [
        ["name", "kind", "country", "former names", "member from"],
        ["Wend", "mfi", "BO", "Old|Older", "2008-01-01"],
        ["New", "mfi", "BO", "Old", "2008-01-01"],
        ["Wond", "mfi", "BO", "", ""],
        ["", "", "", "x", ""],
    ]
    user = UserFactory(groups=["Steering committee"])
    before = everything()

    batch = previewed(table, created_by=user)

    assert len(rows(batch)) == 4
    assert everything() == before


@pytest.mark.parametrize(
    "row, reason",
    [
        (
            {"id": "99999999"},
            "No organisation has the identifier 99999999. Empty it for a",
        ),
        ({"id": "x"}, "identifier: “x” is no whole number."),
        ({"acronym": "X"}, "The row names no organisation."),
        ({"name": "X", "kind": ""}, "kind: This field cannot be blank."),
        ({"name": "X" * 201}, "name: Ensure this value has at most 200 characters (it has 201)."),
        ({"name": "X", "country": ""}, "region: Give the region, or the country."),
        (
            {"name": "X", "region": "latin-america"},
            "region: Benin does not lie in this region: it belongs to Africa.",
        ),
        ({"name": "X", "year founded": "1500"}, "year founded: Ensure this value is greater than"),
        ({"name": "X", "website": "no address"}, "website: Enter a valid URL."),
        ({"name": "X", "description_fr": "Write to a@b.org"}, "description [fr]: This text is"),
        ({"name": "X", "member from": "0208-01-01"}, "member from: Is the year right?"),
        ({"name": "X", "source": "A letter"}, "Give the start or, where unknown, the date it is"),
        (
            {"name": "X", "member from": "2008-01-01", "member until": "2007-01-01"},
            "The end must come after the start.",
        ),
        ({"name": "X", "former names": "A|B", "spellings": "A"}, "“A” is given twice as another"),
    ],
)
def test_a_row_is_refused_by_the_rules_of_the_admin_with_a_plain_reason(row, reason):
    row = {"name": "", "kind": "mfi", "country": "BJ"} | row

    [(line, outcome, reasons)] = rows(previewed([list(row), list(row.values())]))

    assert (line, outcome, len(reasons)) == (2, "refused", 1)
    assert reasons[0].startswith(reason)


def test_every_reason_of_a_row_is_told_at_once_in_the_language_of_its_reader():
    table = [["name", "kind", "country", "attested on"], ["X", "banque", "Atlantide", "1207-01-01"]]
    batch = previewed(table, language="fr")
    told = {}

    for language in ("en", "fr", "es"):
        with override(language):
            [(_line, _outcome, told[language])] = rows(batch)

    assert told["en"] == [
        "kind: “banque” is unknown.",
        "country: “Atlantide” is unknown.",
    ]
    assert [reason.partition(":")[0].strip() for reason in told["fr"]] == ["type", "pays"]
    assert [reason.partition(":")[0] for reason in told["es"]] == ["tipo", "país"]


def test_what_the_models_refuse_is_told_in_the_language_of_its_reader():
    table = [["name", "kind", "country", "attested on"], ["X", "mfi", "BJ", "1207-01-01"]]
    batch = previewed(table, language="fr")

    assert rows(batch)[0][2] == ["attested on: Is the year right? It is 1207."]
    with override("es"):
        assert rows(batch)[0][2] == ["documentada el: ¿Es correcto el año? Ha indicado 1207."]


def test_a_reason_kept_before_there_were_languages_is_told_as_it_is():
    batch = previewed([["name"], ["X"]])
    batch.rows.update(reasons=["Le pays est inconnu."])

    assert batch.rows.get().told == ["Le pays est inconnu."]


@pytest.mark.parametrize(
    "key, cell, is_taken",
    [
        ("acronym", "=1+1", False),
        ("acronym", "+A1", False),
        ("acronym", "-A1", False),
        ("acronym", "@SUM(A1)", False),
        ("former names", '=HYPERLINK("https://example.org")', False),
        ("source", "-A1", False),
        ("description [en]", "=A1", False),
        ("note", "=A1", False),
        ("acronym", "'=1+1", True),
        ("former names", "-40", True),
        ("note", "+33 1 40 36 92 92", True),
        ("description [en]", "- loans\n- savings", True),
        ("note", "@rosa: ask again", True),
        ("acronym", "A=B", True),
    ],
)
def test_a_formula_in_csv_is_refused_where_no_such_text_can_be_meant(key, cell, is_taken):
    [(_line, outcome, told)] = rows(
        previewed([["name", "kind", "country", key], ["X", "mfi", "BJ", cell]])
    )

    words = "a formula; put its value there, or an apostrophe before what is a text."
    assert (outcome, told) == ("new", told) if is_taken else ("refused", [f"{key}: {words}"])


@pytest.mark.parametrize(
    "headings, words",
    [
        (["name", "colour"], "Unknown headings: colour. Known are: identifier, slug, name"),
        (["name", "Nom", "kind"], "These headings mean the same column: name, Nom."),
        (["kind", "country"], "needs a column that names organisations"),
        (["name", "", "kind"], "Unknown headings: –."),
    ],
)
def test_headings_that_are_unknown_or_double_are_named(headings, words):
    batch = previewed([headings, ["Wend"] * len(headings)])

    assert batch.state == "failed"
    assert words in batch.problem


@pytest.mark.parametrize(
    "language, told",
    [
        ("en", "Unknown headings: colour. Known are: identifier, slug, name"),
        ("fr", "En-têtes inconnus : colour. Sont connus : identifiant, "),
        ("es", "Encabezados desconocidos: colour. Se conocen: identificador, "),
    ],
)
def test_what_is_wrong_with_a_file_is_told_in_its_readers_language(language, told):
    batch = previewed([["name", "colour"], ["Wend", "x"]])

    with override(language):
        assert batch.problem.replace("\u00a0", " ").startswith(told)


def test_an_empty_cell_empties_only_where_that_was_asked_for():
    MembershipFactory(
        organisation__name="Wend", organisation__acronym="W", organisation__kind="mfi"
    )
    table = [["name", "kind", "acronym", "member from"], ["Wend", "", "", ""]]

    assert rows(previewed(table)) == [(2, "unchanged", [])]
    assert rows(previewed(table, empties=True)) == [(2, "changed", {"acronym": ["W", ""]})]


def test_a_period_is_changed_and_one_that_begins_after_its_end_is_another():
    organisation = OrganisationFactory(name="Wend")
    MembershipFactory(organisation=organisation, start="2001-01-01", end="2005-12-31")
    headings = ["name", "member from", "member until"]

    later = previewed([headings, ["Wend", "1/2/2007", ""]])
    within = previewed([headings, ["Wend", "2002-01-01", "2004-01-01"]])
    MembershipFactory(organisation=organisation, start="2007-01-01")
    across = previewed([headings, ["Wend", "2004-01-01", ""]])

    assert rows(later) == [(2, "changed", {"member_from": ["2001-01-01", "2007-02-01"]})]
    assert rows(within)[0][2]["member_until"] == ["2005-12-31", "2004-01-01"]
    assert rows(across)[0][2][0].startswith("member from: This period overlaps")


def test_a_regional_contact_changes_what_lies_in_their_regions():
    OrganisationFactory(name="Wend", slug="wend", kind="mfi")
    OrganisationFactory(name="Oikos", slug="oikos", kind="mfi", country__code="BO", region=None)
    user = UserFactory(groups=[REGIONAL_CONTACT])
    Region.objects.get(slug="africa").editors.add(user)
    table = [
        ["name", "kind", "country", "acronym"],
        ["Wend", "mfi", "BJ", "W"],
        ["Oikos", "mfi", "BO", "O"],
        ["Caja", "mfi", "BO", ""],
        ["Sahel", "mfi", "BJ", ""],
    ]

    batch = previewed(table, created_by=user)

    assert [row[1] for row in rows(batch)] == ["changed", "refused", "refused", "new"]
    assert rows(batch)[1][2] == ["You may not change organisations of this region."]
    moved = previewed([["slug", "country"], ["wend", "BO"]], created_by=user)
    assert rows(moved)[0][1] == "refused"


def test_queries_grow_with_chunks_and_not_with_rows():
    def queries(number):
        table = [["name", "kind", "country", "former names", "member from"]]
        table += [[f"Bank {n}", "mfi", "BJ", f"Old {n}", "2007-01-01"] for n in range(number)]
        with CaptureQueriesContext(connection) as captured:
            previewed(table)
        return len(captured)

    OrganisationFactory(name="Bank 1", slug="bank")
    few = queries(5)

    # SQLite takes so many values at a time: rows of an import are written in some more statements.
    assert queries(150) <= few + 3


def test_a_workbook_is_previewed_as_its_csv_is():
    table = [["name", "kind", "country", "year founded"], ["Wend", "mfi", "BJ", 1999]]

    assert rows(previewed(as_xlsx(table), name="a.xlsx")) == rows(previewed(as_csv(table)))
    assert not Organisation.objects.exists()
