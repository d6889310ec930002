from django.urls import path

from members.exports.offers import FORMATS
from members.exports.views import members_feed, members_file
from members.views import (
    answer,
    contact,
    directory,
    embed,
    place,
    preview,
    printable,
    profile,
    timeline,
)

app_name = "members"

urlpatterns = [
    path("members/", directory.organisation_list, name="list"),
    path("members/<slug:slug>/", profile.organisation_detail, name="detail"),
    path("members/preview/<str:token>/", preview.organisation_preview, name="preview"),
    path("embed/members/", embed.organisation_list, name="embed"),
    path("print/members/", printable.organisation_list, name="print"),
    path("network/", timeline.network, name="network"),
    path("regions/", place.region_list, name="regions"),
    path("regions/<slug:slug>/", place.region_detail, name="region"),
    path("countries/<slug:code>/", place.country_detail, name="country"),
    path("contact/", contact.contact, name="contact"),
    path("contact/<slug:slug>/", contact.write, name="write"),
    path("contact/<slug:slug>/sent/", contact.sent, name="sent"),
    path("answer/<str:token>/", answer.answer, name="answer"),
    path("answer/<str:token>/correct/", answer.correct, name="correct"),
    path("answered/<slug:answer>/", answer.thanks, name="answered"),
    path("feeds/members.atom", members_feed, name="feed"),
    *(
        path(f"members.{extension}", members_file, {"extension": extension}, name=extension)
        for extension in FORMATS
    ),
]
