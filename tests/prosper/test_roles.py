"""The groups of staff: made by migrating an empty database, and by nothing else."""

import json
import os
import subprocess
import sys

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from prosper.roles import NEWSLETTER_EDITOR, ROLES, STEERING_COMMITTEE

SCRIPT = """
import django, json
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.contrib.auth.models import Group
print(json.dumps({
    group.name: sorted(p.codename for p in group.permissions.all()) for group in Group.objects.all()
}))
"""


def codenames(role):
    return sorted(
        f"{verb}_{model.split('.')[1]}" for model, verbs in ROLES[role].items() for verb in verbs
    )


def test_migrating_an_empty_database_makes_the_groups_with_their_permissions(tmp_path):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "prosper.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}",
    }

    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=True
    )

    assert json.loads(done.stdout) == {
        "Steering committee": codenames(STEERING_COMMITTEE),
        "Newsletter editor": codenames(NEWSLETTER_EDITOR),
    }


def test_the_newsletter_editor_keeps_newsletters_and_only_looks_at_organisations():
    assert codenames(NEWSLETTER_EDITOR) == [
        "add_edition",
        "add_newsletter",
        "change_edition",
        "change_newsletter",
        "delete_edition",
        "delete_newsletter",
        "view_edition",
        "view_newsletter",
        "view_organisation",
    ]


def test_the_committee_may_do_all_but_invent_countries_texts_and_messages():
    rights = codenames(STEERING_COMMITTEE)

    missing = [
        f"{verb}_{model}"
        for model in ("country", "message", "page")
        for verb in ("add", "change", "delete", "view")
        if f"{verb}_{model}" not in rights
    ]
    assert missing == [
        "add_country",
        "delete_country",
        "add_message",
        "change_message",
        "add_page",
        "delete_page",
    ]


def test_no_role_may_touch_accounts():
    models = {model.split(".")[0] for rights in ROLES.values() for model in rights}

    assert models == {"members", "newsletters"}


@pytest.mark.django_db
def test_migrating_again_gives_back_what_is_missing_and_takes_what_is_not_in_the_table():
    group = Group.objects.get(name=NEWSLETTER_EDITOR)
    extra = Group.objects.get(name=STEERING_COMMITTEE).permissions.get(codename="view_region")
    others = Permission.objects.get(codename="view_user")
    group.permissions.set([extra, others])

    call_command("migrate", verbosity=0)

    given = sorted(group.permissions.values_list("codename", flat=True))
    assert given == sorted([*codenames(NEWSLETTER_EDITOR), "view_user"])


@pytest.mark.django_db(transaction=True)
def test_an_emptied_database_has_its_groups_again():
    call_command("flush", interactive=False, verbosity=0)

    assert sorted(Group.objects.values_list("name", flat=True)) == sorted(ROLES)
