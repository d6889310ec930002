"""Verifying organisations at the desk: a button on each, and what is to be verified in the list."""

from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path
from django.utils.translation import gettext_lazy as _

from members.admin.showing import who
from members.formats import format_day
from members.models.verified import overdue_before
from members.verifying import verify


class VerificationFilter(admin.SimpleListFilter):
    """When each was verified last; with the region's filter, the queue of a region."""

    title = _("verification")
    parameter_name = "verified"
    DUE, NEVER, STALE, FRESH = "due", "never", "stale", "fresh"

    def lookups(self, request, model_admin):
        return [
            (self.DUE, _("To be verified now")),
            (self.NEVER, _("Never verified")),
            (self.STALE, _("Verified too long ago")),
            (self.FRESH, _("Verified lately")),
        ]

    def queryset(self, request, queryset):
        if self.value() == self.DUE:
            return queryset.unverified()
        if self.value() == self.NEVER:
            return queryset.filter(verified_on=None)
        if self.value() == self.STALE:
            return queryset.filter(verified_on__lt=overdue_before())
        if self.value() == self.FRESH:
            return queryset.filter(verified_on__gte=overdue_before())
        return queryset


class Verifying:
    """For a list of organisations: a button on each form that says that everything is right."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.verify_view)
        own = path("<path:object_id>/verify/", view, name=self.address_name("verify"))
        return [own, *super().get_urls()]

    def verify_view(self, request, object_id):
        organisation = self.get_object(request, unquote(object_id))
        if organisation is None:
            raise Http404
        if not self.has_change_permission(request, organisation):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        verify(organisation, request.user)
        self.log_change(request, organisation, [{"changed": {"fields": ["verified on"]}}])
        text = _("“%(record)s” is verified as of today.") % {"record": organisation}
        self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(self.address("change", quote(organisation.pk)))

    def render_change_form(self, request, context, add=False, change=False, **kwargs):
        organisation = context.get("original")
        if organisation:
            context["verified"] = verified(organisation)
            if self.has_change_permission(request, organisation):
                context["verify_url"] = self.address("verify", quote(organisation.pk))
        return super().render_change_form(request, context, add=add, change=change, **kwargs)


def verified(organisation) -> str:
    """When, and by whom, in a sentence."""
    if organisation.verified_on is None:
        return _("Never verified.")
    told = {"day": format_day(organisation.verified_on), "who": who(organisation.verified_by)}
    if organisation.verified_by is None:
        return _("Verified on %(day)s, by the organisation itself.") % told
    return _("Verified on %(day)s by %(who)s.") % told
