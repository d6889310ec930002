"""The committee's desk."""

from members.admin import (
    accounts,
    change_request,
    contact,
    duplicates,
    importing,
    organisation,
    page,
    parts,
    place,
)

__all__ = [
    "accounts",
    "change_request",
    "contact",
    "duplicates",
    "importing",
    "organisation",
    "page",
    "parts",
    "place",
]
