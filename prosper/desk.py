"""The committee's desk: the admin's site, with what it says of itself."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _

from members.entrance import Entrance


class DeskSite(Entrance, AdminSite):
    site_header = _("ProsperA: the committee’s desk")
    site_title = _("ProsperA")
    index_title = _("What would you like to keep up to date?")

    @property
    def login_form(self):
        # Needs the models, which are not there yet when the settings name this module.
        from members.admin.passwords import SignInForm

        return SignInForm

    def autocomplete_view(self, request):
        # As above.
        from members.admin.reach import ScopedAutocomplete

        return ScopedAutocomplete.as_view(admin_site=self)(request)

    def index(self, request, extra_context=None):
        # As above.
        from members.admin.trays import filled

        return super().index(request, {"trays": filled(request, self)} | (extra_context or {}))


class DeskConfig(AdminConfig):
    """Stands in ``INSTALLED_APPS`` in the place of ``django.contrib.admin``."""

    default_site = "prosper.desk.DeskSite"
