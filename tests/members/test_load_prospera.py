"""The network comes out of the data files as its launch announcement describes it."""

import datetime
from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command

from members.models import Contact, Organisation

pytestmark = pytest.mark.django_db


def load() -> str:
    out = StringIO()
    call_command("load_prospera", stdout=out)
    return out.getvalue()


def test_thirty_six_organisations_in_eighteen_countries(prospera):
    organisations = Organisation.objects.public()

    assert organisations.count() == 36
    assert organisations.exclude(country=None).values("country").distinct().count() == 18


def test_kinds_and_regions_are_those_of_the_announcement(prospera):
    table = Counter(Organisation.objects.values_list("region__slug", "kind"))

    assert table == {
        ("latin-america", "network"): 7,
        ("latin-america", "mfi"): 7,
        ("africa", "network"): 3,
        ("africa", "mfi"): 2,
        ("africa", "support"): 1,
        ("asia", "mfi"): 3,
        ("asia", "support"): 1,
        ("europe", "network"): 2,
        ("europe", "mfi"): 1,
        ("europe", "support"): 9,
    }


def test_all_were_members_at_the_end_of_2007(prospera):
    assert Organisation.objects.members_on(datetime.date(2007, 12, 31)).count() == 36


def test_none_is_known_to_be_a_member_before_december_2007(prospera):
    assert not Organisation.objects.members_on(datetime.date(2007, 11, 30)).exists()


def test_foro_lac_fr_works_for_the_whole_of_latin_america(prospera):
    foro = Organisation.objects.get(slug="foro-lac-fr")

    assert foro.country is None
    assert foro.region.slug == "latin-america"


def test_contacts_are_those_of_the_announcement(prospera):
    contacts = {str(c): (c.organisation.name, c.email) for c in Contact.objects.all()}

    assert contacts == {
        "Steering committee": ("CERISE", "cerise@globenet.org"),
        "Regional contact, Latin America": ("FORO LAC FR", "informes@desempenosocial.org"),
        "Regional contact, Africa": ("FIDEV", "crazaka1@yahoo.fr"),
        "Regional contact, Asia": ("CSR-SME", "benqjr117@yahoo.com"),
    }


def test_a_second_load_leaves_everything_alone(prospera):
    report = load()

    assert "organisations: 0 created, 0 changed, 36 left alone" in report
    assert "editions: 0 created, 0 changed, 1 left alone" in report


def test_what_staff_edited_is_never_overwritten(prospera):
    organisation = Organisation.objects.get(slug="finca")
    organisation.website = "https://finca.example"
    organisation.save()

    load()

    organisation.refresh_from_db()
    assert organisation.website == "https://finca.example"


def test_what_staff_deleted_stays_deleted(prospera):
    Organisation.objects.get(slug="finca").delete()

    load()

    assert not Organisation.objects.filter(slug="finca").exists()


def test_what_staff_renamed_is_not_loaded_again(prospera):
    Organisation.objects.filter(slug="finca").update(slug="finca-peru", name="FINCA Perú")

    load()

    assert Organisation.objects.filter(titles_folded__contains="finca").count() == 1
