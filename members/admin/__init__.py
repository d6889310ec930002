"""The committee's desk."""

from members.admin import contact, organisation, page, place

__all__ = ["contact", "organisation", "page", "place"]
