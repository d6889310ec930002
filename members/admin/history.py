"""The history of each record, with a way back to any of its states; and what was deleted."""

from functools import partial

from django.contrib import messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from members import history, occasion, returning
from members.admin import timeline
from members.admin.showing import rows_of
from members.admin.told import told
from members.history import DELETED
from members.kept import kept_with
from members.occasion import Source

PER_PAGE = 50


class HasHistory:
    """Mixin of the desk's lists: the history of a record, and a way back."""

    def get_urls(self):
        if not history.is_kept(self.model):
            return super().get_urls()
        name, view = self.address_name, self.admin_site.admin_view
        return [
            path("deleted/", view(self.deleted_view), name=name("deleted")),
            path("deleted/<int:entry>/", view(self.restore_view), name=name("restore")),
            path(
                "<path:object_id>/history/<slug:part>/<int:entry>/",
                view(self.revert_view),
                name=name("revert"),
            ),
            *super().get_urls(),
        ]

    def address_name(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def address(self, page: str, *args) -> str:
        return reverse(f"{self.admin_site.name}:{self.address_name(page)}", args=args)

    def tells_history(self, request, obj) -> bool:
        """Whether the account may look back: it tells of notes and of hidden contacts, too."""
        is_private = self.is_scoped and not self.sees_private(request, obj)
        return not is_private and self.has_view_or_change_permission(request, obj)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["tells_history"] = obj is not None and self.tells_history(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def history_view(self, request, object_id, extra_context=None):
        """What happened to the record and to its parts; bounded queries, whatever it shows."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None or not history.is_kept(self.model):
            return super().history_view(request, object_id, extra_context)
        if not self.tells_history(request, obj):
            raise PermissionDenied
        kept = kept_with(self.model)
        keys = timeline.keys(kept, obj.pk, partial(told, request, self.admin_site))
        page = Paginator(keys, PER_PAGE)
        page = page.get_page(request.GET.get("p"))
        deeds = timeline.by_deed(timeline.read(kept, list(page.object_list)))
        return self.page(
            request,
            "admin/object_history.html",
            title=_("History: %(record)s") % {"record": obj},
            object=obj,
            deeds=deeds,
            page=page,
            can_return=self.has_change_permission(request, obj),
            merged=obj.merged_from.order_by("pk") if hasattr(obj, "merged_from") else [],
        )

    def revert_view(self, request, object_id, part, entry):
        """Asks, then puts the record or one of its parts back to what it was at an entry."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        kept = {k.model._meta.model_name: k for k in kept_with(self.model)}.get(part)
        if kept is None:
            raise Http404
        entry = self.entry(kept.model, entry, **{kept.of: obj.pk})
        now = kept.model._base_manager.filter(pk=entry.id_of_row).first()
        then = timeline.ghost(kept.model, entry)
        if not self.may_put_back(request, obj, kept.model, now, then):
            raise PermissionDenied
        last = history.last_entry(kept.model, entry.id_of_row) if now else None
        back = self.address("history", quote(obj.pk))
        if request.method == "POST" and self.put_back(request, kept.model, entry, Source.REVERT):
            return HttpResponseRedirect(back)
        return self.put_back_page(request, kept.model, last, entry, back=back, object=obj)

    def deleted_view(self, request):
        """What was deleted and can be had back."""
        if not self.may_restore(request):
            raise PermissionDenied
        entries = history.deleted(self.model).select_related("history_user")
        page = self.get_paginator(request, entries, PER_PAGE).get_page(request.GET.get("p"))
        model, listed = self.model._meta.concrete_model, list(page.object_list)
        named = rows_of(link for entry in listed for link in timeline.links(model, entry))
        ghosts = ((entry, timeline.ghost(model, entry, named)) for entry in listed)
        rows = [
            (entry, timeline.name_of(ghost))
            for entry, ghost in ghosts
            if self.has_change_permission(request, ghost)
        ]
        title = _("Deleted: %(records)s") % {"records": self.opts.verbose_name_plural}
        return self.page(request, "admin/deleted.html", title=title, rows=rows, page=page)

    def restore_view(self, request, entry):
        """Asks, then undoes a deletion."""
        model = self.model._meta.concrete_model
        entry = self.entry(model, entry, history_type=DELETED)
        then = timeline.ghost(model, entry)
        if not self.may_restore(request) or not self.has_change_permission(request, then):
            raise PermissionDenied
        if model._base_manager.filter(pk=entry.id_of_row).exists():
            return HttpResponseRedirect(self.address("change", quote(entry.id_of_row)))
        if request.method == "POST" and self.put_back(request, model, entry, Source.RESTORE):
            return HttpResponseRedirect(self.address("change", quote(entry.id_of_row)))
        return self.put_back_page(request, model, None, entry, back=self.address("deleted"))

    def may_restore(self, request) -> bool:
        return self.has_add_permission(request) and self.has_delete_permission(request)

    def may_put_back(self, request, obj, model, now, then) -> bool:
        """Whether the user may have a row be what it was: it has to be theirs now and then."""
        if not self.has_change_permission(request, obj):
            return False
        if model is self.model._meta.concrete_model:
            return self.has_change_permission(request, then)
        desk = self.admin_site._registry.get(model)
        if desk is None:
            return request.user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}")
        is_allowed = now is None or desk.has_change_permission(request, now)
        is_allowed &= desk.has_change_permission(request, then)
        return is_allowed and (now is not None or desk.has_add_permission(request))

    def entry(self, model, number: int, **of):
        found = history.of(model).objects.filter(history_id=number, **of).first()
        if found is None:
            raise Http404
        found.id_of_row = getattr(found, model._meta.pk.attname)
        return found

    def put_back(self, request, model, entry, source: Source) -> bool:
        """Does it; or says in the reader's words what stands in the way."""
        # A record that is there again is put back alone: its parts have had a life since.
        is_gone = not model._base_manager.filter(pk=entry.id_of_row).exists()
        is_deletion = entry.history_type == DELETED and is_gone
        do = returning.restore if is_deletion else returning.put_back
        try:
            with occasion.because(source=source, reference=entry.history_date.isoformat()):
                row = do(model, entry)
        except ValidationError as error:
            for text in sayings(model, error):
                messages.error(request, text)
            return False
        done = (
            _("“%(record)s” is restored.")
            if is_deletion
            else _("“%(record)s” is what it was then.")
        )
        messages.success(request, done % {"record": row})
        self.log_change(request, row, [{"changed": {}}])
        return True

    def put_back_page(self, request, model, now, then, **context):
        """What would change."""
        named = rows_of(timeline.links(model, now, then))
        record = timeline.name_of(timeline.ghost(model, then, named))
        title = (
            _("Restore: %(record)s") if now is None else _("Revert to an earlier state: %(record)s")
        )
        return self.page(
            request,
            "admin/put_back.html",
            title=title % {"record": record},
            changes=list(timeline.between(model, now, then, named)),
            when=then.history_date,
            is_gone=now is None,
            **context,
        )

    def page(self, request, template: str, **context):
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "subtitle": None,
            "opts": self.opts,
            "module_name": str(capfirst(self.opts.verbose_name_plural)),
            "preserved_filters": self.get_preserved_filters(request),
        } | context
        return TemplateResponse(request, template, context)

    def changelist_view(self, request, extra_context=None):
        if history.is_kept(self.model) and self.may_restore(request):
            extra_context = {"deleted_url": self.address("deleted")} | (extra_context or {})
        return super().changelist_view(request, extra_context)


def sayings(model, error: ValidationError) -> list[str]:
    """The messages, each with the name of its field."""
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    names = {field.name: capfirst(field.verbose_name) for field in model._meta.fields}
    return [
        f"{names[name]}: {text}" if name in names else text
        for name, texts in error.message_dict.items()
        for text in texts
    ]
