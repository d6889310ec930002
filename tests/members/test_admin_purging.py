"""Purging: what comes back, what is lost for good, and what has to be undone before it."""

import pytest
from django.db import connection, models
from django.db.models import RestrictedError
from django.test.utils import CaptureQueriesContext

from members.admin.purging import what_goes
from members.duplicates import relations
from members.duplicates.merging import merge
from members.duplicates.undoing import undo
from members.models import Merge, Organisation
from newsletters.models import Newsletter
from tests.factories import (
    ChangedFieldFactory,
    DuplicatePairFactory,
    EditionFactory,
    MergeFactory,
    MessageFactory,
    NewsletterFactory,
    OrganisationFactory,
    QuestionFactory,
)
from tests.members.conftest import change
from tests.members.test_duplicates_merging import MAKERS as MOVED
from tests.reading import read

pytestmark = pytest.mark.django_db

LIST = "/admin/members/organisation/"
BACK, LOST, STAYS = (
    "Comes back when it is restored",
    "Is lost for good",
    "Stays, but is no longer linked to it",
)
NOW = "2008-01-31T12:00Z"
# How a row is made of each relation that a purge meets. A model that is added later, and is not
# here, fails the test; the page tells of it all the same.
MAKERS = MOVED | {
    "members.duplicatepair.first": lambda o: DuplicatePairFactory(first=o),
    "members.duplicatepair.second": lambda o: DuplicatePairFactory(
        first=o, second=OrganisationFactory()
    ),
    "members.merge.kept": lambda o: MergeFactory(
        kept=o, merged=OrganisationFactory(), undone_at=NOW
    ),
    "members.merge.merged": lambda o: MergeFactory(
        merged=o, kept=OrganisationFactory(), undone_at=NOW
    ),
}
del MAKERS["members.organisation.merged_into"]


@pytest.fixture
def wend():
    return OrganisationFactory(name="Wend Kuuni", slug="wend-kuuni")


@pytest.fixture
def twin():
    return OrganisationFactory(name="Wend Kuni", slug="wend-kuni")


def purge_url(organisation) -> str:
    return f"{LIST}{organisation.pk}/delete/"


def told(response) -> dict[str, str]:
    """The items of each list of the page, by its heading."""
    page = read(response).one("div", id="content-main")
    headings = [heading.text for heading in page.all("h2")]
    lists = [[item.text for item in found.all("li")] for found in page.all("ul", class_="goes")]
    return dict(zip(headings, lists, strict=True))


def rows_of_all_models() -> dict[str, int]:
    found = {}
    for model in {r.related_model for r in relations.leading_to(Organisation)}:
        found[model._meta.label_lower] = model._base_manager.count()
    return found


def test_every_relation_has_a_maker():
    found = {relations.key_of(relation) for relation in relations.leading_to(Organisation)}

    assert found == {*MAKERS, "members.organisation.merged_into"}


@pytest.mark.parametrize("key", MAKERS)
def test_of_each_relation_the_page_says_what_becomes_of_its_rows(ana, wend, key):
    MAKERS[key](wend)
    model = {relations.key_of(r): r for r in relations.leading_to(Organisation)}[key].related_model
    name = str(model._meta.verbose_name_plural)
    line = f"{name[0].upper()}{name[1:]}: 1"

    before = rows_of_all_models()
    page = told(ana.get(purge_url(wend)))
    [heading] = [heading for heading, lines in page.items() if line in lines]
    ana.post(purge_url(wend), {"name": "Wend Kuuni"})

    assert not Organisation.objects.filter(pk=wend.pk).exists()
    label = model._meta.label_lower
    lost = before[label] - rows_of_all_models()[label]
    is_link = key == "newsletters.newsletter.organisations"
    assert (lost == 0) == (heading == STAYS or is_link)
    deleted = read(ana.get(f"{LIST}deleted/")).links
    [restore] = [url for text, url in deleted.items() if text.startswith("Restore")]
    ana.post(restore)
    assert Organisation.objects.filter(pk=wend.pk).exists()
    if heading == BACK:
        assert rows_of_all_models()[label] == before[label]
    else:
        assert rows_of_all_models()[label] == before[label] - lost


