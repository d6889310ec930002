"""The commands of a site's keeper."""

from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from members import spelling
from members.models import Organisation, SearchWord
from members.models.organisation import OrganisationQuerySet
from tests.factories import AlternateNameFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def run(command, *arguments):
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue().splitlines()


def users():
    return get_user_model().objects


def test_the_first_admin_can_sign_in_with_the_password_that_is_shown(client):
    lines = run("create_first_admin")

    password = lines[1].split()[-1]
    client.post("/admin/login/", {"username": "admin", "password": password})
    assert client.get("/admin/").status_code == 200
    assert (lines[0], len(password)) == ("The admin is at /admin/", 16)


def test_the_admins_address_is_the_one_given():
    lines = run("create_first_admin", "--address", "http://localhost:8000/admin/")

    assert lines[0] == "The admin is at http://localhost:8000/admin/"


def test_a_second_run_makes_no_admin_and_shows_no_password():
    run("create_first_admin")

    lines = run("create_first_admin")

    assert users().count() == 1
    assert lines == [
        "The admin is at /admin/ (sign in as admin; "
        "forgotten the password? manage.py changepassword admin)"
    ]


def test_an_admin_of_another_name_is_an_admin_too():
    UserFactory(username="fatou", is_superuser=True)

    (line,) = run("create_first_admin")

    assert "sign in as fatou" in line
    assert users().count() == 1


def test_staff_without_all_rights_do_not_keep_the_first_admin_from_being_made():
    UserFactory()
    UserFactory(is_superuser=True, is_active=False)

    run("create_first_admin")

    assert list(users().filter(is_superuser=True, is_active=True).values_list("username")) == [
        ("admin",)
    ]


def test_a_name_that_somebody_else_has_does_not_stop_the_first_admin():
    UserFactory(username="admin")

    lines = run("create_first_admin")

    assert users().filter(is_superuser=True).count() == 1
    assert "password" in lines[1]


def test_search_columns_that_went_out_of_date_are_brought_up_to_date():
    stale = OrganisationFactory(name="Côte", country__code="CI")
    AlternateNameFactory(organisation=stale, name="CRS SME")
    OrganisationFactory(name="Fresh")
    Organisation.objects.filter(pk=stale.pk).update(names_folded="old", search_text="old")

    lines = run("rebuild_search")

    assert lines == ["2 organisations brought up to date"]
    for query in ("cote", "crs", "ivoire"):
        assert list(Organisation.objects.search(query)) == [stale]


def test_words_that_no_organisation_has_any_more_are_forgotten():
    OrganisationFactory(name="Finca").delete()
    OrganisationFactory(name="Crecer")
    known = SearchWord.objects.filter(word__in=["crecer", "finca"]).values_list("word", flat=True)
    assert set(known) == {"crecer", "finca"}

    run("rebuild_search")

    assert set(known.all()) == {"crecer"}


def test_a_rebuilding_that_fails_leaves_all_to_be_found(monkeypatch):
    organisation = OrganisationFactory(name="Finca")
    monkeypatch.setattr(OrganisationQuerySet, "refresh_search", fail)

    with pytest.raises(RuntimeError):
        run("rebuild_search")

    assert list(Organisation.objects.search("finca")) == [organisation]
    assert spelling.nearest("finka") == ["finca"]


def fail(*args):
    raise RuntimeError


def test_rebuilding_search_is_no_change_of_an_organisation():
    before = OrganisationFactory()
    Organisation.objects.update(search_text="old")

    run("rebuild_search")

    assert Organisation.objects.get().updated_at == before.updated_at
