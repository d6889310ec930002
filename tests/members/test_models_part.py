"""An organisation is changed whenever what is told of it in other tables is."""

import datetime

import pytest

from members.models import AlternateName, Contact, Membership, Organisation
from tests.factories import (
    AlternateNameFactory,
    ContactFactory,
    MembershipFactory,
    OrganisationFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db

LONG_AGO = datetime.datetime(2008, 1, 1, tzinfo=datetime.UTC)
PARTS = [
    (AlternateName, AlternateNameFactory, {"name": "Other"}),
    (Membership, MembershipFactory, {"source": "Minutes"}),
    (Contact, ContactFactory, {"phone": "+22921313131"}),
]


@pytest.fixture
def touched():
    """Has every organisation changed long ago; then gives the slugs of those changed since."""
    OrganisationFactory(slug="untouched")

    def since(change) -> set[str]:
        Organisation.objects.update(updated_at=LONG_AGO)
        change()
        changed = Organisation.objects.filter(updated_at__gt=LONG_AGO)
        return set(changed.values_list("slug", flat=True))

    return since


@pytest.mark.parametrize("model, factory, values", PARTS)
def test_many_at_once_are_noted(touched, model, factory, values):
    part = factory(organisation__slug="a")
    new = factory.build(organisation=OrganisationFactory(slug="b"))
    if model is Contact:
        new.region = RegionFactory(slug="asia")

    assert touched(lambda: model.objects.filter(pk=part.pk).update(**values)) == {"a"}
    assert touched(lambda: model.objects.bulk_create([new])) == {"b"}
    assert touched(lambda: model.objects.bulk_update([part], list(values))) == {"a"}
    assert touched(lambda: model.objects.all().delete()) == {"a", "b"}


@pytest.mark.parametrize("model, factory, values", PARTS)
def test_one_that_moves_is_noted_on_both_sides(touched, model, factory, values):
    part = factory(organisation__slug="a")
    part.organisation = OrganisationFactory(slug="b")

    assert touched(part.save) == {"a", "b"}

    to_a = Organisation.objects.get(slug="a")
    assert touched(lambda: model.objects.update(organisation=to_a)) == {"a", "b"}


@pytest.mark.parametrize("model, factory, values", PARTS)
def test_one_by_one_is_noted_too(touched, model, factory, values):
    part = factory(organisation__slug="a")

    assert touched(part.save) == {"a"}
    assert touched(part.delete) == {"a"}


def test_a_bulk_deletion_at_the_desk_is_noted(touched, admin_client):
    part = MembershipFactory(organisation__slug="a")
    data = {"action": "delete_selected", "_selected_action": part.pk, "post": "yes"}

    assert touched(lambda: admin_client.post("/admin/members/membership/", data, follow=True)) == {
        "a"
    }
    assert not Membership.objects.exists()
