"""Makes the first account, so that a new site can be signed in to."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.utils.crypto import get_random_string

USERNAME = "admin"


class Command(BaseCommand):
    help = "Makes a superuser with a password shown this once; does nothing where there is one."

    def add_arguments(self, parser):
        parser.add_argument("--address", default="/admin/", help="the admin's address, to be shown")

    def handle(self, *args, **options):
        users = get_user_model().objects
        address = options["address"]
        if first := users.filter(is_superuser=True, is_active=True).order_by("pk").first():
            self.stdout.write(
                f"The admin is at {address} (sign in as {first.get_username()}; "
                f"forgotten the password? manage.py changepassword {first.get_username()})"
            )
            return
        password = get_random_string(16)
        users.create_superuser(USERNAME, password=password)
        self.stdout.write(f"The admin is at {address}")
        self.stdout.write(f"Sign in as {USERNAME} with the password {password}")
        self.stdout.write("It is shown this once: change it after signing in.")
