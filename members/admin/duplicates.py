"""The report of probable duplicates, and the merges that were made, with a way back."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from members.admin.base import Desk
from members.admin.likely import why
from members.admin.merges import merge_url
from members.admin.reach import scope_of
from members.admin.showing import who
from members.admin.trays import Tray
from members.duplicates import relations
from members.duplicates.undoing import home_of, undo
from members.models import DuplicatePair, Merge, Organisation


class DismissedFilter(admin.SimpleListFilter):
    """Those that nobody has looked at yet, with which the list opens, or those put aside."""

    title = _("state")
    parameter_name = "state"
    DISMISSED = "apart"

    def lookups(self, request, model_admin):
        return [(self.DISMISSED, _("Not the same"))]

    def queryset(self, request, queryset):
        is_open = self.value() != self.DISMISSED
        return queryset.standing().filter(dismissed_at__isnull=is_open)

    def choices(self, changelist):
        is_open = self.value() != self.DISMISSED
        query = changelist.get_query_string(remove=[self.parameter_name])
        yield {"selected": is_open, "query_string": query, "display": _("To be looked at")}
        query = changelist.get_query_string({self.parameter_name: self.DISMISSED})
        yield {"selected": not is_open, "query_string": query, "display": _("Not the same")}


class OnRecord(Desk, admin.ModelAdmin):
    """A list of what was found or done, which nobody types."""

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def changelist_view(self, request, extra_context=None):
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))


@admin.register(DuplicatePair)
class DuplicatePairAdmin(OnRecord):
    region_paths = ("first__region", "second__region")
    list_display = ["score", "both", "told_reasons", "compare"]
    list_display_links = None
    list_filter = [
        DismissedFilter,
        ("first__region", admin.RelatedOnlyFieldListFilter),
        ("first__kind", admin.ChoicesFieldListFilter),
    ]
    list_select_related = [
        *("first__region", "first__country", "second__region", "second__country"),
    ]
    search_fields = ["first__name", "second__name"]
    fields = ["both", "score", "told_reasons", "found_at", "dismissed_at", "dismissed_by"]
    actions = ["set_apart", "look_again"]
    trays = [
        Tray(_("Probable duplicates"), {}, lambda pairs: pairs.open(), place=65),
    ]

    @admin.display(description=_("the two"), ordering="first__titles_folded")
    def both(self, pair):
        return format_html("{}<br>{}", named(pair.first), named(pair.second))

    @admin.display(description=_("why"))
    def told_reasons(self, pair):
        return why(pair.reasons)

    @admin.display(description=_("merge"))
    def compare(self, pair):
        return format_html(
            '<a href="{}">{}<span class="visually-hidden">: {}</span></a>',
            merge_url(pair.first_id, pair.second_id),
            _("Side by side"),
            pair,
        )

    def get_list_display(self, request):
        shown = super().get_list_display(request)
        return shown if self.has_change_permission(request) else shown[:-1]

    def get_actions(self, request):
        actions = super().get_actions(request)
        is_apart = request.GET.get(DismissedFilter.parameter_name) == DismissedFilter.DISMISSED
        actions.pop("set_apart" if is_apart else "look_again", None)
        return actions

    @admin.action(description=_("The selected pairs are not the same"), permissions=["change"])
    def set_apart(self, request, queryset):
        now = {"dismissed_at": timezone.now(), "dismissed_by": request.user}
        self.tell(request, queryset.update(**now))

    @admin.action(description=_("Look at the selected pairs again"), permissions=["change"])
    def look_again(self, request, queryset):
        self.tell(request, queryset.update(dismissed_at=None, dismissed_by=None))

    def tell(self, request, total: int) -> None:
        text = ngettext("%(total)s pair changed.", "%(total)s pairs changed.", total)
        self.message_user(request, text % {"total": total}, messages.SUCCESS)


def named(organisation: Organisation) -> str:
    """An organisation with what tells it from another of the name, as a link to its form."""
    url = reverse("admin:members_organisation_change", args=[organisation.pk])
    facts = f"{organisation.get_kind_display()}, {organisation.place}"
    facts += f" · {organisation.get_status_display()}"
    return format_html(
        '<a href="{}">{}</a> <span class="quiet">{}</span>', url, organisation.name, facts
    )


@admin.register(Merge)
class MergeAdmin(OnRecord):
    region_paths = ("kept__region", "merged__region")
    list_display = ["__str__", "made_at", "made_by", "undone_at"]
    list_filter = [("undone_at", admin.EmptyFieldListFilter), "made_at"]
    list_select_related = ["kept", "merged", "made_by"]
    search_fields = ["kept__name", "merged__name"]
    fields = ["kept", "merged", "made_at", "made_by", "undone_at", "undone_by"]
    change_form_template = "admin/members/merge/change_form.html"

    def has_change_permission(self, request, obj=None):
        return False

    def get_urls(self):
        view = self.admin_site.admin_view(self.undo_view)
        return [path("<int:pk>/undo/", view, name=self.address_name("undo")), *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and obj.undone_at is None and self.may_undo(request, obj):
            context["undo_url"] = self.address("undo", obj.pk)
        return super().render_change_form(
            request, context, add=add, change=change, form_url=form_url, obj=obj
        )

    def may_undo(self, request, merge: Merge) -> bool:
        """Whoever keeps both, and all that would be moved back, may part them again."""
        scope, paths = scope_of(request), self.region_paths
        may_change = request.user.has_perm("members.change_organisation")
        home = home_of(merge)
        is_near = scope.changes_all or home is None or home in scope.regions
        is_here = is_near and scope.reaches(merge, paths)
        return may_change and is_here and not self.beyond(request, merge)

    def beyond(self, request, merge: Merge) -> bool:
        """Whether the merge moved what is not for this account to change: others' contacts."""
        for relation in relations.moving():
            desk = self.admin_site._registry.get(relation.related_model)
            is_part = relation.related_model is not Organisation
            if is_part and desk and getattr(desk, "is_scoped", False):
                keys = merge.done["moved"].get(relations.key_of(relation), [])
                rows = relation.related_model._default_manager.filter(pk__in=keys)
                own = desk.kept(request, rows).values("pk")
                if keys and rows.exclude(pk__in=own).exists():
                    return True
        return False

    def undo_view(self, request, pk):
        """Asks, then undoes the merge, and says what it had to leave."""
        merge = self.get_queryset(request).select_related("kept", "merged").filter(pk=pk).first()
        if merge is None:
            raise Http404
        if not self.may_undo(request, merge):
            raise PermissionDenied
        back = self.address("change", merge.pk)
        if request.method == "POST":
            try:
                self.tell(request, undo(merge), merge)
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(back)
        title = _("Undo a merge: %(merge)s") % {"merge": merge}
        return self.page(
            request,
            "admin/members/merge/undo.html",
            title=title,
            merge=merge,
            object=merge,
            by=who(merge.made_by),
            back=back,
        )

    def tell(self, request, left: list[str], merge: Merge) -> None:
        names = {"merged": merge.merged, "kept": merge.kept}
        done = _("“%(merged)s” and “%(kept)s” are two again.") % names
        messages.success(request, done)
        if left:
            text = _("Changed since, and left as it is: %(left)s.") % {"left": "; ".join(left)}
            messages.warning(request, text)
