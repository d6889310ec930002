"""Rebuilds the search columns, which hold country names of the CLDR in use."""

from django.core.management.base import BaseCommand
from django.db import transaction

from members.models import Organisation, SearchWord


class Command(BaseCommand):
    help = "Brings every organisation's search columns up to date: run it after upgrading Babel."

    @transaction.atomic
    def handle(self, *args, **options):
        SearchWord.objects.all().delete()
        Organisation.objects.update(search_text="")
        changed = Organisation.objects.refresh_search()
        self.stdout.write(f"{changed} organisations brought up to date")
