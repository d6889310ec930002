"""The columns of a list that are edited in it: what another has changed meanwhile is asked about.

Each row carries what it was shown with. One that nobody typed in is not saved; one that was
changed by both is shown again, with both values.
"""

from contextlib import suppress

from django import forms
from django.core.exceptions import ValidationError
from django.db import router, transaction
from django.utils.translation import gettext as _

from members.admin.conflicts import lock
from members.admin.merging import plain, shown_as


class ComparedRow(forms.ModelForm):
    """A row of a list, which knows what it was shown with."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self._meta.fields or []:
            self.fields[name].show_hidden_initial = True

    def clean(self):
        cleaned = super().clean()
        for name in set(self.changed_data) & {*(self._meta.fields or [])}:
            field, hidden = self.fields[name], self.add_initial_prefix(name)
            stored = plain(field, self.get_initial_for_field(field, name))
            shown = plain(field, self.data.get(hidden))
            if stored not in (shown, plain(field, self[name].data)):
                # Sent again, it is an answer to what is shown now.
                self.data = self.data.copy()
                self.data[hidden] = stored
                self.add_error(name, ValidationError(self.told(name, stored, shown)))
        return cleaned

    def told(self, name: str, stored: str, shown: str) -> str:
        values = {
            "stored": shown_as(self, name, stored),
            "before": shown_as(self, name, shown),
        }
        return _("Now stored: %(stored)s. Before: %(before)s. Save again to keep yours.") % values


class ComparesColumns:
    """Mixin of lists with editable columns."""

    def get_changelist_form(self, request, **kwargs):
        return super().get_changelist_form(request, **{"form": ComparedRow} | kwargs)

    def changelist_view(self, request, extra_context=None):
        if request.method != "POST" or "_save" not in request.POST:
            return super().changelist_view(request, extra_context)
        with transaction.atomic(using=router.db_for_write(self.model)):
            lock(self.model, list(self.sent_keys(request)))
            return super().changelist_view(request, extra_context)

    def sent_keys(self, request):
        pk = self.model._meta.pk
        for name, value in request.POST.items():
            if name.endswith(f"-{pk.name}"):
                with suppress(ValidationError):
                    yield pk.to_python(value)
