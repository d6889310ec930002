"""Whose region a record lies in: may it be changed, is it seen, what may be chosen for it.

The one place that asks: each list of the desk only says how its records lead to a region.
"""

from django.db.models import Q

from members.admin.reach import (
    ASK,
    WhoseFilter,
    is_open,
    locking,
    named,
    offered,
    reaching,
    scope_of,
    standing,
    staying,
    viewpoint_of,
)
from prosper.roles import VIEW, permits

# For ``others_see``.
NOTHING = Q(pk__in=[])


class ScopedRights:
    """Rights as far as they reach, and what may be chosen within reach."""

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field:
            field.queryset = standing(field.queryset)
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field:
            field.queryset = standing(field.queryset)
        if field and self.is_scoped and not scope_of(request).changes_all:
            field.queryset = offered(request, field.queryset)
            field.error_messages["invalid_choice"] = ASK
        return field

    def is_reached(self, request, record=None) -> bool:
        """Whether a record lies within reach of who asks; any at all where none is given."""
        if not self.is_scoped or scope_of(request).changes_all:
            return True
        scope = scope_of(request)
        return bool(scope.regions) if record is None else scope.reaches(record, self.scope_paths)

    def may_change(self, request, record=None) -> bool:
        """The right to change, also while looking at the record as another."""
        return super().has_change_permission(request, record) and self.is_reached(request, record)

    def has_view_permission(self, request, obj=None):
        viewpoint = viewpoint_of(request)
        is_shown = viewpoint is None or permits(viewpoint.role, VIEW, self.opts)
        return is_shown and super().has_view_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return is_open(request, obj) and self.may_change(request, obj)

    def has_delete_permission(self, request, obj=None):
        may_delete = super().has_delete_permission(request, obj)
        return is_open(request, obj) and may_delete and self.is_reached(request, obj)


class Scoped(ScopedRights):
    """A list of the desk, which says how its records lead to a region."""

    # All of these must lead to regions of one's own. Empty: the table of roles alone has a say.
    region_paths: tuple[str, ...]
    # Which records of other regions are seen, too. None: all of them.
    others_see: Q | None = None

    @property
    def is_scoped(self) -> bool:
        return bool(self.region_paths)

    @property
    def scope_paths(self) -> tuple[str, ...]:
        return self.region_paths

    def has_add_permission(self, request):
        may_add = super().has_add_permission(request)
        return viewpoint_of(request) is None and may_add and self.is_reached(request)

    def sees_private(self, request, record) -> bool:
        """Whether what is not meant for all who see the record is shown: the committee's note."""
        seen = scope_of(request).sees_all or self.may_change(request, record)
        viewpoint = viewpoint_of(request)
        return seen and (viewpoint is None or viewpoint.sees_private(self, record))

    def get_queryset(self, request):
        return self.seen(request, super().get_queryset(request))

    def seen(self, request, queryset):
        """Leaves out what is private to other regions."""
        if self.others_see is not None:
            viewpoint = viewpoint_of(request)
            for scope in (scope_of(request), *([viewpoint.scope] if viewpoint else [])):
                if not scope.sees_all:
                    own = scope.within(self.region_paths)
                    queryset = queryset.filter(self.others_see | own)
        return queryset

    def kept(self, request, queryset):
        """Those of the records that lie within reach of who asks."""
        if not self.is_scoped or scope_of(request).changes_all:
            return queryset
        return queryset.filter(scope_of(request).within(self.region_paths))

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return staying(form, request, self.region_paths)

    def get_changelist_form(self, request, **kwargs):
        form = super().get_changelist_form(request, **kwargs)
        return staying(form, request, self.region_paths)

    def get_changelist_formset(self, request, **kwargs):
        formset = super().get_changelist_formset(request, **kwargs)
        return locking(formset, request, self.region_paths)

    def get_list_filter(self, request):
        filters = super().get_list_filter(request)
        is_split = self.is_scoped and self.others_see != NOTHING
        return [WhoseFilter, *filters] if is_split else filters

    def get_actions(self, request):
        """Each acts on what lies within reach, and says how many were left out."""
        actions = super().get_actions(request)
        if not self.is_scoped or scope_of(request).changes_all:
            return actions
        return {name: (reaching(action), *more) for name, (action, *more) in actions.items()}


class ScopedInline(ScopedRights):
    """Rows of a record's form: whoever keeps the record keeps them, if they lead nowhere else."""

    @property
    def listed(self) -> Scoped:
        """The list of the same records, which knows how they lead to a region."""
        return self.admin_site.get_model_admin(self.model)

    @property
    def is_scoped(self) -> bool:
        return self.listed.is_scoped

    @property
    def scope_paths(self) -> tuple[str, ...]:
        """The form's record says where it lies: permissions of rows are asked of it."""
        return self.admin_site.get_model_admin(self.parent_model).region_paths

    def has_add_permission(self, request, obj):
        may_add = super().has_add_permission(request, obj)
        return is_open(request, obj) and may_add and self.is_reached(request, obj)

    def get_queryset(self, request):
        return self.listed.seen(request, super().get_queryset(request))

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        other = [p for p in self.listed.region_paths if p.split("__")[0] != formset.fk.name]
        formset.form = staying(formset.form, request, other)
        return named(locking(formset, request, other))
