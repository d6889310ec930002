"""Pages that follow one another by a cursor.

A cursor is a signed text, so that only what the API itself gave out comes back. It is tied to the
order it was made in. There are two sorts:

*After a row*: the order's own values in the last row read. It costs the same on every page and
misses nothing while others write, so it can be followed through any number of records.

*After so many*: for orders by match, name, place and date of entry, which are for people; it goes
``DEEPEST`` records deep.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import Q
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from members import results
from members.api.filters import MODIFIED, OrganisationQuery
from members.api.serializers import whole

LARGEST, USUAL, DEEPEST = 100, 50, 10_000

PAGE_SIZE = OpenApiParameter(
    "page_size", int, default=USUAL, description=f"How many records a page has, at most {LARGEST}."
)
CURSOR = OpenApiParameter("cursor", description="Where a page begins: taken from `next`.")


class CursorPages(BasePagination):
    """Pages of a queryset in the order of ``keys``, which together are unique."""

    keys: tuple[str, ...] = ("pk",)
    read: tuple[Callable, ...] = (int,)

    def paginate_queryset(self, queryset, request, view=None) -> list:
        size, after = page_size(request), opened(request, self.keys)
        self.request, self.count, self.next = request, queryset.count(), None
        return self.page_after(queryset, after, size)

    def page_after(self, queryset, after: list | None, size: int) -> list:
        if after:
            values = [read(value) for read, value in zip(self.read, after, strict=True)]
            queryset = queryset.filter(beyond(self.keys, values))
        rows = list(queryset.order_by(*self.keys)[: size + 1])
        if len(rows) > size:
            last = [getattr(rows[size - 1], key.lstrip("-")) for key in self.keys]
            self.next = sealed(self.keys, [written(value) for value in last])
        return rows[:size]

    def envelope(self) -> dict:
        link = self.next and replace_query_param(
            self.request.build_absolute_uri(), CURSOR.name, self.next
        )
        return {"count": self.count, "next": link}

    def get_paginated_response(self, data):
        return Response({**self.envelope(), "results": data})

    def get_paginated_response_schema(self, schema):
        count = {"type": "integer", "description": "How many records the whole query has."}
        following = {
            "type": ["string", "null"],
            "format": "uri",
            "description": "The address of the next page; null on the last.",
        }
        properties = {"count": count, "next": following, "results": schema}
        return {"type": "object", "required": list(properties), "properties": properties}


class ModifiedPages(CursorPages):
    """Pages of organisations in the order of their last change, oldest first."""

    keys = ("updated_at", "pk")
    read = (datetime.fromisoformat, int)


class OrganisationPages(ModifiedPages):
    """Pages of an ``OrganisationQuery``, in the order it asks for."""

    def paginate_queryset(self, queryset: OrganisationQuery, request, view=None) -> list:
        query, size = queryset, page_size(request)
        self.request, self.count, self.next = request, query.total, None
        self.meant = query.meant
        if query.order == MODIFIED:
            rows = whole(query.qs.for_listing())
            return self.page_after(rows, opened(request, self.keys), size)
        (start,) = opened(request, (query.order,)) or [0]
        stop = min(start + size, self.count)
        if stop < min(self.count, DEEPEST):
            self.next = sealed((query.order,), [stop])
        if start >= stop:
            return []
        return list(whole(results.between(query, start, stop).for_listing()))

    def envelope(self) -> dict:
        return super().envelope() | {"meant": self.meant or None}

    def get_paginated_response_schema(self, schema):
        whole = super().get_paginated_response_schema(schema)
        whole["properties"]["meant"] = {
            "type": ["string", "null"],
            "description": "How a mistyped `q` was read; null where it was taken as typed.",
        }
        return whole


class WholeList(CursorPages):
    """All at once, of what is few; in the envelope of the other lists."""

    def paginate_queryset(self, queryset, request, view=None) -> list:
        rows = list(queryset)
        self.request, self.count, self.next = request, len(rows), None
        return rows


def page_size(request) -> int:
    given = request.GET.get(PAGE_SIZE.name, str(USUAL))
    if given.isascii() and given.isdigit() and len(given) < 6 and 1 <= int(given) <= LARGEST:
        return int(given)
    raise ValidationError({PAGE_SIZE.name: [_("Give a number from 1 to %d.") % LARGEST]})


def beyond(keys: tuple[str, ...], values: list[Any]) -> Q:
    """The condition of the rows that follow the one with these values in the order of ``keys``."""
    found = Q()
    for key, value in reversed(list(zip(keys, values, strict=True))):
        name, lookup = key.lstrip("-"), "lt" if key.startswith("-") else "gt"
        further = Q(**{f"{name}__{lookup}": value})
        # The bound that both share comes first: an index on the first key starts there.
        found = Q(**{f"{name}__{lookup}e": value}) & (further | found) if found else further
    return found


def written(value) -> str | int:
    return value if isinstance(value, int) else value.isoformat()


def signer(order: tuple[str, ...]) -> Signer:
    return Signer(salt=f"members.api:{','.join(order)}")


def sealed(order: tuple[str, ...], position: list) -> str:
    return signer(order).sign_object(position)


def opened(request, order: tuple[str, ...]) -> list | None:
    """The position that the cursor stands for. Raises ValidationError where it is not ours."""
    given = request.GET.get(CURSOR.name)
    if not given:
        return None
    try:
        return signer(order).unsign_object(given)
    except BadSignature as error:
        message = _("This cursor does not belong to this query. Start again without it.")
        raise ValidationError({CURSOR.name: [message]}) from error
