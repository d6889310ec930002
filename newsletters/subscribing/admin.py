"""Subscribers at the desk: how many there are and of what kind, hardly ever who."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from members.admin.base import Desk
from newsletters.models import DoNotMail, Reason, Subscriber
from newsletters.subscribing import keeping
from newsletters.subscribing.addresses import masked, normalised


class FoundByAddress:
    """Mixin of lists that are searched by a whole address: parts of one would tell who is there.

    Nothing is added or changed here. Staff cannot agree in a reader's place.
    """

    region_paths = ()
    # Has the box shown; what is searched, ``of_address`` says.
    search_fields = ["pk"]
    search_help_text = _("A whole e-mail address")

    def get_search_results(self, request, queryset, search_term):
        if not search_term.strip():
            return queryset, False
        try:
            return self.of_address(queryset, normalised(search_term)), False
        except ValidationError:
            return queryset.none(), False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Subscriber)
class SubscriberAdmin(FoundByAddress, Desk, admin.ModelAdmin):
    list_display = ["masked_address", "state", "language", "region", "consented_at", "confirmed_at"]
    list_filter = ["state", "language", "region"]
    list_select_related = ["region"]
    readonly_fields = ["masked_address"]

    def of_address(self, queryset, address: str):
        return queryset.filter(address=address)

    @admin.display(description=_("e-mail address"))
    def masked_address(self, subscriber):
        return masked(subscriber.address)

    def get_fields(self, request, obj=None):
        """The whole address for those alone who may erase it, and are asked to."""
        shown = "address" if self.has_delete_permission(request, obj) else "masked_address"
        consent = ["consent", "consent_version", "consented_at", "consented_from"]
        return [shown, "state", "language", "region", *consent, "confirmed_at"]

    def delete_model(self, request, obj):
        keeping.erase(obj, Reason.ERASED)

    def delete_queryset(self, request, queryset):
        """As one by one: each leaves its entry among the addresses that are not mailed."""
        for subscriber in queryset.iterator():
            keeping.erase(subscriber, Reason.ERASED)


@admin.register(DoNotMail)
class DoNotMailAdmin(FoundByAddress, Desk, admin.ModelAdmin):
    """To delete an entry is to let the address subscribe again."""

    list_display = ["digest_start", "reason", "since"]
    list_filter = ["reason"]
    fields = ["digest", "reason", "since"]

    def of_address(self, queryset, address: str):
        return queryset.of(address)

    @admin.display(description=_("keyed hash"))
    def digest_start(self, entry):
        return f"{entry}…"
