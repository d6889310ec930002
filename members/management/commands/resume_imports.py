"""Begins anew the imports that were being worked on when the worker was stopped."""

from django.core.management.base import BaseCommand

from members.importing.tasks import resume


class Command(BaseCommand):
    """To be run before the worker is started."""

    help = "Begins anew the imports that a stopped worker had begun."

    def handle(self, **options):
        if total := resume():
            self.stdout.write(f"Imports to go on with: {total}.")
