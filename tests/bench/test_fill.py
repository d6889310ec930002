"""What the bench writes at once is what the site would have written one by one."""

import pytest
from django.db import connection

from members import derived, spelling
from members.models import AlternateName, Membership, Organisation
from tests.bench import bulk, fill

FIRST = 1001


@pytest.fixture
def filled(prospera):
    """The network, and three hundred invented organisations beside it."""
    fill.write([fill.make((range(FIRST, FIRST + 300), 100))])


def test_what_was_written_at_once_passes_the_check(filled):
    fill.check()

    assert Organisation.objects.filter(pk__gte=FIRST).count() == 300
    assert Membership.objects.filter(organisation__gte=FIRST).count() >= 300
    assert AlternateName.objects.filter(organisation__gte=FIRST).exists()


def test_the_search_finds_it_by_words_and_by_slips(filled):
    assert Organisation.objects.search("zacualpan").count() == 2
    assert "zacualpan" in spelling.nearest("zacualpn")


def test_a_check_tells_of_columns_that_are_wrong(filled):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_organisation SET names_folded = 'wrong'")

    with pytest.raises(SystemExit, match="wrong"):
        fill.check()


def test_indexes_and_triggers_are_as_before(prospera):
    with connection.cursor() as cursor:
        before = derived.triggers(cursor, connection.vendor), indexes(cursor)
        with bulk.unwatched(Organisation):
            assert indexes(cursor) != before[1]

        assert (derived.triggers(cursor, connection.vendor), indexes(cursor)) == before


def test_a_change_after_the_filling_is_counted_and_found(filled):
    organisation = Organisation.objects.filter(pk__gte=FIRST, status="published").first()
    before = fill.facts(0, 1)["published"]

    organisation.name = "Quetzaltenango"
    organisation.save()

    assert list(Organisation.objects.search("quetzaltenango")) == [organisation]
    Organisation.objects.filter(pk=organisation.pk).update(status="draft")
    assert fill.facts(0, 1)["published"] == before - 1
    fill.check()


def test_a_database_that_is_a_site_s_own_is_not_filled(prospera, monkeypatch):
    monkeypatch.setattr(fill, "MOST_OTHERS", 35)

    with pytest.raises(SystemExit, match="36 organisations of its own"):
        fill.main(100)


def indexes(cursor) -> set[str]:
    constraints = connection.introspection.get_constraints(cursor, "members_organisation")
    return {name for name, found in constraints.items() if found["index"]}
