"""Tables that SQLite's triggers name can be migrated all the same."""

import pytest
from django.apps import apps
from django.db import connection

from members import derived
from members.models import Change, Tally
from members.models.tally import Grain
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite rebuilds a table")
@pytest.mark.parametrize("model", [Tally, Change])
def test_a_table_named_by_triggers_can_be_rebuilt(model):
    OrganisationFactory(kind="mfi")

    derived.let_go(plan=["a migration"])
    with connection.schema_editor() as editor:
        editor._remake_table(model)
    for label in ("members", "newsletters"):
        derived.ensure(apps.get_app_config(label))
    OrganisationFactory(kind="mfi")

    assert Tally.objects.by_place().get(kind="mfi").total == 2


def test_nothing_is_dropped_where_nothing_is_migrated():
    with connection.cursor() as cursor:
        before = derived.triggers(cursor, connection.vendor)
        derived.let_go(plan=[])

        assert derived.triggers(cursor, connection.vendor) == before


def test_a_grain_that_is_new_is_counted_when_the_database_is_migrated():
    OrganisationFactory(kind="mfi")
    everything = set(Tally.objects.values_list("grain", "kind", "country", "total"))
    Tally.objects.filter(grain=Grain.COUNTRY_JOINED).delete()

    derived.ensure(apps.get_app_config("members"))

    assert set(Tally.objects.values_list("grain", "kind", "country", "total")) == everything
