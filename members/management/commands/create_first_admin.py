"""Makes the first account, so that a new site can be signed in to."""

from itertools import chain, count

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
        username = free_name(users)
        users.create_superuser(username, password=password)
        self.stdout.write(f"The admin is at {address}")
        self.stdout.write(f"Sign in as {username} with the password {password}")
        self.stdout.write("It is shown this once: change it after signing in.")


def free_name(users) -> str:
    """ "admin", or the first of "admin2", "admin3" that nobody has."""
    taken = set(users.filter(username__startswith=USERNAME).values_list("username", flat=True))
    names = chain([USERNAME], (f"{USERNAME}{number}" for number in count(2)))
    return next(name for name in names if name not in taken)
