"""Imports: the files that were sent, what each would change or has changed, and its undoing."""

import hashlib
from functools import partial

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from members.admin.base import Desk
from members.admin.keys import is_number
from members.admin.reach import scope_of
from members.admin.trays import Tray
from members.exports.places import NoPlaceError
from members.exports.views import busy
from members.importing import choosing
from members.importing.bounds import too_large
from members.importing.exporting import EXTENSIONS, ReturnedSheet, response
from members.importing.showing import Shown
from members.importing.tasks import start
from members.models import ImportBatch, Organisation
from members.models.import_batch import Outcome, State
from prosper.roles import ADD

RETURNED = (Outcome.REFUSED, Outcome.CONFLICT, Outcome.DUPLICATE)
# The page of an import at work asks again after so many seconds.
ASK_AGAIN = 3


class UploadForm(forms.ModelForm):
    class Meta:
        model = ImportBatch
        fields = ["file", "empties"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > settings.IMPORT_MAX_BYTES:
            raise ValidationError(too_large())
        return file


@admin.register(ImportBatch)
class ImportBatchAdmin(Desk, admin.ModelAdmin):
    """A file is sent with the stock form; what came of it is a page of our own."""

    region_paths = ()
    list_display = ["name", "created_by", "created_at", "state", "told_counts"]
    list_filter = ["state"]
    list_select_related = ["created_by"]
    search_fields = ["name"]
    date_hierarchy = "created_at"
    form = UploadForm
    fields = ["file", "empties"]
    add_form_template = "admin/change_form.html"
    change_form_template = "admin/members/importbatch/change_form.html"
    trays = [
        Tray(
            _("Imports waiting for confirmation"),
            {"state__exact": State.PREVIEWED},
            lambda batches: batches.filter(state=State.PREVIEWED),
            place=20,
            needs=ADD,
        ),
        Tray(
            _("Last imports"),
            {},
            lambda batches: batches,
            place=90,
            needs=ADD,
            named=5,
            told=lambda batch: batch.get_state_display(),
        ),
    ]

    def get_queryset(self, request):
        """Files may tell of other regions: a regional contact sees those they sent themselves."""
        found = super().get_queryset(request)
        return found if scope_of(request).sees_all else found.filter(created_by=request.user)

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        """What was imported stays on record."""
        return False

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [path("<int:pk>/act/", view(self.act), name="members_importbatch_act")]
        own += [path("<int:pk>/file/", view(self.sent_file), name="members_importbatch_file")]
        own += [
            path(
                f"<int:pk>/refused.{extension}",
                view(self.refused),
                {"extension": extension},
                name=f"members_importbatch_refused_{extension}",
            )
            for extension in EXTENSIONS
        ]
        return own + super().get_urls()

    @admin.display(description=_("rows"))
    def told_counts(self, batch):
        return ", ".join(
            f"{outcome.label}: {batch.counts[outcome]}"
            for outcome in Outcome
            if batch.counts.get(outcome)
        )

    def save_model(self, request, obj, form, change):
        file = form.cleaned_data["file"]
        obj.name, obj.sha256 = file.name[-200:], hashlib.file_digest(file, "sha256").hexdigest()
        obj.created_by, obj.language = request.user, get_language()
        file.seek(0)
        if ImportBatch.objects.filter(sha256=obj.sha256, state=State.DONE).exists():
            self.message_user(
                request, _("This very file has been imported before."), messages.WARNING
            )
        start(obj, State.READING, request.user)

    def response_add(self, request, obj, post_url_continue=None):
        return HttpResponseRedirect(address(obj))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            asked = request.GET.get("show", ""), request.GET.get("page", "")
            context |= {
                "shown": Shown(obj, self.telling(request), *asked),
                "may_act": self.has_add_permission(request),
                "title": obj.name,
                "subtitle": None,
            }
        response = super().render_change_form(
            request, context, add=add, change=change, form_url=form_url, obj=obj
        )
        if obj and obj.is_at_work:
            # By a header, so that neither a script nor a mark in the page is needed.
            response.headers["Refresh"] = str(ASK_AGAIN)
        return response

    def telling(self, request):
        """Of which organisations the reader is told what is private."""
        return partial(self.admin_site.get_model_admin(Organisation).sees_private, request)

    def _visible(self, request, pk: int) -> ImportBatch:
        batch = self.get_queryset(request).filter(pk=pk).first()
        if batch is None or not self.has_view_permission(request, batch):
            raise Http404
        return batch

    def act(self, request, pk):
        """Choosing, confirming, undoing, beginning again: what the forms of the page send."""
        batch = self._visible(request, pk)
        if request.method != "POST" or not self.has_add_permission(request):
            raise PermissionDenied
        is_good = bool(request.POST.get("good"))
        deeds = {
            "choose": partial(self.choose, request, batch),
            "confirm": partial(choosing.confirm, batch, is_good, request.user),
            "undo": partial(choosing.undo, batch, is_good, request.user),
            "undo_rows": partial(self.undo_rows, request, batch),
            "again": partial(choosing.begin_again, batch, request.user),
        }
        deed = deeds.get(request.POST.get("do"))
        if deed is None:
            raise Http404
        try:
            deed()
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
        return HttpResponseRedirect(address(batch, request.POST.get("show", "")))

    def choose(self, request, batch) -> None:
        choices = {
            int(name.removeprefix("row-")): value
            for name, value in request.POST.items()
            if name.startswith("row-") and is_number(name.removeprefix("row-"))
            if value == choosing.NEW or is_number(value)
        }
        total = choosing.choose(batch, choices, request.user)
        text = ngettext("%(total)s row was decided.", "%(total)s rows were decided.", total)
        self.message_user(request, text % {"total": total}, messages.SUCCESS)

    def undo_rows(self, request, batch) -> None:
        lines = [int(line) for line in request.POST.getlist("line") if is_number(line)]
        if not lines:
            raise ValidationError(_("No row was chosen."))
        choosing.undo(batch, True, request.user, lines)

    def sent_file(self, request, pk):
        """The file as it was sent; never shown by the browser, whatever it is."""
        batch = self._visible(request, pk)
        headers = {"Cache-Control": "private, no-store"}
        return FileResponse(
            batch.file.open("rb"),
            as_attachment=True,
            filename=batch.name,
            content_type="application/octet-stream",
            headers=headers,
        )

    def refused(self, request, pk, extension):
        batch = self._visible(request, pk)
        sheet = ReturnedSheet(batch, RETURNED, self.telling(request))
        try:
            return response(sheet, f"{batch.name.rpartition('.')[0]}-refused", extension)
        except NoPlaceError:
            return busy()


def address(batch: ImportBatch, show: str = "") -> str:
    found = reverse("admin:members_importbatch_change", args=[batch.pk])
    return f"{found}?show={show}" if show in Outcome.values else found
