"""Loads the network as its launch announcement of January 2008 describes it."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.module_loading import import_string

# Each loads the files of its application, in this order, and yields a report for each table.
SOURCES = ("members.prospera.load_all", "newsletters.prospera.load_all")


class Command(BaseCommand):
    help = (
        "Loads the ProsperA data files. May be run again at any time: it reports what it created, "
        "changed and left alone, and never overwrites what staff edited."
    )

    @transaction.atomic
    def handle(self, *args, **options):
        try:
            for source in SOURCES:
                for report in import_string(source)():
                    self.stdout.write(str(report))
                    if options["verbosity"] > 1:
                        self.stdout.writelines(f"  {note}" for note in report.notes)
        except ValidationError as error:
            raise CommandError(f"A data file holds a value that is refused: {error}") from error
