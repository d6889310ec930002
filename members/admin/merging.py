"""What was typed and what another has saved meanwhile, field by field and row by row."""

import datetime
from dataclasses import dataclass, field
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME, ORDERING_FIELD_NAME
from django.forms.models import InlineForeignKeyField
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from members import history
from members.admin.posting import as_posted, renumbered
from members.admin.showing import rows_of, show, who
from members.formats import format_moment

CHOICE = "_choice-"
MINE, THEIRS = "mine", "theirs"
# Stands for a row that would be added again.
NEW = "+"


def plain(form_field: forms.Field, value) -> str | list[str]:
    """A value as a token keeps it: the same for what is stored and for what is typed of it."""
    if isinstance(form_field, forms.ModelMultipleChoiceField):
        return sorted(str(key) for key in form_field.prepare_value(list(value or [])))
    if isinstance(form_field, forms.ModelChoiceField):
        value = form_field.prepare_value(value)
        return "" if value is None else str(value)
    try:
        if isinstance(form_field, forms.MultiValueField) and isinstance(value, list):
            value = form_field.clean(value)
        elif not isinstance(form_field, (forms.FileField, forms.MultiValueField)):
            value = form_field.to_python(value)
    except ValidationError:
        pass
    if isinstance(value, datetime.datetime):
        value = value.astimezone(datetime.UTC).replace(microsecond=0)
    # An empty file of a record is false, too.
    return "" if not value and value is not False and value != 0 else _one_line_end(str(value))


def _one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n")


def compared(form: forms.ModelForm) -> dict[str, forms.Field]:
    """The fields that staff fill in: not those by which a row is known."""
    beside = {form._meta.model._meta.pk.name, DELETION_FIELD_NAME, ORDERING_FIELD_NAME}
    return {
        name: f
        for name, f in form.fields.items()
        if name not in beside and not f.disabled and not isinstance(f, InlineForeignKeyField)
    }


def values(form: forms.ModelForm) -> dict:
    """What the database holds of a form's record."""
    return {
        name: plain(f, form.get_initial_for_field(f, name)) for name, f in compared(form).items()
    }


def state(form: forms.ModelForm, formsets: list) -> dict:
    """What a form is made from, its lists included."""
    rows = {
        formset.prefix: {
            str(f.instance.pk): values(f) for f in formset.initial_forms if f.instance.pk
        }
        for formset in formsets
    }
    return {"at": timezone.now().isoformat(), "form": values(form), "rows": rows}


class Clash(NamedTuple):
    """A field that both have changed, or a row that one has changed and the other deleted."""

    key: str
    told: str


