"""Who may do what: the one table of the site's roles.

The groups are made and kept by ``migrate``: a permission comes into being only after its
application's migrations have run, so this listens to ``post_migrate``, for each application in
turn. Each time it sets the groups' permissions for the site's own applications to this table's.
"""

from django.apps import apps as global_apps
from django.contrib.auth.management import create_permissions

STEERING_COMMITTEE = "Steering committee"
REGIONAL_CONTACT = "Regional contact"
NEWSLETTER_EDITOR = "Newsletter editor"
AUDITOR = "Auditor"

VIEW, ADD, CHANGE, DELETE = "view", "add", "change", "delete"
KEEP = (VIEW, ADD, CHANGE, DELETE)

ROLES = {
    STEERING_COMMITTEE: {
        "members.region": KEEP,
        "members.country": (VIEW, CHANGE),
        "members.organisation": KEEP,
        "members.memberinstitution": KEEP,
        "members.supportorganisation": KEEP,
        "members.alternatename": KEEP,
        "members.membership": KEEP,
        "members.contact": KEEP,
        "members.message": (VIEW, DELETE),
        "members.page": (VIEW, CHANGE),
        "members.importbatch": (VIEW, ADD),
        "newsletters.newsletter": KEEP,
        "newsletters.edition": KEEP,
    },
    NEWSLETTER_EDITOR: {
        "members.organisation": (VIEW,),
        "newsletters.newsletter": KEEP,
        "newsletters.edition": KEEP,
    },
}


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
