"""Whatever changes a record is written down, and nothing else."""

import importlib
import uuid

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members import history, occasion
from members.models import (
    AlternateName,
    Contact,
    Country,
    Membership,
    Organisation,
    Page,
    Region,
    SupportOrganisation,
)
from members.occasion import Source
from newsletters.models import Edition, Newsletter
from tests.factories import (
    AlternateNameFactory,
    ContactFactory,
    CountryFactory,
    EditionFactory,
    MembershipFactory,
    NewsletterFactory,
    OrganisationFactory,
    PageFactory,
    RegionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

KEPT = [
    (Region, RegionFactory, {"position": 3}),
    (Country, CountryFactory, {"code": "BJ"}),
    (Organisation, OrganisationFactory, {"description_fr": "Un réseau"}),
    (AlternateName, AlternateNameFactory, {"name": "Other"}),
    (Membership, MembershipFactory, {"source": "Minutes"}),
    (Contact, ContactFactory, {"phone": "+22921313131"}),
    (Page, PageFactory, {"body_es": "Texto"}),
    (Newsletter, NewsletterFactory, {"title_fr": "Titre"}),
    (Edition, EditionFactory, {"page_count": 9}),
]
each_model = pytest.mark.parametrize("model, factory, values", KEPT)


def kinds(model) -> str:
    """What was written down of a model's rows, in order: added, changed, deleted."""
    entries = model.history.order_by("history_id")
    return "".join(entries.values_list("history_type", flat=True))


def test_a_history_is_kept_of_what_staff_keep():
    assert set(history.HISTORIES) == {model for model, _factory, _values in KEPT}


@each_model
def test_one_row_saved_changed_and_deleted_is_written_down(model, factory, values):
    row = factory()
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    held = model.history.first()
    row.delete()

    assert kinds(model) == ("+-" if model is Country else "+~-")
    for name, value in values.items():
        assert getattr(held, name) == value


@each_model
def test_many_rows_at_once_are_written_down(model, factory, values):
    row = factory()

    model.objects.update(**values)
    model.objects.filter(pk=row.pk).delete()

    assert kinds(model) == ("+-" if model is Country else "+~-")


def test_new_rows_written_at_once_are_written_down():
    new = OrganisationFactory.build_batch(3, country=None, region=RegionFactory())

    Organisation.objects.bulk_create(new)
    Organisation.objects.bulk_update([*Organisation.objects.all()], ["note"])
    for organisation in new:
        organisation.note = "Called"
    Organisation.objects.bulk_update(new, ["note"])

    assert kinds(Organisation) == "+++~~~"


def test_rows_that_take_the_place_of_others_are_written_down():
    old = OrganisationFactory(slug="wend", name="Wend")
    given = OrganisationFactory.build(slug="wend", name="Wind", country=None, region=old.region)

    Organisation.objects.bulk_create(
        [given], update_conflicts=True, unique_fields=["slug"], update_fields=["name"]
    )

    assert list(old.history.values_list("name", flat=True)) == ["Wind", "Wend"]


def test_what_changes_nothing_that_staff_keep_is_not_written_down():
    organisation = MembershipFactory().organisation

    organisation.save()
    Organisation.objects.all().touch()
    Organisation.objects.refresh_search()
    Organisation.objects.update(status="published")
    organisation.memberships.update(source="Minutes")

    assert kinds(Organisation) == "+"


def test_no_text_and_another_end_of_line_are_no_change():
    organisation = OrganisationFactory(note="a\nb")
    organisation.note, organisation.description_fr = "a\r\nb", ""

    organisation.save()

    assert kinds(Organisation) == "+"


def test_a_proxy_writes_into_the_history_of_its_model():
    organisation = OrganisationFactory(kind="support")

    SupportOrganisation.objects.update(note="Called")
    SupportOrganisation.objects.get().delete()

    assert kinds(Organisation) == "+~-"
    assert organisation.history.model is SupportOrganisation.history.model


def test_what_is_worked_out_is_not_kept():
    kept = {field.name for field in history.of(Organisation).tracked_fields}

    assert kept.isdisjoint(history.DERIVED | {"description"})
    assert kept >= {"description_en", "description_fr", "description_es", "created_at"}


def test_a_list_of_links_is_kept():
    issue, organisation = NewsletterFactory(), OrganisationFactory()

    issue.organisations.add(organisation)
    organisation.newsletters.clear()
    issue.refresh_from_db()
    issue.save()

    links = issue.history.order_by("history_id").values_list("history_links", flat=True)
    assert [entry["organisations"] for entry in links] == [[], [organisation.pk], []]


def test_who_why_and_from_where_are_those_of_the_occasion():
    user = UserFactory()

    known = {"user_id": user.pk, "source": Source.MERGE, "reference": "7", "reason": "Twins"}
    with occasion.because(**known) as deed:
        organisation = OrganisationFactory()
        AlternateNameFactory(organisation=organisation)
    organisation.note = "Called"
    organisation.save()

    first, last = organisation.history.order_by("history_id")
    assert (first.history_user, first.history_source) == (user, "merge")
    assert (first.history_reference, first.history_change_reason) == ("7", "Twins")
    assert first.history_deed == AlternateName.history.get().history_deed == deed.deed
    assert (last.history_user, last.history_source) == (None, "")


def test_an_occasion_within_another_keeps_what_it_does_not_say():
    with occasion.because(user_id=1, reason="Twins") as outer, occasion.because(reference="7"):
        assert occasion.current().reason == "Twins"
        assert occasion.current().deed == outer.deed

    assert occasion.current().user_id is None


def test_what_a_deletion_takes_along_is_one_deed():
    organisation = AlternateNameFactory().organisation

    organisation.delete()

    deeds = {m.history.first().history_deed for m in (Organisation, AlternateName)}
    assert len(deeds) == 1


def test_the_loader_says_that_it_was_the_data_files(prospera):
    call_command("load_prospera", verbosity=0)

    for model in (Organisation, Membership, Page, Newsletter, Edition):
        assert set(model.history.values_list("history_source", flat=True)) == {"load"}
    assert Organisation.history.count() == Organisation.objects.count()


@pytest.mark.parametrize("app", ["members", "newsletters"])
def test_what_was_there_before_the_history_is_its_beginning(prospera, app):
    names = {"members": "0004_history", "newsletters": "0002_history"}
    models = [model for model in history.HISTORIES if model._meta.app_label == app]
    for model in models:
        history.of(model).objects.all().delete()

    importlib.import_module(f"{app}.migrations.{names[app]}").begin(apps, None)

    for model in models:
        assert model.history.count() == model.objects.count()
        assert set(model.history.values_list("history_source", flat=True)) == {"before"}
        model.objects.first().save()
        assert model.history.count() == model.objects.count()
    assert isinstance(models[0].history.first().history_deed, uuid.UUID)


def test_public_pages_ask_nothing_of_the_history_and_open_no_session(client):
    organisation = OrganisationFactory()

    with CaptureQueriesContext(connection) as asked:
        response = client.get(organisation.get_absolute_url())

    assert [q["sql"] for q in asked if "historical" in q["sql"] or "session" in q["sql"]] == []
    assert "Set-Cookie" not in response.headers