def test_what_hangs_on_what_goes_is_told_too(ana, wend):
    ChangedFieldFactory(request__organisation=wend)
    ChangedFieldFactory(request__organisation=wend, field="website")
    MessageFactory(contact__organisation=wend)

    page = told(ana.get(purge_url(wend)))

    assert "Changed fields: 2" in page[LOST]
    assert "Change requests: 2" in page[LOST]
    assert "Contacts: 1" in page[BACK]
    assert page[STAYS] == ["Messages received: 1", "Rows of imports: 0"]


def test_of_a_model_that_nobody_has_named_the_page_tells():
    """Whatever is deleted with a row, by the database's own account of it."""
    organisation = OrganisationFactory()
    for make in MAKERS.values():
        make(organisation)
    goes = what_goes(organisation)

    def going(model, seen):
        for relation in model._meta.get_fields(include_hidden=True):
            is_row = relation.auto_created and not relation.concrete
            if is_row and getattr(relation, "on_delete", None) is models.CASCADE:
                found = relation.related_model
                if found not in seen and "Historical" not in found.__name__:
                    seen.add(found)
                    going(found, seen)
        return seen

    named = {str(name).lower() for name, total in [*goes.back, *goes.lost]}
    expected = going(Organisation, set())
    assert len(expected) > 8
    links = {m for m in expected if m._meta.auto_created}
    assert {m._meta.verbose_name_plural.lower() for m in expected - links} <= named


def test_a_newsletter_s_page_tells_the_same(ana):
    edition = EditionFactory()

    page = told(ana.get(f"/admin/newsletters/newsletter/{edition.newsletter.pk}/delete/"))

    assert "Editions: 1" in page[BACK]
    assert Newsletter.objects.exists()


def test_one_into_which_others_were_merged_is_not_purged(ana, wend, twin):
    third = OrganisationFactory(name="Wend Kun", slug="wend-kun")
    merge(twin, third)
    merge(wend, twin)

    for response in (
        ana.get(purge_url(wend)),
        ana.post(purge_url(wend), {"name": "Wend Kuuni"}),
    ):
        page = read(response).one("div", id="content-main")
        assert "cannot be purged: others were merged into it" in page.text
        assert "Undo those merges first" in page.text
        assert page.links["Wend Kuni"] == change(twin)
        assert page.links["Wend Kun"] == change(third)
        assert page.all("input", name="name") == []
    assert Organisation.objects.count() == 3
    assert Merge.objects.count() == 2


def test_once_the_merges_are_undone_it_is_purged_and_the_others_stay(ana, wend, twin):
    undo(merge(wend, twin))

    ana.post(purge_url(wend), {"name": "Wend Kuuni"})

    twin.refresh_from_db()
    assert twin.merged_into is None
    assert list(Organisation.objects.all()) == [twin]


def test_a_merge_that_comes_between_the_page_and_the_button_is_respected(ana, wend, twin):
    ana.get(purge_url(wend))
    merge(wend, twin)

    response = ana.post(purge_url(wend), {"name": "Wend Kuuni"})

    assert "Wend Kuni" in read(response).one("div", id="content-main").links
    assert Organisation.objects.count() == 2


@pytest.mark.parametrize("more", [{}, {"post": "yes"}, {"confirmed": "Yes", "put": "x"}])
def test_no_action_of_the_list_purges_it_however_it_is_asked(ana, wend, twin, more):
    merge(wend, twin)
    sent = {"action": "delete_selected", "_selected_action": [wend.pk, twin.pk]}

    for address in (LIST, f"{LIST}?merged=only"):
        ana.post(address, sent | more)
        ana.post(address, sent | more | {"select_across": "1"})

    assert Organisation.objects.count() == 2


def test_no_code_purges_it_while_they_lead_to_it(wend, twin):
    merge(wend, twin)

    with pytest.raises(RestrictedError):
        Organisation.objects.filter(pk=wend.pk).delete()
    with pytest.raises(RestrictedError):
        wend.delete()
    Organisation.objects.all().delete()
    assert not Organisation.objects.exists()


def test_queries_do_not_grow_with_what_goes(ana, wend):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            ana.get(purge_url(wend))
        return len(captured)

    def add(total: int) -> None:
        for _number in range(total):
            QuestionFactory(organisation=wend)
            NewsletterFactory().organisations.add(wend)

    add(1)
    few = queries()
    add(4)

    assert queries() == few
