"""Deleting is archiving. Purging is another thing: it says what goes, and asks for the name."""

from django.contrib import messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import path
from django.utils.translation import gettext as _

from members.admin.conflicts import lock
from members.admin.purging import in_the_way, what_goes
from members.choices import Status


class Archived:
    """Mixin of lists whose records have a status: they are archived, and seldom purged."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.archive_view)
        archive = path("<path:object_id>/archive/", view, name=self.address_name("archive"))
        return [archive, *super().get_urls()]

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def render_change_form(self, request, context, add=False, change=False, **kwargs):
        obj = context.get("original")
        context["show_delete"] = False
        if obj and obj.status != Status.ARCHIVED and self.has_change_permission(request, obj):
            context["archive_url"] = self.address("archive", quote(obj.pk))
        if obj and self.has_delete_permission(request, obj):
            context["purge_url"] = self.address("delete", quote(obj.pk))
        return super().render_change_form(request, context, add=add, change=change, **kwargs)

    def archive_view(self, request, object_id):
        """Asks why, then takes the record out of the public's sight."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not self.has_change_permission(request, obj):
            raise PermissionDenied
        if request.method == "POST":
            self.archive(request, obj)
            messages.success(request, _("“%(record)s” is archived.") % {"record": obj})
            return HttpResponseRedirect(self.address("change", quote(obj.pk)))
        title = _("Archive: %(record)s") % {"record": obj}
        return self.page(request, "admin/archive.html", title=title, object=obj)

    def archive(self, request, obj) -> None:
        """Sets the status and nothing else; one that is archived already is left as it is."""
        with transaction.atomic():
            lock(self.model, [obj.pk])
            rows = self.model._default_manager.exclude(status=Status.ARCHIVED)
            if stored := rows.filter(pk=obj.pk).first():
                stored.status = Status.ARCHIVED
                stored.save(update_fields=["status"])
                self.log_change(request, stored, [{"changed": {"fields": ["status"]}}])

    def delete_view(self, request, object_id, extra_context=None):
        """Purging: the record and its parts go from the tables; the history stays."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not self.has_delete_permission(request, obj):
            raise PermissionDenied
        typed = request.POST.get("name", "").strip()
        if request.method == "POST" and typed == str(obj) and self.purge(request, obj):
            messages.success(request, _("“%(record)s” is purged.") % {"record": typed})
            return HttpResponseRedirect(self.address("deleted"))
        goes = what_goes(obj)
        return self.page(
            request,
            "admin/purge.html",
            title=_("Purge: %(record)s") % {"record": obj},
            object=obj,
            in_the_way=list(in_the_way(obj)),
            goes=[
                (_("Comes back when it is restored"), goes.back),
                (_("Is lost for good"), goes.lost),
                (_("Stays, but is no longer linked to it"), goes.cut),
            ],
            typed=typed,
            is_wrong=request.method == "POST" and typed != str(obj),
        )

    def purge(self, request, obj) -> bool:
        """Whether it could be: nobody can merge another into it meanwhile."""
        with transaction.atomic():
            lock(self.model, [obj.pk])
            if any(in_the_way(obj)):
                return False
            self.log_deletions(request, self.model._default_manager.filter(pk=obj.pk))
            self.delete_model(request, obj)
        return True
