"""The addresses of the API: what each application brings."""

from django.urls import path, re_path

from members.api.urls import urlpatterns as members
from newsletters import api
from newsletters.urls import MONTH

app_name = "api"

urlpatterns = [
    *members,
    path("newsletters/", api.NewsletterList.as_view(), name="newsletters"),
    re_path(rf"^newsletters/{MONTH}/$", api.NewsletterDetail.as_view(), name="newsletter"),
]
