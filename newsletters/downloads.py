"""Which requests for a file are a reader's, and counting them.

Nothing of the reader is kept: neither address nor browser, nor a mark by which to know them again.
"""

import logging
from functools import lru_cache

from crawleruseragents import is_crawler
from django.db import DatabaseError
from django.utils import timezone

from newsletters.models import DownloadCount

logger = logging.getLogger(__name__)

# What a browser says of a page that it fetches before anybody has asked for it.
FETCHED_AHEAD = ("Sec-Purpose", "Purpose", "X-Moz")


def is_download(request, response) -> bool:
    """Whether a reader begins to download: no robot, no look at the head, no part further on."""
    begins = response.status_code == 200 or (
        response.status_code == 206 and response.headers["Content-Range"].startswith("bytes 0-")
    )
    return (
        request.method == "GET"
        and begins
        and not any("prefetch" in request.headers.get(name, "") for name in FETCHED_AHEAD)
        and not is_robot(request.headers.get("User-Agent", "")[:500])
    )


@lru_cache(maxsize=512)
def is_robot(user_agent: str) -> bool:
    """Whether so calls itself a known robot; or nobody, as no browser does."""
    return not user_agent or is_crawler(user_agent)


def count(edition_id: int) -> None:
    """One download more, today. Whoever reads the file is not kept waiting, nor told of a fault."""
    try:
        DownloadCount.objects.one_more(edition_id, timezone.localdate())
    except DatabaseError:
        logger.warning("A download of edition %s was not counted", edition_id, exc_info=True)
