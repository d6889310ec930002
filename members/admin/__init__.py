"""The committee's desk."""

from members.admin import (
    accounts,
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
    "contact",
    "duplicates",
    "importing",
    "organisation",
    "page",
    "parts",
    "place",
]
