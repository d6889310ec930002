"""The addresses of the API: what each application brings."""

from django.urls import path

from members.api.urls import urlpatterns as members
from newsletters import api

app_name = "api"

urlpatterns = [
    *members,
    path("newsletters/", api.NewsletterList.as_view(), name="newsletters"),
    path("newsletters/<str:slug>/", api.NewsletterDetail.as_view(), name="newsletter"),
]
