"""The box with the link by which a draft can be looked at, and the page that makes a new one."""

from django.contrib import messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from members import previewing
from members.choices import Status
from members.formats import format_day


class Previewable:
    """Mixin of lists whose records are drafts at first."""

    # The name of the view that takes the link's token.
    preview_view_name: str

    def get_urls(self):
        view = self.admin_site.admin_view(self.new_link_view)
        name = self.address_name("new_link")
        return [path("<path:object_id>/new-preview-link/", view, name=name), *super().get_urls()]

    def may_share(self, request, obj) -> bool:
        """Whether there is something to be looked at beforehand, and who asks may show it."""
        is_to_come = not obj.is_public and obj.status != Status.ARCHIVED
        return is_to_come and self.has_change_permission(request, obj)

    def render_change_form(self, request, context, add=False, change=False, **kwargs):
        obj = context.get("original")
        if obj and self.may_share(request, obj):
            token = previewing.token(obj)
            address = reverse(self.preview_view_name, args=[token])
            context |= {
                "preview_link": request.build_absolute_uri(address),
                "preview_until": format_day(previewing.read(self.model, token).until),
                "new_link_url": self.address("new_link", quote(obj.pk)),
            }
        return super().render_change_form(request, context, add=add, change=change, **kwargs)

    def new_link_view(self, request, object_id):
        """Asks, then has all earlier links lead nowhere; the form shows the new one."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not self.may_share(request, obj):
            raise PermissionDenied
        if request.method == "POST":
            previewing.withdraw(obj)
            messages.success(request, _("The earlier preview links work no more."))
            return HttpResponseRedirect(self.address("change", quote(obj.pk)))
        title = _("New preview link: %(record)s") % {"record": obj}
        return self.page(request, "admin/new_link.html", title=title, object=obj)
