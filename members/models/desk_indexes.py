"""The indexes of organisations that the committee's lists ask, and no page of the public."""

from django.db import models
from django.db.models import Q

ORGANISATION = [
    models.Index(
        fields=["publish_at"],
        name="organisation_waiting",
        condition=Q(publish_at__isnull=False),
    ),
    # All by name, drafts among them, however deep, and how many there are. Its last fields are
    # there to be read: what is narrowed by one of them is found without looking at the rows.
    models.Index(
        fields=["titles_folded", "id", "status", "kind", "region", "country", "website"],
        name="organisation_at_the_desk",
        condition=Q(merged_into__isnull=True),
    ),
]
