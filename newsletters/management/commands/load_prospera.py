"""Loads the network as its launch announcement of January 2008 describes it."""

from itertools import chain

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from members import prospera as members
from newsletters import prospera as newsletters


class Command(BaseCommand):
    help = (
        "Loads the ProsperA data files. May be run again at any time: it reports what it created, "
        "changed and left alone, and never overwrites what staff edited."
    )

    @transaction.atomic
    def handle(self, *args, **options):
        try:
            for report in chain(members.load_all(), newsletters.load_all()):
                self.stdout.write(str(report))
                if options["verbosity"] > 1:
                    self.stdout.write("".join(f"  {note}\n" for note in report.notes))
        except ValidationError as error:
            raise CommandError(f"A data file holds a value that is refused: {error}") from error
