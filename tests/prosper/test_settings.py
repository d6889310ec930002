"""Settings: what they take from the environment, and when they refuse to start."""

import json
import os
import subprocess
import sys

import pytest

SCRIPT = """
import json, sys
from prosper import settings
print(json.dumps({name: getattr(settings, name, None) for name in sys.argv[1:]}, default=str))
"""
OURS = ("SECRET_KEY", "ALLOWED_HOSTS", "DEBUG", "HTTPS_ONLY", "EMAIL_URL", "MEDIA_ROOT")
PRODUCTION = {"SECRET_KEY": "of-no-use", "ALLOWED_HOSTS": "www.example.org, example.org"}


def start(environment, *names):
    """Starts Python on the settings alone, in this environment and no other."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, *names],
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def values(environment, *names):
    done = start(environment, *names)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    "missing, how",
    [
        ("SECRET_KEY", "Set it to a long random text, the same on every machine."),
        ("ALLOWED_HOSTS", "Set it to the site's host names, separated by commas."),
    ],
)
@pytest.mark.parametrize("value", [None, "", "  "])
def test_production_does_not_start_without(missing, how, value):
    environment = {name: text for name, text in PRODUCTION.items() if name != missing}
    if value is not None:
        environment[missing] = value

    done = start(environment)

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "django.core.exceptions.ImproperlyConfigured: "
        f"{missing} is not set. {how} (DEBUG=1 needs neither.)"
    )


def test_production_starts_with_both_and_supposes_tls():
    found = values(
        PRODUCTION,
        "DEBUG",
        "ALLOWED_HOSTS",
        "SECURE_SSL_REDIRECT",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_HSTS_SECONDS",
    )

    assert found == {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["www.example.org", "example.org"],
        "SECURE_SSL_REDIRECT": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
    }


def test_without_tls_cookies_and_redirects_do_not_suppose_it():
    names = ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "SECURE_PROXY_SSL_HEADER")

    found = values(PRODUCTION | {"HTTPS_ONLY": "0"}, *names)

    assert found == {
        "SECURE_SSL_REDIRECT": False,
        "SESSION_COOKIE_SECURE": False,
        "SECURE_PROXY_SSL_HEADER": None,
    }


def test_development_needs_neither_and_answers_this_machine_only():
    found = values({"DEBUG": "1"}, "DEBUG", "ALLOWED_HOSTS", "HTTPS_ONLY")

    assert found == {
        "DEBUG": True,
        "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]"],
        "HTTPS_ONLY": False,
    }


def test_mail_goes_where_the_address_says():
    url = "smtp+tls://user:pass%40word@mail.example.org:587"

    found = values(
        PRODUCTION | {"EMAIL_URL": url},
        "EMAIL_BACKEND",
        "EMAIL_HOST",
        "EMAIL_PORT",
        "EMAIL_HOST_PASSWORD",
        "EMAIL_USE_TLS",
    )

    assert found == {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "mail.example.org",
        "EMAIL_PORT": 587,
        "EMAIL_HOST_PASSWORD": "pass@word",
        "EMAIL_USE_TLS": True,
    }


def test_files_are_kept_where_the_environment_says(tmp_path):
    found = values(PRODUCTION | {"MEDIA_ROOT": str(tmp_path)}, "MEDIA_ROOT")

    assert found == {"MEDIA_ROOT": str(tmp_path)}


@pytest.mark.parametrize("seconds, option", [(None, "15s"), ("5", "5s"), ("0", "0s")])
def test_what_is_served_waits_for_a_statement_only_so_long(seconds, option):
    environment = PRODUCTION | {"DATABASE_URL": "postgres://nobody@nowhere/none"}
    if seconds:
        environment["STATEMENT_TIMEOUT"] = seconds
    show = "from django.conf import settings; print(settings.DATABASES['default']['OPTIONS'])"
    kept = {name: value for name, value in os.environ.items() if name not in OURS}

    def options(code: str) -> str:
        command = [sys.executable, "-c", code]
        environ = kept | environment | {"DJANGO_SETTINGS_MODULE": "prosper.settings"}
        return subprocess.run(command, env=environ, capture_output=True, text=True).stdout

    assert f"-c statement_timeout={option}" in options(f"import prosper.wsgi; {show}")
    assert "statement_timeout" not in options(show)
