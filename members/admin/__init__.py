"""The committee's desk."""

from members.admin import accounts, contact, importing, organisation, page, parts, place

__all__ = ["accounts", "contact", "importing", "organisation", "page", "parts", "place"]
