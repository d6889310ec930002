"""The committee's desk."""

from members.admin import contact, organisation, page, parts, place

__all__ = ["contact", "organisation", "page", "parts", "place"]
