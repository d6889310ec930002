"""The WSGI application that gunicorn serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prosper.settings")

# In seconds. In so long a reader has to take a block (64 KB, or a page), or is let go: otherwise
# one who takes a byte now and then would hold a thread for days.
PATIENCE = 60

# Before the first connection: no visitor's question holds the database for long.
if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    settings.DATABASES["default"]["OPTIONS"]["options"] += (
        f" -c statement_timeout={settings.STATEMENT_TIMEOUT}s"
    )

django = get_wsgi_application()


def application(environ, start_response):
    """Django's, with an end to waiting for one who reads: gunicorn itself waits for good."""
    if connection := environ.get("gunicorn.socket"):
        connection.settimeout(PATIENCE)
    return django(environ, start_response)
