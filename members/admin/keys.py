"""The keys of records in what a page of the desk sends: crafted ones are refused, not looked up."""

import re

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest
from django.db import models

# The hidden key of a row of a list whose columns can be changed.
OF_A_ROW = re.compile(r"form-\d+-(\w+)")


def is_number(text: str) -> bool:
    """Whether a text of a form or an address can be a record's number."""
    return text.isascii() and text.isdigit() and len(text) < 19


class RefusesCraftedKeys:
    """Mixin of every list: Django looks up whatever is said to have been ticked."""

    def changelist_view(self, request, extra_context=None):
        pk = self.model._meta.pk
        if isinstance(pk, models.IntegerField):
            keys = request.POST.getlist(ACTION_CHECKBOX_NAME)
            for name, value in request.POST.items():
                row = OF_A_ROW.fullmatch(name)
                keys += [value] if row and row[1] == pk.name and value else []
            if not all(map(is_number, keys)):
                raise BadRequest("What was ticked is no record's key.")
        return super().changelist_view(request, extra_context)
