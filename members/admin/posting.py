"""The data of a form as a browser sends it: written anew, where what it is to hold has changed."""

import re

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict


def as_posted(form_field: forms.Field, html_name: str, stored) -> dict[str, list[str]]:
    """What a browser would send for a field that holds ``stored``."""
    value = form_field.prepare_value(stored)
    widget = getattr(form_field.widget, "widget", form_field.widget)
    if isinstance(form_field, forms.ModelMultipleChoiceField):
        return {html_name: [str(key) for key in value or []]}
    if isinstance(widget, forms.MultiWidget):
        parts = zip(widget.widgets_names, widget.widgets, widget.decompress(value), strict=True)
        return {html_name + name: [part.format_value(held) or ""] for name, part, held in parts}
    if isinstance(form_field, forms.FileField):
        return {}
    if isinstance(form_field, forms.BooleanField):
        return {html_name: ["on"] if value else []}
    if isinstance(form_field, forms.ChoiceField):
        return {html_name: ["" if value is None else str(value)]}
    return {html_name: [widget.format_value(value) or ""]}


def renumbered(
    data: QueryDict, files: MultiValueDict, prefix: str, kept: list[str], added: list[str]
) -> dict[str, str]:
    """Has the rows of a list be these, in this order; gives the new prefix of each."""
    places = {old: f"{prefix}-{place}" for place, old in enumerate([*kept, *added])}
    row = re.compile(rf"({re.escape(prefix)}-(?:stored)?\d+)-(.+)", re.DOTALL)
    for sent in (data, files):
        found = [
            (match, sent.getlist(match[0])) for match in map(row.fullmatch, list(sent)) if match
        ]
        for match, _values in found:
            del sent[match[0]]
        for match, values in found:
            if match[1] in places:
                sent.setlist(f"{places[match[1]]}-{match[2]}", values)
    data[f"{prefix}-INITIAL_FORMS"] = str(len(kept))
    data[f"{prefix}-TOTAL_FORMS"] = str(len(places))
    return places
