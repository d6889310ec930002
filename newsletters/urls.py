from django.urls import path, re_path

from newsletters import previews
from newsletters.subscribing import views as subscribing
from newsletters.views import files, pages

app_name = "newsletters"

MONTH = r"(?P<slug>[0-9]{4}-[0-9]{2})"

urlpatterns = [
    path("", pages.newsletter_list, name="list"),
    path("subscribe/", subscribing.subscribe, name="subscribe"),
    path("subscribe/<slug:name>/", subscribing.told, name="told"),
    path("confirm/<str:token>/", subscribing.confirm, name="confirm"),
    path("subscription/<str:token>/", subscribing.manage, name="manage"),
    path("subscription/<str:token>/data.json", subscribing.export, name="export"),
    path("subscription/<str:token>/erase/", subscribing.erase, name="erase"),
    path("unsubscribe/<str:token>/", subscribing.unsubscribe, name="unsubscribe"),
    path("preview/<str:token>/", previews.newsletter_preview, name="preview"),
    path("preview/<str:token>/<slug:language>.pdf", previews.edition_preview, name="preview-pdf"),
    re_path(rf"^{MONTH}/$", pages.newsletter_detail, name="detail"),
    re_path(rf"^{MONTH}/(?P<language>[a-z]{{2}})\.pdf$", files.edition_pdf, name="pdf"),
]
