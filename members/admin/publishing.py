"""Publication at a set time, in the form of an organisation and in its list."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.choices import Status


class LabelledDateTime(AdminSplitDateTime):
    """The admin's two boxes of a time, each with a name for those who do not see them."""

    def __init__(self, attrs=None):
        super().__init__(attrs)
        for box, name in zip(self.widgets, (_("Day"), _("Time of day")), strict=True):
            box.attrs["aria-label"] = name


class ScheduledForm(forms.ModelForm):
    """Takes a time that is to come, and only of a draft; one that was there is left alone."""

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("publish_at") and "publish_at" in self.changed_data:
            if cleaned.get("status") != Status.DRAFT:
                message = _(
                    "Only a draft waits for its time: set the status to draft, or empty this."
                )
                self.add_error("publish_at", ValidationError(message, "no_draft"))
            elif cleaned["publish_at"] <= timezone.now():
                message = _("This time has passed. Give one to come, or publish it now.")
                self.add_error("publish_at", ValidationError(message, "passed"))
        return cleaned


class WaitingFilter(admin.SimpleListFilter):
    """The drafts that are published at a set time; their list says when."""

    title = _("publication")
    parameter_name = "publication"
    WAITING = "waiting"

    def lookups(self, request, model_admin):
        return [(self.WAITING, _("Waiting for publication"))]

    def queryset(self, request, queryset):
        return queryset.waiting() if self.value() == self.WAITING else queryset


def is_of_waiting(request) -> bool:
    """Whether the list is narrowed to what waits."""
    return request.GET.get(WaitingFilter.parameter_name) == WaitingFilter.WAITING
