"""What triggers keep is what counting everything anew gives, whoever changes what."""

import datetime
from collections import Counter

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from members import tallying
from members.models import Kind, Membership, Organisation, Status, Tally
from members.models.tally import NOW
from tests.factories import CountryFactory, MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

DAYS = [datetime.date(year, month, day) for year in (2007, 2008) for month, day in
        ((1, 1), (6, 1), (12, 30), (12, 31))]  # fmt: skip


def kept() -> dict:
    columns = ("grain", "year", "kind", "region", "country", "language", "joined", "total")
    return {tuple(row): n for *row, n in Tally.objects.exclude(total=0).values_list(*columns)}


def counted() -> dict:
    """Every cell of every grain, organisation by organisation, period by period."""
    found = Counter()
    for o in Organisation.objects.public().prefetch_related("memberships"):
        changes = [(NOW, 1)]
        for period in o.memberships.all():
            changes.append((period.first_known_day.year, 1))
            if period.end:
                changes.append(((period.end + datetime.timedelta(days=1)).year, -1))
        told = {"country": o.country_id or "", "language": o.language, "joined": joined(o) or 0}
        for grain, names in tallying.TOLD.items():
            cell = [told[name] if name in names else type(told[name])() for name in told]
            for year, n in changes:
                found[(grain.value, year, o.kind, o.region_id, *cell)] += n
    return {cell: n for cell, n in found.items() if n}


def joined(organisation) -> int | None:
    return min((p.first_known_day.year for p in organisation.memberships.all()), default=None)


def run(sql: str, *parameters) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def assert_all_is_right() -> None:
    assert kept() == counted()
    for organisation in Organisation.objects.prefetch_related("memberships"):
        assert organisation.year_joined == joined(organisation)


def test_the_year_of_joining_is_that_of_the_first_known_day():
    organisation = OrganisationFactory()
    first = MembershipFactory(organisation=organisation, start=datetime.date(2012, 3, 1))
    MembershipFactory(
        organisation=organisation,
        start=None,
        attested_on=datetime.date(2007, 12, 1),
        end=datetime.date(2009, 1, 1),
    )

    organisation.refresh_from_db()
    assert organisation.year_joined == 2007

    Membership.objects.exclude(pk=first.pk).delete()
    organisation.refresh_from_db()
    assert organisation.year_joined == 2012

    first.delete()
    organisation.refresh_from_db()
    assert organisation.year_joined is None


def test_a_record_read_before_a_period_was_added_does_not_forget_it_when_saved():
    organisation = OrganisationFactory()
    MembershipFactory(organisation=Organisation.objects.get())

    organisation.website = "https://example.org/"
    organisation.save()

    organisation.refresh_from_db()
    assert organisation.year_joined == 2007
    assert_all_is_right()


def test_rows_changed_behind_djangos_back_are_counted():
    MembershipFactory(organisation__language="fr")
    MembershipFactory(organisation=OrganisationFactory(country=CountryFactory(code="MG")))

    run('UPDATE members_membership SET start = %s, "end" = %s', DAYS[0], DAYS[-1])
    assert_all_is_right()
    run("UPDATE members_organisation SET language = %s, kind = %s", "es", "mfi")
    assert_all_is_right()
    first = Organisation.objects.first()
    run("UPDATE members_membership SET organisation_id = %s WHERE id = %s", first.pk, one_more().pk)
    assert_all_is_right()
    run("DELETE FROM members_membership")
    assert_all_is_right()


def one_more() -> Membership:
    """A period that can move to any organisation: it is over before the others begin."""
    early = datetime.date(2001, 1, 1)
    return MembershipFactory(start=early, end=early.replace(month=2))


STEPS = st.tuples(
    st.sampled_from(
        ["make", "join", "bulk join", "leave", "move", "part", "update", "bulk", "delete", "undo"]
    ),
    st.sampled_from(Kind.values),
    st.sampled_from([Status.PUBLISHED, Status.PUBLISHED, Status.DRAFT]),
    st.sampled_from(["BJ", "KH"]),
    st.sampled_from(["", "fr", "en"]),
    st.sampled_from(DAYS),
)


@settings(max_examples=30)
@given(steps=st.lists(STEPS, max_size=10))
def test_after_any_series_of_changes_all_is_what_counting_anew_gives(steps):
    for number, (deed, kind, status, code, language, day) in enumerate(steps):
        country = CountryFactory(code=code, region__slug="asia" if code == "KH" else "africa")
        values = {"kind": kind, "status": status, "country": country, "region": country.region}
        do(deed, values | {"language": language}, day, number)

        assert_all_is_right()
    Organisation.objects.all().delete()
    assert kept() == {}


def do(deed: str, values: dict, day: datetime.date, number: int) -> None:
    """One change, to the first organisation where it is of one."""
    if deed in ("join", "bulk join", "leave", "move", "part"):
        do_to_periods(deed, day)
    elif deed == "make":
        OrganisationFactory(name=f"Name {number}", **values)
    elif deed == "bulk":
        new = OrganisationFactory.build(name=f"Name {number}", slug=f"slug-{number}", **values)
        Organisation.objects.bulk_create([new])
    elif deed == "update":
        Organisation.objects.update(**values)
    elif deed == "delete":
        Organisation.objects.filter(pk__in=Organisation.objects.values("pk")[:1]).delete()
    else:
        with transaction.atomic():
            Organisation.objects.all().delete()
            transaction.set_rollback(True)


def do_to_periods(deed: str, day: datetime.date) -> None:
    free = Organisation.objects.filter(memberships=None)
    if deed == "bulk join":
        Membership.objects.bulk_create([Membership(organisation=o, start=day) for o in free])
    elif deed == "leave":
        Membership.objects.filter(start__lt=DAYS[-1]).update(end=DAYS[-1])
    elif deed == "part":
        Membership.objects.filter(start=day).delete()
    elif free and deed == "join":
        MembershipFactory(organisation=free[0], start=day)
    elif free and (period := Membership.objects.first()):
        period.organisation = free[0]
        period.save()


def test_counting_anew_gives_what_is_kept():
    MembershipFactory(organisation__language="fr", end=datetime.date(2008, 12, 31))
    OrganisationFactory(draft=True)
    before = kept()

    run("UPDATE members_tally SET total = 7")
    for statement in tallying.recount(connection.vendor):
        run(statement)

    assert kept() == before == counted()


def test_a_change_of_nothing_that_is_counted_writes_no_tally():
    MembershipFactory()
    run("UPDATE members_tally SET total = 7")

    Organisation.objects.update(website="https://example.org/")
    Membership.objects.update(source="Annual report")

    assert set(kept().values()) == {7}
