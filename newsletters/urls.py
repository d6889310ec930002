from django.urls import path, re_path

from newsletters import previews
from newsletters.views import files, pages

app_name = "newsletters"

MONTH = r"(?P<slug>[0-9]{4}-[0-9]{2})"

urlpatterns = [
    path("", pages.newsletter_list, name="list"),
    path("preview/<str:token>/", previews.newsletter_preview, name="preview"),
    path("preview/<str:token>/<slug:language>.pdf", previews.edition_preview, name="preview-pdf"),
    re_path(rf"^{MONTH}/$", pages.newsletter_detail, name="detail"),
    re_path(rf"^{MONTH}/(?P<language>[a-z]{{2}})\.pdf$", files.edition_pdf, name="pdf"),
]
