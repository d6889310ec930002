"""Looks whether the websites of organisations still answer."""

from collections import Counter

from django.core.management.base import BaseCommand

from members.models.website_check import WebsiteOutcome
from members.websites.checking import check
from members.websites.looking import Visitor


class Command(BaseCommand):
    """To be run once a day, by cron or a timer, and never twice at a time."""

    help = (
        "Looks whether the websites of organisations answer: each once a week, one that failed"
        " again on the next day. What is found is shown at the desk."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--limit", type=int, default=500, help="how many to look at (500), the oldest first"
        )

    def handle(self, *, limit, **options):
        found = Counter(found.outcome for found in check(max(limit, 0), Visitor()))
        told = ", ".join(f"{o.value} {found[o]}" for o in WebsiteOutcome if found[o])
        self.stdout.write(f"Websites looked at: {found.total()}{f' ({told})' if told else ''}")
