"""The WSGI application that gunicorn serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prosper.settings")

# Before the first connection: no visitor's question holds the database for long.
if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    settings.DATABASES["default"]["OPTIONS"]["options"] += (
        f" -c statement_timeout={settings.STATEMENT_TIMEOUT}s"
    )

application = get_wsgi_application()
