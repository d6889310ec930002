"""The directory's query, and what only a program asks for: all that changed since a moment."""

from datetime import datetime

import django_filters
from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters.fields import IsoDateTimeField
from rest_framework.exceptions import ValidationError

from members.cube import FACETS, Cube
from members.filters import OrganisationFilter, Sort
from members.models import Organisation

# The order of the last change, oldest first: the only one that can be followed without end.
MODIFIED = "modified"


class MomentField(IsoDateTimeField):
    """A date and time in ISO 8601; UTC where no zone is given."""

    default_error_messages = {
        "invalid": _(
            "Give a date and time in ISO 8601, such as 2008-01-31T12:00:00Z; write + as %2B."
        )
    }

    def to_python(self, value):
        moment = super().to_python(value)
        if moment and not 1 < moment.year < 9999:
            # In another zone it may lie outside of the calendar.
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        return moment


def modified_after(data) -> datetime | None:
    """The moment that an address asks from, where it has no other filter."""
    try:
        return MomentField(required=False).clean(data.get("modified_after"))
    except forms.ValidationError as error:
        raise ValidationError({"modified_after": error.messages}) from error


class OrganisationQuery(OrganisationFilter):
    """``OrganisationFilter`` for programs: a value that cannot be read refuses the whole query."""

    modified_after = django_filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gt")
    modified_after.field_class = MomentField
    sort = django_filters.ChoiceFilter(
        choices=[*Sort.choices, (MODIFIED, MODIFIED)], method="unchanged"
    )

    @classmethod
    def read(cls, data) -> "OrganisationQuery":
        """The query of an address. Raises ValidationError with the parameters at fault."""
        query = cls(data, Organisation.objects.public())
        errors = {name: list(messages) for name, messages in query.errors.items()}
        for facet in FACETS:
            if unknown := query.unknown(facet):
                values = ", ".join(value[:40] for value in unknown[:5])
                errors[facet] = [_("There is no such choice: %(values)s.") % {"values": values}]
        if errors:
            raise ValidationError(errors)
        return query

    # A program is told how many there are, and may wait for it.
    is_bounded = False

    @property
    def since(self):
        return self.values.get("modified_after")

    @property
    def order(self) -> str:
        """The order asked for; of words the best match first; else that of the last change."""
        return super().order if self.query or self.values.get("sort") else MODIFIED

    @cached_property
    def cube(self) -> Cube:
        if self.since and not self.query:
            # What is counted beforehand knows of no moment.
            self._meant = ""
            return Cube.of(self.in_words(""), *self.facets)
        return super().cube

    def in_words(self, words: str):
        found = super().in_words(words)
        return found.filter(updated_at__gt=self.since) if self.since else found
