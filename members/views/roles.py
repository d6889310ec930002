"""Who answers for the network: at the foot of every page, and beside names in lists."""

from collections.abc import Iterable

from django.utils.functional import SimpleLazyObject

from members.freshness import kept_fact
from members.models import Contact, Organisation


def context(request):
    """Context processor: ``footer_contacts``, who to write to; asked for only where it is shown."""
    return {"footer_contacts": SimpleLazyObject(lambda: _shown(public_contacts(request)))}


def public_contacts(request) -> list[Contact]:
    """The network's contacts, asked for once a request however often they are shown."""
    if not hasattr(request, "public_contacts"):
        request.public_contacts = all_contacts()
    return request.public_contacts


@kept_fact
def all_contacts() -> list[Contact]:
    return list(Contact.objects.public())


def with_roles(request, organisations: Iterable[Organisation]) -> list[Organisation]:
    """The organisations, each with ``public_roles``: what it does for the network, in words."""
    found, roles = list(organisations), {}
    for contact in public_contacts(request):
        roles.setdefault(contact.organisation_id, []).append(str(contact))
    for organisation in found:
        organisation.public_roles = roles.get(organisation.pk, [])
    return found


def _shown(contacts: list[Contact]) -> list[dict]:
    return [
        {
            "label": contact.label,
            "organisation_name": contact.organisation.name,
            "url": contact.write_url,
        }
        for contact in contacts
    ]
