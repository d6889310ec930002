"""The committee's desk."""

from members.admin import contact, importing, organisation, page, parts, place

__all__ = ["contact", "importing", "organisation", "page", "parts", "place"]
