"""Looking at a record as another sees it: the public, a regional contact, the committee."""

from typing import NamedTuple

from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.urls import path
from django.utils.translation import gettext as _

from members.admin.reach import scope_of
from members.models import Organisation
from members.scope import Scope
from members.views.profile import for_profile, render_profile
from prosper.roles import CHANGE, REGIONAL_CONTACT, STEERING_COMMITTEE, permits


class Viewpoint(NamedTuple):
    """A role, and how far its rights would reach. It only ever narrows what one sees oneself."""

    key: str
    label: str
    role: str
    scope: Scope

    def keeps(self, model_admin, record) -> bool:
        """Whether the role may change the record."""
        may = permits(self.role, CHANGE, model_admin.opts)
        return may and self.scope.reaches(record, model_admin.region_paths)

    def sees_private(self, model_admin, record) -> bool:
        return self.scope.sees_all or self.keeps(model_admin, record)


def viewpoints(request, model_admin, organisation) -> list[Viewpoint]:
    """Those from which one sees no more than one sees oneself."""
    if not model_admin.sees_private(request, organisation):
        return []
    region = organisation.region
    regional = _("a regional contact of %(region)s") % {"region": region}
    own, none = frozenset({region.pk}), frozenset()
    found = [
        Viewpoint(
            "regional",
            regional,
            REGIONAL_CONTACT,
            Scope(changes_all=False, sees_all=False, regions=own),
        ),
        Viewpoint(
            "elsewhere",
            _("a regional contact of another region"),
            REGIONAL_CONTACT,
            Scope(changes_all=False, sees_all=False, regions=none),
        ),
    ]
    if scope_of(request).sees_all:
        everything = Scope(changes_all=True, sees_all=True, regions=none)
        found.append(
            Viewpoint("committee", _("the steering committee"), STEERING_COMMITTEE, everything)
        )
    return found


class ViewedAs:
    """Adds to the form of an organisation the choice of looking at it as another."""

    change_form_template = "admin/members/organisation_form.html"

    def get_urls(self):
        view = self.admin_site.admin_view(self.preview_view)
        preview = path("<path:object_id>/preview/", view, name=self.address_name("preview"))
        return [preview, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """With ``?as=``, the form is shown as that role would see it, and takes nothing."""
        organisation = self.get_object(request, unquote(object_id))
        context = {}
        if organisation and self.has_view_permission(request, organisation):
            found = viewpoints(request, self, organisation)
            context = {
                "viewpoints": found,
                "preview_url": self.address("preview", quote(organisation.pk)),
                "viewpoint": self.take(request, found),
            }
            if context["viewpoint"]:
                context["viewpoint_keeps"] = context["viewpoint"].keeps(self, organisation)
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def take(self, request, found: list[Viewpoint]) -> Viewpoint | None:
        """The viewpoint asked for, from which the request is answered from here on."""
        asked = request.GET.get("as")
        if asked is None:
            return None
        chosen = {viewpoint.key: viewpoint for viewpoint in found}.get(asked)
        if chosen is None:
            raise PermissionDenied
        request.viewpoint = chosen
        return chosen

    def preview_view(self, request, object_id):
        """The public profile, of a draft too; the admin has no page of its kept."""
        organisation = self.get_object(request, unquote(object_id))
        if organisation is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, organisation):
            raise PermissionDenied
        organisation = for_profile(Organisation.objects).get(pk=organisation.pk)
        back = self.address("change", quote(organisation.pk))
        return render_profile(request, organisation, {"preview_back": back, "noindex": True})
