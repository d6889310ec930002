"""Sessions of the desk, looked at from outside: who is signed in, and no longer to be."""

from collections.abc import Iterable

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session


def end_all_of(users: Iterable) -> None:
    """Signs these accounts out everywhere, those as well who have given the password alone.

    Whose a session is stands within it. Only staff have any, so they are few.
    """
    keys = {str(user.pk) for user in users}
    ended = [
        session.pk
        for session in Session.objects.iterator()
        if session.get_decoded().get(SESSION_KEY) in keys
    ]
    Session.objects.filter(pk__in=ended).delete()
