"""The committee's desk."""

from members.admin import accounts, contact, organisation, page, parts, place

__all__ = ["accounts", "contact", "organisation", "page", "parts", "place"]
