"""Publishes the drafts whose time has come, where no worker has."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from members.publishing import publish_due


class Command(BaseCommand):
    """For a timer, every few minutes: a net below the worker, which is on time."""

    help = "Publishes the drafts whose time has come."

    def handle(self, **options):
        if total := publish_due(timezone.now()):
            self.stdout.write(f"Published: {total}.")
