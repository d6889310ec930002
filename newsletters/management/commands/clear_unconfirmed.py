"""Forgets who asked for the newsletter and never confirmed: to be run once a day."""

from django.core.management.base import BaseCommand

from newsletters.subscribing.keeping import clear_unconfirmed


class Command(BaseCommand):
    """An address that somebody else may have entered is not kept longer than its link works."""

    help = "Deletes subscriptions that were not confirmed in time."

    def handle(self, **options):
        self.stdout.write(f"Subscriptions never confirmed, now forgotten: {clear_unconfirmed()}.")
