"""What keeps forms, actions and lists of the desk within reach of who asks (``members.scope``)."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from members.scope import Scope, scope_of_account

# Where what is chosen in a form tells its region, by model.
CHOSEN = {
    "members.region": "pk",
    "members.country": "region",
    "members.organisation": "region",
}
ASK = _("This is outside your regions: ask the steering committee to do it.")


def scope_of(request) -> Scope:
    """How far the rights of who asks reach; read once for each request."""
    if not hasattr(request, "region_scope"):
        request.region_scope = scope_of_account(request.user)
    return request.region_scope


def viewpoint_of(request):
    """The role as which who asks is looking at a record (``viewpoints``), or None."""
    return getattr(request, "viewpoint", None)


def is_open(request, record) -> bool:
    """Whether it can be changed at all: not while it is looked at as another sees it, nor once it
    was merged into another record."""
    return viewpoint_of(request) is None and not getattr(record, "merged_into_id", None)


def standing(queryset):
    """Without the organisations that were merged into another: nothing leads to these any more."""
    return queryset.standing() if hasattr(queryset, "standing") else queryset


def offered(request, queryset):
    """What one may choose of it: of the models of ``CHOSEN``, what lies in one's regions."""
    scope, path = scope_of(request), CHOSEN.get(queryset.model._meta.label_lower)
    if scope.changes_all or path is None:
        return queryset
    return queryset.filter(**{f"{path}__in": scope.regions})


def staying(form_class, request, paths):
    """The form, refusing to take a record out of reach of who fills it in."""
    scope = scope_of(request)
    if scope.changes_all or not paths:
        return form_class

    class StayingForm(form_class):
        def _post_clean(self):
            super()._post_clean()
            is_taken = not self.errors and self.has_changed()
            if is_taken and not scope.reaches(self.instance, paths):
                head = paths[-1].split("__")[0]
                self.add_error(head if head in self.fields else None, ASK)

    return StayingForm


def locking(formset_class, request, paths):
    """The formset, in which rows out of reach are shown and not taken."""
    scope = scope_of(request)
    if scope.changes_all or not paths:
        return formset_class

    class LockingFormSet(formset_class):
        def add_fields(self, form, index):
            super().add_fields(form, index)
            if form.instance._state.adding or scope.reaches(form.instance, paths):
                return
            for bound in form.visible_fields():
                bound.field.disabled = True
                if hasattr(bound.field, "queryset"):
                    bound.field.queryset = bound.field.queryset.model._default_manager.all()

    return LockingFormSet


def named(formset_class):
    """The formset, whose fields have a name each: in a table only its headings would tell it."""

    class NamedFormSet(formset_class):
        def add_fields(self, form, index):
            super().add_fields(form, index)
            for bound in form.visible_fields():
                widget = getattr(bound.field.widget, "widget", bound.field.widget)
                widget.attrs.setdefault("aria-label", capfirst(bound.label))

    return NamedFormSet


def reaching(action):
    """The action, kept to what lies within reach; one that only shows, or looks itself, is left."""
    only_shows = set(getattr(action, "allowed_permissions", ())) == {"view"}
    if only_shows or getattr(action, "keeps_to_reach", False):
        return action

    def kept_to_reach(model_admin, request, queryset):
        kept = model_admin.kept(request, queryset)
        total = kept.count()
        # One that was moved meanwhile is not in the list any more, and is missed all the same.
        is_of_all = request.POST.get("select_across") == "1"
        ticked = set(request.POST.getlist(ACTION_CHECKBOX_NAME))
        if left_out := (queryset.count() if is_of_all else len(ticked)) - total:
            text = ngettext(
                "%(total)s record was left out:"
                " it is not in your regions, or no longer in this list.",
                "%(total)s records were left out:"
                " they are not in your regions, or no longer in this list.",
                left_out,
            )
            model_admin.message_user(request, text % {"total": left_out}, messages.WARNING)
        return action(model_admin, request, kept) if total else None

    return kept_to_reach


class WhoseFilter(admin.SimpleListFilter):
    """A regional contact's own regions, which its lists open with, or all."""

    title = _("responsibility")
    parameter_name = "whose"
    ALL = "all"

    def __init__(self, request, params, model, model_admin):
        self.scope, self.paths = scope_of(request), model_admin.region_paths
        super().__init__(request, params, model, model_admin)

    def lookups(self, request, model_admin):
        is_split = not self.scope.changes_all and self.scope.regions
        return [(self.ALL, _("All regions"))] if is_split else []

    def queryset(self, request, queryset):
        if self.value() == self.ALL:
            return queryset
        return queryset.filter(self.scope.within(self.paths))

    def choices(self, changelist):
        """Without the numbers that other filters show: they would cost a query more."""
        is_all = self.value() == self.ALL
        own = changelist.get_query_string(remove=[self.parameter_name])
        yield {"selected": not is_all, "query_string": own, "display": _("My regions")}
        every = changelist.get_query_string({self.parameter_name: self.ALL})
        yield {"selected": is_all, "query_string": every, "display": _("All regions")}


class ScopedAutocomplete(AutocompleteJsonView):
    """Offers to one who fills in a record of a region what lies in the regions that are its own."""

    def get_queryset(self):
        found, source = standing(super().get_queryset()), self.source_field.model
        is_listed = self.admin_site.is_registered(source)
        if is_listed and not getattr(self.admin_site.get_model_admin(source), "is_scoped", False):
            return found
        return offered(self.request, found)
