"""Merging two organisations in the desk: finding the other, choosing, and doing it."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from members import common
from members.admin.keys import is_number
from members.admin.likely import said_apart, why
from members.admin.side_by_side import SideBySide
from members.duplicates import relations
from members.duplicates.choices import units
from members.duplicates.finding import meant_by
from members.duplicates.merging import locked, merge
from members.models import DuplicatePair, Organisation, Status

FOUND = 20


class MergedFilter(admin.SimpleListFilter):
    """Leaves out those that were merged into another, or shows them alone."""

    title = _("merges")
    parameter_name = "merged"
    ONLY = "only"

    def lookups(self, request, model_admin):
        return [(self.ONLY, _("Merged into another"))]

    def queryset(self, request, queryset):
        if self.value() == self.ONLY:
            return queryset.filter(merged_into__isnull=False)
        return queryset.standing()

    def choices(self, changelist):
        """Without the numbers that other filters show: they would cost a query more."""
        is_only = self.value() == self.ONLY
        rest = changelist.get_query_string(remove=[self.parameter_name])
        yield {"selected": not is_only, "query_string": rest, "display": _("Without those merged")}
        only = changelist.get_query_string({self.parameter_name: self.ONLY})
        yield {"selected": is_only, "query_string": only, "display": _("Merged into another")}


class Merges:
    """Mixin of the lists of organisations; the page itself is the one of all organisations."""

    def get_urls(self):
        if self.model is not Organisation:
            return super().get_urls()
        view = self.admin_site.admin_view(self.merge_view)
        return [path("merge/", view, name=self.address_name("merge")), *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, **kwargs):
        obj = context.get("original")
        if obj and self.has_change_permission(request, obj):
            context["merge_url"] = merge_url(obj.pk)
        if obj and obj.merged_into_id:
            context["merged_into"] = obj.merged_into
            context["merge"] = obj.mergings.filter(undone_at=None).first()
        return super().render_change_form(request, context, add=add, change=change, **kwargs)

    @admin.action(description=_("Merge the two selected organisations"), permissions=["change"])
    def merge_selected(self, request, queryset):
        """Leads to the page on which one chooses: the public one, or the older, would stay."""
        found = list(queryset.standing()[:3])
        if len(found) != 2:
            self.message_user(request, _("Tick two organisations, no more."), messages.ERROR)
            return None
        found.sort(key=lambda o: (o.status != Status.PUBLISHED, o.pk))
        return HttpResponseRedirect(merge_url(*(o.pk for o in found)))

    def merge_view(self, request):
        """The two side by side; without a second one, the search for it."""
        asked = [key for key in request.GET.getlist("of")[:2] if is_number(key)]
        chosen = [self._to_be_merged(request, key) for key in asked]
        if not chosen:
            raise Http404
        if len(chosen) == 1 or chosen[0] == chosen[1]:
            return self._other_page(request, chosen[0])
        if beyond := self._beyond(request, *chosen):
            text = _("This has to be done by the steering committee: %(rows)s.")
            self.message_user(request, text % {"rows": "; ".join(beyond)}, messages.ERROR)
            return HttpResponseRedirect(self.address("change", chosen[0].pk))
        if request.method != "POST":
            return self._page(request, SideBySide(*chosen))
        if request.POST.get("do") == "apart":
            return self._set_apart(request, *chosen)
        return self._merge(request, *chosen)

    def _to_be_merged(self, request, key: str) -> Organisation:
        """One that may be changed; of one merged already, the one that stands for it."""
        organisation = self.get_object(request, key)
        if organisation is None:
            raise Http404
        if not self.has_change_permission(request, organisation.survivor):
            raise PermissionDenied
        return organisation.survivor

    def _beyond(self, request, kept: Organisation, merged: Organisation) -> list[str]:
        """Rows that would go along and are not one's own to change: other regions' contacts."""
        found = []
        for relation in relations.moving():
            desk = self.admin_site._registry.get(relation.related_model)
            is_part = relation.related_model is not Organisation
            if is_part and desk and getattr(desk, "is_scoped", False):
                rows = relations.rows_of(relation, merged)
                own = desk.kept(request, rows).values_list("pk", flat=True)
                found += [f"{row._meta.verbose_name} “{row}”" for row in rows.exclude(pk__in=own)]
        return found

    def _other_page(self, request, organisation: Organisation):
        """Which one it is to be merged with: those that are probably the same, or of a search."""
        text = request.GET.get("q", "").strip()[:200]
        besides = {organisation.pk}
        if text:
            standing = Organisation.objects.standing().exclude(pk__in=besides)
            found = [(other, "") for other in common.first(standing, text, FOUND)]
        else:
            found = [
                (candidate.organisation, why(candidate.likeness.reasons))
                for candidate in meant_by(
                    *(name for name in (organisation.name, organisation.acronym) if name),
                    *organisation.alternate_names.values_list("name", flat=True),
                    country=organisation.country_id,
                    region=organisation.region_id,
                    kind=organisation.kind,
                    besides=besides | said_apart(organisation.pk),
                )
            ]
        rows = [
            (other, reasons, self.has_change_permission(request, other)) for other, reasons in found
        ]
        return self.page(
            request,
            "admin/members/organisation/merge_with.html",
            title=_("Merge: %(record)s") % {"record": organisation},
            object=organisation,
            query=text,
            rows=rows,
        )

    def _page(self, request, both: SideBySide):
        return self.page(
            request,
            "admin/members/organisation/merge.html",
            title=_("Merge two organisations"),
            object=both.kept,
            both=both,
            swapped=merge_url(both.merged.pk, both.kept.pk),
        )

    def _merge(self, request, kept: Organisation, merged: Organisation):
        keys = {unit.key for unit in units()}
        take = {key for key in keys if request.POST.get(f"field-{key}") == "merged"}
        periods = {int(key) for key in request.POST.getlist("period") if is_number(key)}
        both = SideBySide(kept, merged, take, periods)
        try:
            with transaction.atomic():
                both.kept, both.merged = locked(kept.pk, merged.pk)
                if both.seen != request.POST.get("seen"):
                    text = _("Somebody has changed one of the two meanwhile. Please look again.")
                    raise ValidationError(text)
                merge(kept, merged, take, periods)
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
            return self._page(request, both)
        done = _("“%(merged)s” was merged into this record.") % {"merged": merged}
        messages.success(request, done)
        self.log_change(request, kept, [{"changed": {}}])
        return HttpResponseRedirect(self.address("change", kept.pk))

    def _set_apart(self, request, *both: Organisation):
        """That they are not the same is kept, so that the report does not tell of them again."""
        first, second = sorted(both, key=lambda organisation: organisation.pk)
        now = timezone.now()
        DuplicatePair.objects.update_or_create(
            first=first,
            second=second,
            defaults={"dismissed_at": now, "dismissed_by": request.user},
            create_defaults={
                "dismissed_at": now,
                "dismissed_by": request.user,
                "found_at": now,
                "score": 0,
            },
        )
        messages.success(request, _("It is kept that they are not the same."))
        return HttpResponseRedirect(reverse("admin:members_duplicatepair_changelist"))


def merge_url(*keys: int) -> str:
    """The page on which these are merged."""
    query = urlencode([("of", key) for key in keys])
    return f"{reverse('admin:members_organisation_merge')}?{query}"
