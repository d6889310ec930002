"""Contacts, and the messages that visitors sent them."""

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from members import relay
from members.admin.base import Desk
from members.admin.scope import NOTHING
from members.admin.trays import Tray
from members.models import Contact, Message
from prosper.roles import DELETE


@admin.register(Contact)
class ContactAdmin(Desk, admin.ModelAdmin):
    """Who answers for the whole network, or for other regions, is not one region's to say."""

    region_paths = ("organisation__region", "region")
    others_see = Q(is_public=True)
    list_display = ["organisation", "role", "region", "email", "phone", "is_public"]
    list_filter = ["role", "region", "is_public"]
    list_select_related = ["organisation", "region"]
    search_fields = ["organisation__name", "email"]
    autocomplete_fields = ["organisation", "region"]
    fieldsets = [
        (None, {"fields": ["organisation", "role", "region", "is_public"]}),
        (_("How to reach it"), {"fields": ["email", "phone", "language"]}),
    ]


@admin.register(Message)
class MessageAdmin(Desk, admin.ModelAdmin):
    """Messages are read here, and deleted when done with; nobody writes or changes one."""

    region_paths = ("contact__region",)
    others_see = NOTHING

    list_display = ["created_at", "name", "email", "addressee", "language", "is_delivered"]
    list_filter = ["addressee", "language", ("delivered_at", admin.EmptyFieldListFilter)]
    search_fields = ["name", "email", "text"]
    date_hierarchy = "created_at"
    fields = [
        "created_at",
        "addressee",
        "name",
        "email",
        "language",
        "text",
        "delivered_at",
        "error",
    ]

    actions = ["send_again"]
    trays = [
        Tray(
            _("Messages not passed on"),
            {"delivered_at__isempty": "1"},
            lambda received: received.filter(delivered_at=None),
            place=10,
            help=_("The mail could not be sent"),
            needs=DELETE,
        ),
    ]

    @admin.action(description=_("Send the selected messages again"), permissions=["delete"])
    def send_again(self, request, queryset):
        """For messages that could not be passed on, and for those whose contact has changed.

        The committee's: who may only see messages has nothing sent out.
        """
        sent = 0
        for message in queryset.exclude(contact=None).select_related("contact"):
            relay.send(message)
            sent += message.delivered_at is not None and not message.error
        text = ngettext("%(total)s message was sent.", "%(total)s messages were sent.", sent)
        self.message_user(request, text % {"total": sent})

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=_("passed on"), boolean=True, ordering="delivered_at")
    def is_delivered(self, message):
        return message.delivered_at is not None
