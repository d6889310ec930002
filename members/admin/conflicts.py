"""Two who edit the same record: the second is told, keeps what was typed, and chooses.

A form carries, signed, the values it was made from. When it comes back, each field has three: that
one (before), the database's (stored) and the one sent (typed).

=========================  ==========================  ===========================================
before and stored          before and typed            then
=========================  ==========================  ===========================================
the same                   either                      what was typed is saved
differ                     the same                    what the other saved stays, and it is said
differ                     differ                      the form is shown again, with both to choose
=========================  ==========================  ===========================================

The rows of the lists below the record are compared in the same way. Comparing and saving are one
transaction, in which the record is locked.
"""

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core import signing
from django.db import router, transaction
from django.utils.html import format_html
from django.utils.translation import gettext as _

from members.admin.merging import CHOICE, MINE, THEIRS, Clash, Merge, state

MADE_FROM = "_state"
SALT = "members.admin.conflicts"


class AsksWhatToKeep(forms.ModelForm):
    """A form that shows, beside each field in dispute, both values and a choice."""

    clashes: dict[str, Clash] = {}

    def full_clean(self):
        super().full_clean()
        dispute(self, self.clashes)


def dispute(form: forms.ModelForm, clashes: dict[str, Clash]) -> None:
    """Puts the questions into a form that has been checked already."""
    for name, clash in clashes.items():
        form.add_error(name if name in form.fields else None, question(clash))


def question(clash: Clash) -> str:
    """What stands beside the field: the other value, whose it is, and the choice."""
    return format_html(
        '{} <label><input type="radio" name="{}" value="{}"> {}</label> '
        '<label><input type="radio" name="{}" value="{}"> {}</label>',
        clash.told,
        *(CHOICE + clash.key, MINE, _("keep mine")),
        *(CHOICE + clash.key, THEIRS, _("take theirs")),
    )


class NoSilentOverwrite:
    """Mixin of the desk's lists: a form never undoes what another has saved meanwhile."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic(using=router.db_for_write(self.model)):
            if not self.merge(request, unquote(object_id)):
                page = self.gone(request, unquote(object_id))
                if page is not None:
                    return page
            return super().changeform_view(request, object_id, form_url, extra_context)

    def gone(self, request, key: str):
        """What answers a form whose record is not there any more; None leaves it to Django."""
        return

    def merge(self, request, key: str) -> bool:
        """Puts into the request what the form is to hold; notes what is in dispute.

        Whether the record is there.
        """
        obj = self.get_object(request, key)
        if obj is not None and not self.has_change_permission(request, obj):
            return True
        if obj is not None:
            lock(self.model, [obj.pk])
            # Read again: it may have been changed while the lock was waited for.
            obj = self.get_object(request, key)
        if obj is None:
            return False
        form = self.get_form(request, obj, change=True)(request.POST, request.FILES, instance=obj)
        before = read_state(request, self.model, obj.pk)
        # Django lets the data be replaced, and the files be changed.
        merge = Merge(request.POST.copy(), request.FILES, before)
        merge.record(form)
        for formset, inline in zip(*self._create_formsets(request, obj, change=True), strict=True):
            if inline.has_change_permission(request, obj):
                merge.rows(formset)
        request.POST, request.clashes = merge.data, merge.clashes
        for note in merge.notes:
            messages.info(request, note)
        return True

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        mine = getattr(request, "clashes", {}).get("")
        return type(form.__name__, (AsksWhatToKeep, form), {"clashes": mine}) if mine else form

    def _create_formsets(self, request, obj, change):
        formsets, inlines = super()._create_formsets(request, obj, change)
        for formset in formsets if getattr(request, "clashes", None) else []:
            for form in formset.forms:
                if form.prefix in request.clashes and form.errors is not None:
                    dispute(form, request.clashes[form.prefix])
        return formsets, inlines

    def render_change_form(self, request, context, add=False, change=False, **kwargs):
        if change:
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            clashes = [c for of in getattr(request, "clashes", {}).values() for c in of.values()]
            made_from = state(context["adminform"].form, formsets) | {"asked": dict(clashes)}
            salt = f"{SALT}.{self.opts.label}.{context['original'].pk}"
            context["state"] = signing.dumps(made_from, salt=salt, compress=True)
        return super().render_change_form(request, context, add=add, change=change, **kwargs)


def read_state(request, model, key) -> dict | None:
    """What the form was made from; None where it does not say so, or not credibly."""
    salt = f"{SALT}.{model._meta.label}.{key}"
    try:
        return signing.loads(request.POST.get(MADE_FROM, ""), salt=salt)
    except signing.BadSignature:
        return None


def lock(model, keys: list) -> list:
    """The keys of those rows that are there, which nobody else can change until the end.

    Rows may refer to them meanwhile (``no_key``): two who edit one another's accounts would else
    wait for each other, each to be noted as who did it. SQLite has but one writer, which this
    transaction is from its beginning.
    """
    rows = model._base_manager.select_for_update(of=("self",), no_key=True).filter(pk__in=keys)
    return list(rows.order_by("pk").values_list("pk", flat=True))
