"""Looks through the directory for organisations that stand in it twice."""

from django.core.management.base import BaseCommand

from members.duplicates.finding import find


class Command(BaseCommand):
    """To be run each week; what somebody said is not the same is not told again."""

    help = "Brings the report of probable duplicates up to date."

    def handle(self, **options):
        self.stdout.write(f"Probable duplicates that nobody has looked at yet: {find()}.")
