"""How far the rights of an account reach: the one place that says so, for the desk and the import.

Rights are the table's (``prosper.roles``). One who is not of the committee has them for the records
of the regions assigned to the account; others' are only seen.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q

from members.models import Organisation
from prosper.roles import may_edit_everywhere, may_see_everything

CHANGE, ADD = "members.change_organisation", "members.add_organisation"

MayWrite = Callable[[Organisation], bool]


class Scope(NamedTuple):
    """How far the rights of an account reach."""

    changes_all: bool
    sees_all: bool
    regions: frozenset[int]

    def reaches(self, record, paths) -> bool:
        """Whether all the regions that a record leads to are within it: one of none is in none."""
        return self.changes_all or all(region_of(record, path) in self.regions for path in paths)

    def within(self, paths) -> Q:
        """The same, of rows of the database."""
        return Q(**{f"{path}__in": self.regions for path in paths})


def scope_of_account(user) -> Scope:
    """Roles and regions of an account, in one query; a superuser has the committee's reach."""
    if user.is_superuser:
        return Scope(True, True, frozenset())
    account = get_user_model().objects.filter(pk=user.pk)
    roles, regions = map(set, zip(*account.values_list("groups__name", "regions"), strict=True))
    return Scope(may_edit_everywhere(roles), may_see_everything(roles), frozenset(regions - {None}))


def region_of(record, path: str) -> int | None:
    """The key of the region at the end of a path, such as ``organisation__region``."""
    *links, last = path.split("__")
    for link in links:
        try:
            record = getattr(record, link) if getattr(record, f"{link}_id", None) else None
        except ObjectDoesNotExist:
            # Of a record that was deleted with what it belonged to.
            return None
    return getattr(record, f"{last}_id", None)


def writes_organisations(user) -> MayWrite:
    """Tells of organisations, as they are or are to be, whether an account may write them.

    For many of them, where nobody is there to ask: what it goes by is read once.
    """
    if user is None or not user.is_active:
        return lambda organisation: False
    scope, changes, adds = scope_of_account(user), user.has_perm(CHANGE), user.has_perm(ADD)

    def may_write(organisation: Organisation) -> bool:
        is_allowed = changes if organisation.pk else adds
        return is_allowed and scope.reaches(organisation, ["region"])

    return may_write
