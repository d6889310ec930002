"""What the database itself keeps right, whoever changes a row: search, tallies, their rollback."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count
from hypothesis import given, settings
from hypothesis import strategies as st

from members import derived
from members.models import Kind, Organisation, Status, Tally
from tests.factories import (
    AlternateNameFactory,
    CountryFactory,
    OrganisationFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db


def found(query: str) -> list[str]:
    return sorted(o.slug for o in Organisation.objects.search(query))


def kept() -> dict:
    rows = Tally.objects.by_place().values_list("kind", "region", "country", "total")
    return {(kind, region, country): total for kind, region, country, total in rows}


def counted() -> dict:
    rows = Organisation.objects.public().order_by().values_list("kind", "region", "country")
    return {
        (kind, region, country or ""): n for kind, region, country, n in rows.annotate(Count("pk"))
    }


def run(sql: str, *parameters) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


# Tallies


def test_a_status_changed_behind_djangos_back_is_counted():
    one = OrganisationFactory()
    OrganisationFactory()

    run("UPDATE members_organisation SET status = 'archived' WHERE id = %s", one.pk)

    assert list(kept().values()) == [1]
    assert kept() == counted()


def test_rows_deleted_behind_djangos_back_are_neither_counted_nor_found():
    OrganisationFactory(name="Promujer")

    run("DELETE FROM members_organisation")

    assert (kept(), found("promujer")) == ({}, [])


STEPS = st.tuples(
    st.sampled_from(["make", "update", "save", "bulk", "delete", "undo"]),
    st.sampled_from(Kind.values),
    st.sampled_from(Status.values),
    st.sampled_from(["BJ", "KH", None]),
)


@settings(max_examples=30)
@given(steps=st.lists(STEPS, max_size=10))
def test_after_any_series_of_changes_tallies_and_search_are_what_counting_anew_gives(steps):
    countries = {
        "BJ": CountryFactory(code="BJ"),
        "KH": CountryFactory(code="KH", region__slug="asia"),
    }
    for number, (deed, kind, status, code) in enumerate(steps):
        country = countries.get(code)
        region = country.region if country else RegionFactory(slug="africa")
        values = {"kind": kind, "status": status, "country": country, "region": region}
        do(deed, values | {"name": f"Name {number}"}, number)

        assert kept() == counted()
    for organisation in Organisation.objects.select_related("country"):
        assert organisation.slug in found(f"{organisation.name} {organisation.kind}")
    Organisation.objects.all().delete()

    assert (kept(), found("name")) == ({}, [])


def do(deed: str, values: dict, number: int) -> None:
    """One change, to the first organisation where it is of one."""
    first = Organisation.objects.order_by("pk").first()
    if deed == "make":
        OrganisationFactory(slug=f"slug-{number}", **values)
    elif deed == "bulk":
        new = OrganisationFactory.build(slug=f"slug-{number}", **values)
        Organisation.objects.bulk_create([new])
    elif deed == "update":
        Organisation.objects.update(**values)
    elif deed == "save" and first:
        vars(first).update({"kind": values["kind"], "status": values["status"]})
        first.country, first.region = values["country"], values["region"]
        first.save()
    elif deed == "delete" and first:
        first.delete()
    elif deed == "undo":
        undone(lambda: Organisation.objects.all().delete())


def undone(change) -> None:
    """A change that is rolled back."""
    with transaction.atomic():
        change()
        transaction.set_rollback(True)


# Rolling back, and making anew


def test_what_is_rolled_back_leaves_search_and_tally_as_they_were():
    OrganisationFactory(name="Promujer", slug="a")
    before = kept()

    undone(lambda: Organisation.objects.update(name="Crecer", status=Status.DRAFT, kind=Kind.MFI))
    undone(lambda: OrganisationFactory(name="Crecer"))
    undone(lambda: Organisation.objects.all().delete())

    assert (found("promujer"), found("crecer"), kept()) == (["a"], [], before)


def test_migrating_again_makes_what_went_missing_and_counts_anew():
    on = " ON members_organisation" if connection.vendor == "postgresql" else ""
    for event in ("insert", "update", "delete"):
        run(f"DROP TRIGGER members_tally_organisation_{event}{on}")
    OrganisationFactory()
    assert kept() == {}
    connection.check_constraints()  # which PostgreSQL has put off, and would stumble over

    call_command("migrate", verbosity=0)

    assert kept() == counted() != {}
    OrganisationFactory(name="Promujer", slug="b")
    assert kept() == counted()
    assert found("mujer") == ["b"]


def test_making_it_again_changes_nothing():
    OrganisationFactory(name="Promujer", slug="a")
    AlternateNameFactory(organisation__slug="b", name="CRS SME")
    before = kept(), found("mujer"), found("crs"), objects()
    connection.check_constraints()

    for _time in range(2):
        derived.ensure(apps.get_app_config("members"))
        derived.ensure(apps.get_app_config("newsletters"))

    assert (kept(), found("mujer"), found("crs"), objects()) == before
    assert before[0] == counted()


def objects() -> set[str]:
    """The names of the database's triggers and indexes."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger UNION ALL SELECT indexname FROM pg_indexes"
            )
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type IN ('trigger', 'index')")
        return {name for (name,) in cursor.fetchall()}


def test_every_table_that_pages_are_made_of_is_watched():
    members, newsletters = map(apps.get_app_config, ("members", "newsletters"))

    assert derived.watched(members) | derived.watched(newsletters) == {
        *(f"members_{name}" for name in ("alternatename", "contact", "country", "membership")),
        *(f"members_{name}" for name in ("organisation", "page", "region")),
        *(f"newsletters_{name}" for name in ("edition", "newsletter", "newsletter_organisations")),
    }
    assert derived.watched(apps.get_app_config("auth")) == set()
