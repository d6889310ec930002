"""Organisations as schema.org describes them, for search engines and other programs."""

from members.models import Organisation


def organisation(request, found: Organisation) -> dict:
    """An ``Organization`` of schema.org, in the reader's language, with what is known of it."""
    data = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": request.build_absolute_uri(found.get_absolute_url()),
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


def alternate_names(found: Organisation) -> list[str]:
    names = [found.acronym, *(other.name for other in found.alternate_names.all())]
    return [name for name in names if name]
