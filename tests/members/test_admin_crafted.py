"""What no page of the desk sends, sent by hand by one who may be there: refused, and no error."""

from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from members.models import Organisation
from tests.factories import CountryFactory, OrganisationFactory, RegionFactory, UserFactory
from tests.members.importing import imported, previewed

pytestmark = pytest.mark.django_db

ENCODED = "application/x-www-form-urlencoded"
ORGANISATIONS = "/admin/members/organisation/"
NO_NUMBERS = ["abc", "9" * 25, "9" * 5_000, "-1", "1.5", "²"]
LISTS = [
    reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    for model in admin.site._registry
]


@pytest.fixture
def root(client):
    """One who may do everything."""
    client.force_login(UserFactory(username="root", is_superuser=True))
    return client


def filters(desk) -> set[str]:
    """What a list can be narrowed by, as far as its addresses tell."""
    request = RequestFactory().get("/")
    request.user = UserFactory(is_superuser=True)
    found = desk.get_changelist_instance(request).filter_specs
    return {
        "q",
        "o",
        "p",
        "whose",
        "as",
        *(name for f in found for name in f.expected_parameters()),
    }


@pytest.mark.parametrize("desk", admin.site._registry.values(), ids=str)
def test_a_nul_is_refused_in_each_filter_of_each_list(root, desk):
    address = reverse(f"admin:{desk.opts.app_label}_{desk.opts.model_name}_changelist")

    for name in [*filters(desk), "unknown\0"]:
        for text in ("\0", "x\0y"):
            assert root.get(address, {name: text}).status_code == 400, name
    assert root.post(address, {"action": "\0"}).status_code == 400


@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_a_nul_is_refused_in_an_address(root, page):
    assert root.get(f"/admin/members/country/%00/{page}/").status_code == 400
    assert root.get(f"/fr/admin/members/country/B%00/{page}/").status_code == 400


def test_a_nul_is_refused_in_a_form(root):
    CountryFactory(code="BJ")
    sent = {"name": "Wend", "kind": "mfi", "country": "B\0"}

    assert root.post(f"{ORGANISATIONS}add/", sent).status_code == 400


@pytest.mark.parametrize("key", NO_NUMBERS)
@pytest.mark.parametrize("address", LISTS)
def test_what_is_no_key_cannot_be_ticked(root, address, key):
    chosen = {"action": "archive", "_selected_action": [key]}

    response = root.post(address, chosen)

    has_text_keys = address in ("/admin/members/country/",)
    assert response.status_code == (302 if has_text_keys else 400)


@pytest.mark.parametrize("key", NO_NUMBERS)
def test_what_is_no_key_is_no_row_whose_columns_are_changed(root, key):
    region = RegionFactory()
    sent = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": key, "_save": "Save"}

    assert root.post("/admin/members/region/", sent).status_code == 400
    assert root.get(f"/admin/members/region/{region.pk}/change/").status_code == 200


@pytest.mark.parametrize("key", [*NO_NUMBERS, "9" * 18])
def test_what_is_no_row_of_an_import_decides_and_undoes_nothing(root, key):
    CountryFactory(code="BJ")
    OrganisationFactory(name="Pro Mujer", slug="pro-mujer", kind="mfi")
    headings = ["name", "kind", "country"]
    probable = previewed([headings, ["Pro Mujerr", "mfi", "BJ"]])
    done = imported([headings, ["Wend", "mfi", "BJ"]])

    def act(batch, **sent):
        address = f"/admin/members/importbatch/{batch.pk}/act/"
        return root.post(address, urlencode(sent), content_type=ENCODED, follow=True)

    chosen = act(probable, do="choose", **{"row-2": key, f"row-{key}": "new"})
    undone = act(done, do="undo_rows", line=key)

    assert (chosen.status_code, undone.status_code) == (200, 200)
    assert [row.outcome for row in probable.rows.all()] == ["duplicate"]
    assert Organisation.objects.filter(name="Wend").exists()