@dataclass
class Merge:
    """The request's data as the form is to have it, what is in dispute, and what is to be said.

    ``before`` is the state that the form was made from: None where it does not say.
    """

    data: QueryDict
    files: MultiValueDict
    before: dict | None
    # By the prefix of a form, then by field; the field "" stands for a whole row.
    clashes: dict[str, dict[str, Clash]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def asked(self) -> dict[str, str]:
        """What was in dispute when the form was shown, and has to be answered now."""
        return (self.before or {}).get("asked", {})

    def record(self, form: forms.ModelForm) -> None:
        """Merges the form of the record itself."""
        self._fields(form, (self.before or {}).get("form"), "")

    def rows(self, formset: forms.BaseInlineFormSet) -> None:
        """Merges a list of rows below the record."""
        if not formset.management_form.is_valid():
            return
        known = (self.before or {}).get("rows", {}).get(formset.prefix, {})
        stored = {str(row.pk): row for row in formset.get_queryset()}
        kept, added = [], []
        for form in formset.initial_forms:
            key = self.data.get(form.add_prefix(formset.model._meta.pk.name), "")
            if stored.pop(key, None) is None:
                self._gone(form, key, known.get(key), added)
            else:
                kept.append(form.prefix)
                self._row(form, f"{formset.prefix}.{key}", known.get(key))
        for key, row in stored.items():
            if key not in known:
                kept.append(self._put_row(formset, row))
        added += [form.prefix for form in formset.extra_forms if self._is_wanted(form)]
        places = renumbered(self.data, self.files, formset.prefix, kept, added)
        self.clashes = {places.get(prefix, prefix): of for prefix, of in self.clashes.items()}
        for prefix in set(places.values()) & self.clashes.keys():
            if clash := self.clashes[prefix].get(NEW):
                self.clashes[prefix][NEW] = clash._replace(key=prefix)

    def _fields(self, form: forms.ModelForm, was: dict | None, row: str) -> None:
        taken, now = [], values(form)
        for name, form_field in compared(form).items():
            typed = self._typed(form, name, form_field)
            if typed is None or typed == now[name]:
                continue
            key = f"{row}.{name}" if row else name
            is_unchanged = was is not None and was.get(name) == now[name]
            if is_unchanged and key in self.asked:
                if not self._chosen(form, name, key, self.asked[key]):
                    self._put(form, name, form_field)
            elif was is not None and typed == was.get(name):
                self._put(form, name, form_field)
                taken.append(str(capfirst(form_field.label)))
            elif not is_unchanged:
                before = None if was is None else was.get(name)
                self._clash(form, name, key, self._told(form, name, now[name], before))
        if taken:
            self._note(form, ", ".join(taken))

    def _row(self, form: forms.ModelForm, key: str, was: dict | None) -> None:
        """A row that is still there. One that is to go is not asked about: its box is emptied."""
        box, stored = form.add_prefix(DELETION_FIELD_NAME), values(form)
        if was == stored and key in self.asked and box not in self.data:
            if self._chosen(form, "", key, self.asked[key]) and self.data.get(CHOICE + key):
                self.data[box] = "on"
        elif was != stored and box in self.data:
            del self.data[box]
            told = _("Another has changed this row meanwhile; you wanted to delete it.")
            self._clash(form, "", key, told)
        if box not in self.data:
            self._fields(form, was, key)

    def _gone(self, form: forms.ModelForm, key: str, was: dict | None, added: list[str]) -> None:
        """A row that another has deleted: it goes, unless something was typed in it."""
        if form.add_prefix(DELETION_FIELD_NAME) in self.data:
            return
        fields = compared(form)
        typed = {name: self._typed(form, name, of) for name, of in fields.items()}
        if was is not None and all(value in (None, was.get(n)) for n, value in typed.items()):
            name = form._meta.model._meta.verbose_name
            self.notes.append(
                _("Another has deleted one of the rows meanwhile: %(row)s.") % {"row": name}
            )
            return
        self.data[form.add_prefix(form._meta.model._meta.pk.name)] = ""
        added.append(form.prefix)
        told = _("Another has deleted this row meanwhile; you have changed it.")
        self._clash(form, NEW, form.prefix, told)

    def _is_wanted(self, form: forms.ModelForm) -> bool:
        """Whether a new row is to be added; one that another had deleted, only if so chosen."""
        key = form.prefix
        return key not in self.asked or self._chosen(form, NEW, key, self.asked[key])

    def _put_row(self, formset: forms.BaseInlineFormSet, row: models.Model) -> str:
        """Adds a row that another has added, so that the form shows it; its prefix for now."""
        form = formset.form(instance=row, prefix=f"{formset.prefix}-stored{row.pk}")
        for name, form_field in compared(form).items():
            self._put(form, name, form_field)
        self.data[form.add_prefix(row._meta.pk.name)] = str(row.pk)
        self.data[form.add_prefix(formset.fk.name)] = str(formset.instance.pk)
        self.notes.append(
            _("Another has added a row meanwhile: %(row)s.")
            % {"row": f"{row._meta.verbose_name} “{row}”"}
        )
        return form.prefix

    def _typed(self, form: forms.ModelForm, name: str, form_field: forms.Field):
        """What was typed; None for a file that was left as it is."""
        typed = form[name].data
        if isinstance(form_field, forms.FileField):
            return None if typed is None else f"new: {typed}"
        return plain(form_field, typed)

    def _put(self, form: forms.ModelForm, name: str, form_field: forms.Field) -> None:
        """Has the form hold what is stored."""
        html_name, stored = form.add_prefix(name), form.get_initial_for_field(form_field, name)
        self.files.pop(html_name, None)
        for key, sent in as_posted(form_field, html_name, stored).items():
            self.data.setlist(key, sent)

    def _chosen(self, form: forms.ModelForm, name: str, key: str, told: str) -> bool:
        """Whether what was typed is to be kept; asks again where nothing was chosen."""
        choice = self.data.get(CHOICE + key)
        if choice not in (MINE, THEIRS):
            self._clash(form, name, key, told)
        return choice != THEIRS

    def _clash(self, form: forms.ModelForm, name: str, key: str, told: str) -> None:
        self.clashes.setdefault(form.prefix or "", {})[name] = Clash(key, told)

    def _told(self, form: forms.ModelForm, name: str, now, before) -> str:
        shown = {"stored": shown_as(form, name, now)}
        if before is None:
            return _("Now stored: %(stored)s.") % shown
        by, when = self._whose(form)
        shown |= {"before": shown_as(form, name, before), "who": by, "when": when}
        return _("Now stored: %(stored)s (by %(who)s, %(when)s). Before: %(before)s.") % shown

    def _note(self, form: forms.ModelForm, fields: str) -> None:
        by, when = self._whose(form)
        self.notes.append(
            _("Meanwhile %(who)s has changed (%(when)s): %(fields)s. This is kept.")
            % {"who": by, "when": when, "fields": fields}
        )

    def _whose(self, form: forms.ModelForm) -> tuple[str, str]:
        """Who saved the record last, and when, as far as the history tells."""
        model, pk = form._meta.model, form.instance.pk
        entry = history.last_entry(model, pk) if history.is_kept(model) else None
        if entry is None:
            return who(None), "–"
        return who(entry.history_user), format_moment(entry.history_date)


def shown_as(form: forms.ModelForm, name: str, text: str | list[str]) -> str:
    """A value of a token, as its reader writes it."""
    model_field = form._meta.model._meta.get_field(name)
    target = model_field.target_field if model_field.is_relation else model_field
    keys = text if isinstance(text, list) else [text]
    held = [target.to_python(key) if key else None for key in keys]
    rows = rows_of((model_field.related_model, v) for v in held if model_field.is_relation)
    return show(model_field, held if isinstance(text, list) else held[0], rows)
