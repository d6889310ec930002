"""The yearly questions, and the change requests that come of them: decided field by field."""

from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from members import deciding
from members.admin.base import Desk
from members.admin.history import sayings
from members.admin.reach import ASK, scope_of
from members.admin.scope import NOTHING
from members.admin.trays import Tray
from members.models import ChangeRequest, Decision, Organisation, Question


class MailFilter(admin.SimpleListFilter):
    """Whether the question has gone out."""

    title = _("mail")
    parameter_name = "mail"

    def lookups(self, request, model_admin):
        return [("sent", _("Sent")), ("failed", _("Could not be sent"))]

    def queryset(self, request, queryset):
        if self.value() == "sent":
            return queryset.exclude(sent_at=None)
        return queryset.exclude(error="") if self.value() == "failed" else queryset


class WaitingFilter(admin.SimpleListFilter):
    """Whether something is still to be decided."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("waiting", _("Waiting")), ("decided", _("Decided"))]

    def queryset(self, request, queryset):
        if self.value() == "waiting":
            return queryset.waiting()
        return queryset.exclude(closed_at=None) if self.value() == "decided" else queryset


class AskedOnly(Desk):
    """What the site and the organisations write: nobody at the desk adds or deletes any."""

    region_paths = ("organisation__region",)
    others_see = NOTHING
    list_select_related = ["organisation"]
    search_fields = ["organisation__name"]
    date_hierarchy = "created_at"

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Question)
class QuestionAdmin(AskedOnly, admin.ModelAdmin):
    list_display = ["organisation", "address", "sent_at", "answer", "answered_at"]
    list_filter = ["answer", MailFilter, "language", "organisation__region"]

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(ChangeRequest)
class ChangeRequestAdmin(AskedOnly, admin.ModelAdmin):
    """A stock list; a request is a page of our own, on which its fields are decided."""

    list_display = ["organisation", "name", "told_fields", "created_at", "closed_at"]
    list_filter = [WaitingFilter, "language", "organisation__region"]
    change_form_template = "admin/members/change_request.html"
    trays = [
        Tray(
            _("Change requests waiting"),
            {WaitingFilter.parameter_name: "waiting"},
            lambda requests: requests.waiting(),
            place=5,
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("fields")

    @admin.display(description=_("decided"))
    def told_fields(self, change_request):
        fields = change_request.fields.all()
        decided = sum(field.state != Decision.WAITING for field in fields)
        return _("%(decided)s of %(total)s") % {"decided": decided, "total": len(fields)}

    def change_view(self, request, object_id, form_url="", extra_context=None):
        found = self.get_object(request, unquote(object_id))
        if found is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method == "POST":
            return self.decide(request, found)
        if not self.has_view_permission(request, found):
            raise PermissionDenied
        return self.request_page(request, found, deciding.field_forms(found))

    def decide(self, request, found):
        """What the page's form sends: one decision, or several, or that a remark was read."""
        if not self.has_change_permission(request, found):
            raise PermissionDenied
        with transaction.atomic():
            locked, organisation = deciding.open_request(found.pk)
            # It may have been moved to another region while the lock was waited for.
            if not self.has_change_permission(request, locked):
                raise PermissionDenied
            forms = deciding.field_forms(locked, request.POST)
            errors = self.carry_out(request, locked, forms)
        if not errors:
            return HttpResponseRedirect(self.address("change", quote(found.pk)))
        for text in errors:
            self.message_user(request, text, messages.ERROR)
        # What was assigned and refused is not what is stored.
        locked.organisation = Organisation.objects.select_related("region").get(pk=organisation.pk)
        return self.request_page(request, locked, forms)

    def carry_out(self, request, locked: ChangeRequest, forms: list) -> list[str]:
        """Does what was chosen; or says what is wrong, beside the fields where it can."""
        # Each is checked, so that each says what is wrong with it.
        wrong = [form for form in forms if not form.is_valid()]
        if locked.closed_at:
            return [_("Everything here has been decided already.")]
        if wrong:
            return [_("Please correct what is marked below; nothing was decided yet.")]
        chosen = [form for form in forms if form.is_decided]
        if forms and not chosen:
            return [_("Nothing was decided: choose for at least one field.")]
        if not forms and "read" not in request.POST:
            return [_("Nothing was decided.")]
        by_field = {form.changed.field: form for form in chosen}
        try:
            deciding.decide(
                locked,
                chosen,
                request.user,
                may_keep=self.staying(request),
                verified="verified" in request.POST,
            )
        except ValidationError as error:
            if not hasattr(error, "error_dict"):
                return list(error.messages)
            beside = {n: e for n, e in error.error_dict.items() if n in by_field}
            for name, texts in beside.items():
                by_field[name].add_error("value", texts)
            rest = {n: e for n, e in error.error_dict.items() if n not in by_field}
            return sayings(Organisation, ValidationError(rest)) or [
                _("Please correct what is marked below; nothing was decided yet.")
            ]
        self.log_change(request, locked, [{"changed": {"fields": [*by_field]}}])
        text = ngettext(
            "%(total)s field was decided.", "%(total)s fields were decided.", len(chosen)
        )
        self.message_user(request, text % {"total": len(chosen)}, messages.SUCCESS)
        return []

    def staying(self, request):
        """A check that a record is not taken out of the regions of who decides."""

        def check(organisation) -> None:
            if not scope_of(request).reaches(organisation, ("region",)):
                raise ValidationError({"country": ASK})

        return check

    def request_page(self, request, found: ChangeRequest, forms: list):
        organisation = found.organisation
        decided = found.fields.exclude(state=Decision.WAITING).select_related("decided_by")
        return self.page(
            request,
            self.change_form_template,
            title=_("Change request: %(record)s") % {"record": organisation},
            original=found,
            organisation=organisation,
            forms=forms,
            decided=[deciding.outcome(field) for field in decided],
            may_decide=not found.closed_at and self.has_change_permission(request, found),
        )
