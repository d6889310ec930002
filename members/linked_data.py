"""Organisations as schema.org describes them, for search engines and other programs."""

from django.conf import settings
from django.utils.translation import override

from members.models import Organisation


def organisation(request, found: Organisation) -> dict:
    """What is known of one ``with_other_names``, in the reader's language: an ``Organization``."""
    data = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": identity(request, found),
        "url": found.website or request.build_absolute_uri(found.get_absolute_url()),
        "name": found.name,
        "alternateName": alternate_names(found),
        "description": found.description,
        "foundingDate": str(found.year_founded or ""),
        "areaServed": found.region.name,
        "memberOf": {
            "@type": "Organization",
            "name": "ProsperA",
            "url": request.build_absolute_uri("/"),
        },
    }
    if found.country:
        data["address"] = {"@type": "PostalAddress", "addressCountry": found.country.code}
    return {key: value for key, value in data.items() if value}


def identity(request, found: Organisation) -> str:
    """One name for an organisation, whatever language its page is read in."""
    with override(settings.LANGUAGE_CODE):
        return request.build_absolute_uri(found.get_absolute_url())


def alternate_names(found: Organisation) -> list[str]:
    names = [found.acronym, *found.other_names]
    return [name for name in names if name]
