"""What the address of a list may ask: a row listed or not tells of a field that no page shows."""

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from members.models import Merge
from tests.factories import CountryFactory, OrganisationFactory, RegionFactory, UserFactory
from tests.forms import fields
from tests.members.test_admin_scope_pages import records
from tests.reading import read

pytestmark = pytest.mark.django_db

# The fields that each list offers, by its filters and its days. Whatever else a model has, now or
# later, is asked for in no address.
ORGANISATIONS = {"status", "kind", "region", "country", "language", "updated_at"}
OFFERED = {
    "members.organisation": ORGANISATIONS,
    "members.memberinstitution": ORGANISATIONS,
    "members.supportorganisation": ORGANISATIONS,
    "members.membership": {"end", "organisation__region"},
    "members.alternatename": {"kind"},
    "members.contact": {"role", "region", "is_public"},
    "members.message": {"addressee", "language", "delivered_at", "created_at"},
    "members.question": {"answer", "language", "created_at", "organisation__region"},
    "members.changerequest": {"language", "created_at", "organisation__region"},
    "members.duplicatepair": {"first__region", "first__kind"},
    "members.merge": {"undone_at", "made_at"},
    "members.importbatch": {"state", "created_at"},
    "members.region": set(),
    "members.country": {"region"},
    "members.page": set(),
    "newsletters.newsletter": {"status", "month"},
    "newsletters.edition": {"language"},
    "newsletters.subscriber": {"state", "language", "region"},
    "newsletters.donotmail": {"reason"},
    "auth.user": {"groups", "is_active", "regions"},
}
ENDS = ["", "__exact", "__contains", "__icontains", "__startswith", "__regex", "__in", "__gt"]
ENDS += ["__gte", "__lt", "__isnull", "__isempty", "__year", "__0", "__len"]


def lists() -> list:
    return sorted(admin.site._registry.values(), key=lambda listed: listed.opts.label_lower)


def name_of(listed) -> str:
    return listed.opts.label_lower


def paths(model) -> list[str]:
    """The fields of a model, those of what it leads to, and its key by its other name."""
    found = ["pk"]
    for field in model._meta.get_fields():
        found.append(field.name)
        if field.is_relation and field.related_model:
            found += [f"{field.name}__{far.name}" for far in field.related_model._meta.get_fields()]
    return found


def request_of(role: str):
    request = RequestFactory().get("/")
    request.user = UserFactory(groups=[role])
    return request


def test_every_list_is_in_the_table():
    assert {name_of(listed) for listed in lists()} == OFFERED.keys()


@pytest.mark.parametrize("listed", lists(), ids=name_of)
def test_a_list_answers_to_no_field_that_it_does_not_offer(listed):
    offered, request = OFFERED[name_of(listed)], request_of("Regional contact")
    by_key = {f"{path}__{key}" for path in offered for key in ("id", "code")}

    taken = {
        path + end
        for path in paths(listed.model)
        for end in ENDS
        if path not in offered | by_key and listed.lookup_allowed(path + end, "a", request)
    }

    # A filter of the list's own, which has the name of a field.
    assert taken <= {"website"}


@pytest.mark.parametrize("listed", lists(), ids=name_of)
def test_an_address_that_asks_for_such_a_field_is_refused(ana, listed):
    address = reverse(f"admin:{listed.opts.app_label}_{listed.opts.model_name}_changelist")
    own = {field.name for field in listed.model._meta.fields} - OFFERED[name_of(listed)]

    answers = {name: ana.get(address, {f"{name}__icontains": "a"}).status_code for name in own}

    assert answers == dict.fromkeys(own, 400)


@pytest.mark.parametrize("listed", lists(), ids=name_of)
def test_a_list_takes_whatever_it_offers_itself(ana, listed):
    records("BJ", "africa"), records("BD", "asia")
    address = reverse(f"admin:{listed.opts.app_label}_{listed.opts.model_name}_changelist")
    page = read(ana.get(address))

    links = [link["href"] for link in page.all("a") if (link["href"] or "").startswith("?")]

    answers = {link: ana.get(address + link) for link in links}
    assert {link for link, response in answers.items() if response.status_code != 200} == set()


def test_what_a_merge_wrote_into_a_note_is_not_found_out_letter_by_letter(ana, client):
    africa, asia = RegionFactory(slug="africa"), RegionFactory(slug="asia")
    place = {"country": CountryFactory(code="BD", region=asia)}
    pair = OrganisationFactory(name="Padma", **place), OrganisationFactory(name="Jamuna", **place)
    address = reverse("admin:members_organisation_merge")
    address += f"?of={pair[0].pk}&of={pair[1].pk}"
    pair[1].note = "the director was suspended"
    pair[1].save()
    ana.post(address, fields(ana.get(address)) | {"do": "merge", "field-note": "merged"})
    assert "suspended" in str(Merge.objects.get().done)
    regional = UserFactory(groups=["Regional contact"])
    africa.editors.add(regional)
    client.force_login(regional)

    asked = reverse("admin:members_merge_changelist")
    answers = [
        client.get(asked, {"whose": "all", "done__icontains": text})
        for text in ("the director was s", "the director was t")
    ]

    assert [answer.status_code for answer in answers] == [400, 400]
