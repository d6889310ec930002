"""What the network publishes: the issues of its newsletter, and their PDFs."""

from newsletters.models.download_count import DownloadCount
from newsletters.models.edition import Edition, edition_path
from newsletters.models.newsletter import Newsletter, NewsletterQuerySet

__all__ = ["DownloadCount", "Edition", "Newsletter", "NewsletterQuerySet", "edition_path"]
