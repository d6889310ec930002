"""The committee's desk: the admin's site, with what it says of itself."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _

from members.occasion import at_the_desk


class DeskSite(AdminSite):
    site_header = _("ProsperA: the committee’s desk")
    site_title = _("ProsperA")
    index_title = _("What would you like to keep up to date?")

    def autocomplete_view(self, request):
        # Needs the models, which are not there yet when the settings name this module.
        from members.admin.reach import ScopedAutocomplete

        return ScopedAutocomplete.as_view(admin_site=self)(request)

    def admin_view(self, view, cacheable=False):
        """Whatever is changed by a page of the desk is changed by its user (``occasion``)."""
        return super().admin_view(at_the_desk(view), cacheable)


class DeskConfig(AdminConfig):
    """Stands in ``INSTALLED_APPS`` in the place of ``django.contrib.admin``."""

    default_site = "prosper.desk.DeskSite"
