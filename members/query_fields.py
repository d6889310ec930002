"""Fields of the directory's query: what each takes, and what it says of the rest."""

import datetime
from collections.abc import Callable

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


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
