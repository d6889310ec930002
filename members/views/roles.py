"""Who answers for the network: at the foot of every page, and beside names in lists."""

from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString

from members.freshness import kept_fact
from members.models import Contact, Organisation


def context(request):
    """Context processor: ``footer``, the same on every page; made only where it is shown."""
    return {"footer": SimpleLazyObject(lambda: footer(*public_contacts(request)))}


@kept_fact
def footer(*contacts: Contact) -> SafeString:
    """The foot of the page: who to write to, and the pages on the site itself."""
    return render_to_string("includes/_footer.html", {"contacts": _shown(contacts)})


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
    found, roles = list(organisations), roles_of(*public_contacts(request))
    for organisation in found:
        organisation.public_roles = roles.get(organisation.pk, [])
    return found


@kept_fact
def roles_of(*contacts: Contact) -> dict[int, list[str]]:
    """The roles of each organisation, by its key, in the reader's words."""
    roles = {}
    for contact in contacts:
        roles.setdefault(contact.organisation_id, []).append(str(contact))
    return roles


def _shown(contacts: Iterable[Contact]) -> list[dict]:
    return [
        {
            "label": contact.label,
            "organisation_name": contact.organisation.name,
            "url": contact.write_url,
        }
        for contact in contacts
    ]
