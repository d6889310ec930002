"""The organisations that a list shows, with its filters and search, as a file to be imported."""

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from members.admin.merges import MergedFilter
from members.exports.places import NoPlaceError
from members.exports.views import busy
from members.importing.exporting import EXTENSIONS, OrganisationSheet, response


class Exporting:
    """For a list of organisations: buttons that export what is listed."""

    change_list_template = "admin/members/organisation/exported_list.html"

    def get_urls(self):
        own = [
            path(
                f"export.{extension}",
                self.admin_site.admin_view(self.export),
                {"extension": extension},
                name=self.address_name(f"export_{extension}"),
            )
            for extension in EXTENSIONS
        ]
        return own + super().get_urls()

    def changelist_view(self, request, extra_context=None):
        query = request.GET.copy()
        query.pop("p", None)
        asked = f"?{query.urlencode()}" if query else ""
        exports = [
            (extension.upper(), self.address(f"export_{extension}") + asked)
            for extension in EXTENSIONS
        ]
        # What was merged is not exported: a file that names it means the one that stands for it.
        is_of_merged = request.GET.get(MergedFilter.parameter_name) == MergedFilter.ONLY
        more = {"exports": [] if is_of_merged else exports}
        if request.user.has_perm("members.add_importbatch"):
            more["import_url"] = reverse("admin:members_importbatch_add")
        return super().changelist_view(request, (extra_context or {}) | more)

    def export(self, request, extension):
        """What the list shows at the same query, on all of its pages."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            listed = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters as error:
            raise Http404(_("The list cannot be filtered so.")) from error
        pks = listed.standing().values_list("pk", flat=True).iterator()
        sheet = OrganisationSheet(pks, lambda o: self.sees_private(request, o))
        try:
            return response(sheet, f"ProsperA-{timezone.now():%Y-%m-%d}", extension)
        except NoPlaceError:
            return busy()
