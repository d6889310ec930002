"""What the foot of every page shows."""

from django.utils.functional import SimpleLazyObject

from members.models import Contact


def context(request):
    """Context processor: ``footer_contacts``, who to write to; asked for only where it is shown."""
    return {"footer_contacts": SimpleLazyObject(_contacts)}


def _contacts() -> list[dict]:
    return [
        {
            "label": contact.label,
            "organisation_name": contact.organisation.name,
            "url": contact.write_url,
        }
        for contact in Contact.objects.public()
    ]
