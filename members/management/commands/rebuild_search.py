"""Rebuilds the search columns, which hold country names of the CLDR in use."""

from django.core.management.base import BaseCommand

from members.models import Organisation


class Command(BaseCommand):
    help = "Brings every organisation's search columns up to date: run it after upgrading Babel."

    def handle(self, *args, **options):
        organisations = Organisation.objects.prefetch_related("alternate_names")
        changed = sum(
            organisation.refresh_search() for organisation in organisations.iterator(chunk_size=500)
        )
        self.stdout.write(f"{changed} organisations brought up to date")
