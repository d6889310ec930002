"""What the network publishes: the issues of its newsletter and their PDFs; and who gets them."""

from newsletters.models.download_count import DownloadCount
from newsletters.models.edition import Edition, edition_path
from newsletters.models.newsletter import Newsletter, NewsletterQuerySet
from newsletters.models.subscriber import (
    DoNotMail,
    Reason,
    State,
    Subscriber,
    SubscriptionRequest,
)

__all__ = [
    "DoNotMail",
    "DownloadCount",
    "Edition",
    "Newsletter",
    "NewsletterQuerySet",
    "Reason",
    "State",
    "Subscriber",
    "SubscriptionRequest",
    "edition_path",
]
