"""The site's addresses: English at the root, the other languages below /fr/ and /es/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from members.admin import passwords
from members.api import docs
from members.views import network, suggest
from newsletters.feeds import newsletter_feed
from newsletters.views.pages import latest_newsletter, suggest_newsletters
from prosper.sitemaps import sitemap_index, sitemap_part

urlpatterns = [
    path("healthz", network.healthz, name="healthz"),
    path("robots.txt", network.robots, name="robots"),
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap_part, name="sitemap-part"),
    path("api/v1/", include("prosper.api")),
    *i18n_patterns(
        path("", network.home, {"latest": latest_newsletter}, name="home"),
        path("suggest/", suggest.suggest, {"more": [suggest_newsletters]}, name="suggest"),
        path("about/", network.page, {"slug": "about"}, name="about"),
        path("accessibility/", network.page, {"slug": "accessibility"}, name="accessibility"),
        path("privacy/", network.page, {"slug": "privacy"}, name="privacy"),
        path("api/v1/", docs.api_docs, name="api-docs"),
        path("", include("members.urls")),
        path("feeds/newsletters.atom", newsletter_feed, name="newsletters_feed"),
        path("newsletters/", include("newsletters.urls")),
        path("admin/password/", passwords.forgotten, name="admin_password_reset"),
        path("admin/password/sent/", passwords.sent, name="password_reset_done"),
        path("admin/password/<uidb64>/<token>/", passwords.choose, name="password_reset_confirm"),
        path("admin/password/done/", passwords.done, name="password_reset_complete"),
        path("admin/", admin.site.urls),
        prefix_default_language=False,
    ),
]

handler400 = "prosper.errors.bad_request"
handler403 = "prosper.errors.permission_denied"
handler404 = "prosper.errors.page_not_found"
handler500 = "prosper.errors.server_error"
