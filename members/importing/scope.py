"""Which organisations an account may change: the one place where the import asks."""

from members.models import Organisation, Region
from prosper.roles import may_edit_everywhere

CHANGE, ADD = "members.change_organisation", "members.add_organisation"


class Scope:
    """An account's rights, read once for many rows."""

    def __init__(self, user):
        self.can_change = bool(user) and user.is_active and user.has_perm(CHANGE)
        self.can_add = bool(user) and user.is_active and user.has_perm(ADD)
        self.regions: set[int] | None = None
        if user and not user.is_superuser:
            roles = set(user.groups.values_list("name", flat=True))
            if not may_edit_everywhere(roles):
                self.regions = set(Region.objects.filter(editors=user).values_list("pk", flat=True))

    def may_change(self, organisation: Organisation) -> bool:
        """Whether the account may write this organisation as it is, or as it is to be."""
        allowed = self.can_change if organisation.pk else self.can_add
        return allowed and (self.regions is None or organisation.region_id in self.regions)
