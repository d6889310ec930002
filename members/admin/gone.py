"""A record that was purged while somebody was editing it: what was typed is kept, and shown."""

from collections.abc import Iterator

from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from members import history
from members.admin import timeline
from members.admin.merging import compared, plain, shown_as
from members.admin.showing import NOTHING, rows_of, who
from members.formats import format_moment
from members.history import DELETED
from members.occasion import Source
from prosper.errors import sent

RESTORE = "_restore"
# As many rows of a list as a form may send at all (``DATA_UPLOAD_MAX_NUMBER_FIELDS``).
MOST_ROWS = 1000


class KeepsWhatWasTyped:
    """Mixin of the desk's lists: a form is answered by what it held, and by a way to go on."""

    def gone(self, request, key: str):
        """A page, or None where nobody has purged it; restores it first where that is asked for."""
        model, entry = self.model._meta.concrete_model, self.last_deletion(key)
        if entry is None:
            return None
        named = rows_of(timeline.links(model, entry))
        ghost = timeline.ghost(model, entry, named)
        if not self.has_change_permission(request, ghost):
            return None
        can_restore = self.may_restore(request)
        is_asked = RESTORE in request.POST and can_restore
        if is_asked and self.put_back(request, model, entry, Source.RESTORE):
            self.merge(request, key)
            return None
        response = self.page(
            request,
            "admin/gone.html",
            title=_("Purged meanwhile: %(record)s") % {"record": timeline.name_of(ghost)},
            by=capfirst(who(entry.history_user)),
            when=format_moment(entry.history_date),
            reason=entry.history_change_reason,
            can_restore=can_restore,
            restore_url=self.address("restore", entry.history_id),
            typed=list(self.typed(request, ghost)),
            sent=[pair for pair in sent(request) if pair[0] != RESTORE],
        )
        response.status_code = 410
        return response

    def last_deletion(self, key: str):
        """The entry of the record's deletion, if that is the last that is known of it."""
        model = self.model._meta.concrete_model
        if not history.is_kept(model):
            return None
        try:
            key = model._meta.pk.to_python(key)
        except ValidationError:
            return None
        entry = history.last_entry(model, key)
        is_gone = not model._base_manager.filter(pk=key).exists()
        if entry is None or entry.history_type != DELETED or not is_gone:
            return None
        entry.id_of_row = key
        return entry

    def typed(self, request, ghost) -> Iterator[tuple[str, str]]:
        """Each field that holds something, in the form and in the lists below it."""
        form = self.get_form(request, ghost, change=True)
        yield from told(form(request.POST, instance=ghost))
        for formset, _inline in self.get_formsets_with_inlines(request, ghost):
            prefix, name = formset.get_default_prefix(), formset.model._meta.verbose_name
            total = request.POST.get(f"{prefix}-TOTAL_FORMS", "")
            for number in range(min(int(total[:9]), MOST_ROWS) if total.isdecimal() else 0):
                row = formset.form(request.POST, prefix=f"{prefix}-{number}")
                # Of which record the row is, goes without saying.
                for label, text in told(row, formset.fk.name):
                    yield f"{capfirst(name)} {number + 1}: {label}", text


def told(form: forms.ModelForm, aside: str = "") -> Iterator[tuple[str, str]]:
    """The labels and values of a form's fields as they were sent, as their reader writes them."""
    for name, field in compared(form).items():
        value = form[name].data
        try:
            text = shown_as(form, name, plain(field, value))
        except (ValidationError, FieldDoesNotExist):
            text = str(value)
        if text != NOTHING and name != aside:
            yield str(form[name].label), text
