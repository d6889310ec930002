"""The form of the directory's query and its fields: what each takes, what it says of the rest."""

import datetime
from collections.abc import Callable
from functools import cache

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet


class KnownValuesField(forms.MultipleChoiceField):
    """Several values, of which the unknown are set apart in ``unknown`` instead of refused."""

    def __init__(self, *, known: Callable, normalise: Callable, **kwargs):
        super().__init__(**kwargs)
        self.known, self.normalise = known, normalise
        self.unknown, self.is_rewritten = [], False

    def clean(self, value):
        typed = [item.strip() for item in value or [] if item.strip()]
        given = [self.normalise(item) for item in typed]
        # In other words than an address of ours would have it: a country by its name.
        self.is_rewritten = [item.lower() for item in typed] != [item.lower() for item in given]
        known = self.known([item for item in given if "\0" not in item]) if given else ()
        self.unknown = [item.replace("\0", "") for item in given if item not in known]
        return list(dict.fromkeys(item for item in given if item in known))


class DayField(forms.DateField):
    """A day in ISO form, in every language: an address means the same to each reader."""

    def __init__(self, **kwargs):
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)

    def validate(self, value):
        super().validate(value)
        # Our tomorrow is today already where the day begins first.
        if value and value > timezone.now().date() + datetime.timedelta(days=1):
            raise forms.ValidationError(_("The day lies in the future."), "future")


class QueryForm(forms.Form):
    """Of the parts that a query has, and no others: each costs, and most queries have few."""

    def __init__(self, data):
        self.base_fields = {name: f for name, f in self.base_fields.items() if name in data}
        super().__init__(data)


@cache
def form_of(filterset: type[FilterSet]) -> type[QueryForm]:
    """The form of all the filterset's parts. Made once: django-filter makes one for each query."""
    fields = {name: made.field for name, made in filterset.base_filters.items()}
    return type("OrganisationForm", (filterset._meta.form,), fields)
