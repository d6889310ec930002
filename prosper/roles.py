"""Who may do what: the one table of the site's roles.

The groups are made and kept by ``migrate``: a permission comes into being only after its
application's migrations have run, so this listens to ``post_migrate``, for each application in
turn. Each time it sets the groups' permissions for the site's own applications to this table's.
"""

from django.apps import apps as global_apps
from django.contrib.auth.management import create_permissions
from django.utils.translation import gettext_noop

STEERING_COMMITTEE = gettext_noop("Steering committee")
REGIONAL_CONTACT = gettext_noop("Regional contact")
NEWSLETTER_EDITOR = gettext_noop("Newsletter editor")
AUDITOR = gettext_noop("Auditor")

VIEW, ADD, CHANGE, DELETE = "view", "add", "change", "delete"
VERBS = {"v": VIEW, "a": ADD, "c": CHANGE, "d": DELETE}

# What each role may do with each kind of record: (v)iew, (a)dd, (c)hange, (d)elete. A regional
# contact changes the records of its regions only (see ``members.admin.scope``).
# fmt: off
COLUMNS = (
                                   STEERING_COMMITTEE, REGIONAL_CONTACT, NEWSLETTER_EDITOR, AUDITOR)
TABLE = {
    "members.organisation":        ("vacd",            "vac",            "v",               "v"),
    "members.memberinstitution":   ("vacd",            "vac",            "",                "v"),
    "members.supportorganisation": ("vacd",            "vac",            "",                "v"),
    "members.alternatename":       ("vacd",            "vacd",           "",                "v"),
    "members.membership":          ("vacd",            "vacd",           "",                "v"),
    "members.contact":             ("vacd",            "vacd",           "",                "v"),
    "members.message":             ("vd",              "v",              "",                "v"),
    "members.question":            ("v",               "v",              "",                "v"),
    "members.changerequest":       ("vc",              "vc",             "",                "v"),
    "members.duplicatepair":       ("vc",              "vc",             "",                "v"),
    "members.merge":               ("v",               "v",              "",                "v"),
    "members.importbatch":         ("va",              "va",             "",                "v"),
    "members.region":              ("vacd",            "v",              "",                "v"),
    "members.country":             ("vc",              "v",              "",                "v"),
    "members.page":                ("vc",              "",               "",                "v"),
    "newsletters.newsletter":      ("vacd",            "",               "vacd",            "v"),
    "newsletters.edition":         ("vacd",            "",               "vacd",            "v"),
    "newsletters.subscriber":      ("vd",              "",               "v",               "v"),
    "newsletters.donotmail":       ("vd",              "",               "",                "v"),
    "auth.user":                   ("vac",             "",               "",                "v"),
}
# fmt: on

ROLES = {
    role: {
        model: tuple(VERBS[letter] for letter in cells[column])
        for model, cells in TABLE.items()
        if cells[column]
    }
    for column, role in enumerate(COLUMNS)
}


def may_edit_everywhere(roles: set[str]) -> bool:
    """Whether rights reach the records of all regions: everybody else keeps to their own."""
    return STEERING_COMMITTEE in roles


def may_see_everything(roles: set[str]) -> bool:
    """Whether what is private of all regions is open too: the committee's notes, messages."""
    return not roles.isdisjoint({STEERING_COMMITTEE, AUDITOR})


def permits(role: str, verb: str, opts) -> bool:
    """Whether the table lets a role do this with a model, of which these are the options."""
    return verb in ROLES[role].get(opts.label_lower, ())


def grant(app_config, using, apps=global_apps, **kwargs):
    """Receiver of ``post_migrate``: gives each role its permissions in this application."""
    if not any(
        model.startswith(f"{app_config.label}.") for role in ROLES.values() for model in role
    ):
        return
    create_permissions(app_config, using=using, apps=apps, verbosity=0)
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for role, rights in ROLES.items():
        codenames = [
            f"{verb}_{model.removeprefix(f'{app_config.label}.')}"
            for model, verbs in rights.items()
            if model.startswith(f"{app_config.label}.")
            for verb in verbs
        ]
        group, _created = Group.objects.using(using).get_or_create(name=role)
        own = Permission.objects.using(using).filter(content_type__app_label=app_config.label)
        group.permissions.remove(*own.exclude(codename__in=codenames))
        group.permissions.add(*own.filter(codename__in=codenames))
