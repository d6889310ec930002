"""The indexes of organisations that the committee's lists ask, and no page of the public."""

from django.db import models
from django.db.models import Q

ORGANISATION = [
    models.Index(
        fields=["publish_at"],
        name="organisation_waiting",
        condition=Q(publish_at__isnull=False),
    ),
    # All by name, drafts among them. Its last fields are there to be read: a page that lies deep,
    # or is narrowed by one of them, is found without looking at the rows themselves.
    models.Index(
        fields=["titles_folded", "id", "status", "kind", "region", "country"],
        name="organisation_by_title",
    ),
]
