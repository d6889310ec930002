"""Which websites are to be looked at, and what is written down of each."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from members.models import Organisation, Status, WebsiteCheck
from members.models.website_check import WORKING
from members.websites.looking import Found, Visitor

WEEK = timedelta(days=7)
# A little less than a day, for a command that is run at the same time of each.
NEXT_DAY = timedelta(hours=20)


def due(now: datetime) -> models.QuerySet:
    """Organisations whose website is to be looked at: never seen ones first, then the oldest."""
    checks = WebsiteCheck.objects.filter(organisation=OuterRef("pk"), website=OuterRef("website"))
    seen = Organisation.objects.annotate(
        seen_at=Subquery(checks.values("checked_at")),
        failed=Subquery(checks.values("failures")),
    )
    is_due = Q(seen_at=None) | Q(seen_at__lte=now - WEEK)
    is_due |= Q(failed__gt=0, seen_at__lte=now - NEXT_DAY)
    wanted = seen.exclude(website="").exclude(status=Status.ARCHIVED).filter(is_due)
    return wanted.order_by(F("seen_at").asc(nulls_first=True), "pk")


def check(limit: int, visitor: Visitor) -> Iterator[Found]:
    """Looks at so many websites that are due; what is found is stored as it goes."""
    waiting = list(due(timezone.now()).values_list("pk", "website")[:limit])
    for pk, website in waiting:
        found = visitor.look(website)
        note(pk, website, found, timezone.now())
        yield found


@transaction.atomic
def note(pk: int, website: str, found: Found, now: datetime) -> None:
    """Writes down what was found; of several failures on a day, the first counts."""
    if not Organisation.objects.select_for_update(no_key=True).filter(pk=pk).exists():
        return
    before = WebsiteCheck.objects.filter(organisation=pk, website=website).first()
    failures, since = 0, None
    if found.outcome not in WORKING:
        failures, since = (before.failures, before.failing_since) if before else (0, None)
        is_new_day = not failures or before.checked_at.date() < now.date()
        failures, since = failures + is_new_day, since or now
    longest = WebsiteCheck._meta.get_field("final_url").max_length
    values = {
        "website": website,
        "checked_at": now,
        "outcome": found.outcome,
        "status_code": found.status,
        "final_url": found.url if len(found.url) <= longest else "",
        "failing_since": since,
        "failures": failures,
    }
    WebsiteCheck.objects.update_or_create(organisation_id=pk, defaults=values)
