"""The groups of staff: made by migrating an empty database, and by nothing else."""

import json
import os
import subprocess
import sys

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.utils.text import capfirst

from prosper.roles import (
    AUDITOR,
    COLUMNS,
    NEWSLETTER_EDITOR,
    REGIONAL_CONTACT,
    ROLES,
    STEERING_COMMITTEE,
    TABLE,
)

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

    assert json.loads(done.stdout) == {role: codenames(role) for role in ROLES}


def test_the_committees_guide_shows_the_same_table():
    """Cell for cell: what the code says is what the committee reads."""
    words = {"view": "see", "add": "add", "change": "change", "delete": "delete"}
    rows = ["| | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    for model in TABLE:
        rights = [", ".join(words[verb] for verb in ROLES[r].get(model, ())) for r in COLUMNS]
        rights = ["all" if cell == ", ".join(words.values()) else cell or "–" for cell in rights]
        name = str(capfirst(apps.get_model(model)._meta.verbose_name_plural))
        rows.append("| " + " | ".join([name, *rights]) + " |")

    guide = (settings.BASE_DIR / "docs" / "committee.md").read_text()

    assert "\n".join(rows) in guide


def test_the_auditor_changes_nothing():
    assert {verb for verbs in ROLES[AUDITOR].values() for verb in verbs} == {"view"}


def test_a_regional_contact_changes_only_what_lies_in_regions():
    changed = {model for model, verbs in ROLES[REGIONAL_CONTACT].items() if set(verbs) - {"view"}}
    lists = {model._meta.label_lower: a for model, a in admin.site._registry.items()}

    # An import is of its regions row by row (see members.scope).
    elsewhere = [model for model in changed if not lists[model].region_paths]
    assert elsewhere == ["members.importbatch"]


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
        "view_subscriber",
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


def test_accounts_are_the_committees_and_nobody_else_gives_rights():
    touched = {
        role: [verb for model, verbs in rights.items() if model == "auth.user" for verb in verbs]
        for role, rights in ROLES.items()
    }
    models = {model for model in TABLE if model.split(".")[0] not in ("members", "newsletters")}

    assert touched == {
        STEERING_COMMITTEE: ["view", "add", "change"],
        REGIONAL_CONTACT: [],
        NEWSLETTER_EDITOR: [],
        AUDITOR: ["view"],
    }
    assert models == {"auth.user"}


@pytest.mark.django_db
def test_migrating_again_gives_back_what_is_missing_and_takes_what_is_not_in_the_table():
    group = Group.objects.get(name=NEWSLETTER_EDITOR)
    extra = Group.objects.get(name=STEERING_COMMITTEE).permissions.get(codename="view_region")
    others = Permission.objects.get(codename="view_logentry")
    group.permissions.set([extra, others])

    call_command("migrate", verbosity=0)

    given = sorted(group.permissions.values_list("codename", flat=True))
    assert given == sorted([*codenames(NEWSLETTER_EDITOR), "view_logentry"])


@pytest.mark.django_db(transaction=True)
def test_an_emptied_database_has_its_groups_again():
    call_command("flush", interactive=False, verbosity=0)

    assert sorted(Group.objects.values_list("name", flat=True)) == sorted(ROLES)
