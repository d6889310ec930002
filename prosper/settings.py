"""Settings of the ProsperA site, all read from the environment (see the README's table)."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()


def required(name: str, how: str) -> str:
    """The variable's value, or a refusal to start that says what to set."""
    value = env.str(name, default="").strip()
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. {how} (DEBUG=1 needs neither.)")
    return value


def media_store(address: str) -> dict:
    """The storage of files: a folder of this machine, or a bucket of any store that speaks S3.

    s3://bucket/folder?endpoint_url=https://…&region_name=…; its keys are read from the store's own
    variables, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
    """
    if not address:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts = urlsplit(address)
    if parts.scheme != "s3" or not parts.hostname:
        raise ImproperlyConfigured("MEDIA_STORE is not an address such as s3://bucket/folder.")
    options = {
        "bucket_name": parts.hostname,
        "location": parts.path.strip("/"),
        # A file is named by its content: what is there already is the same.
        "file_overwrite": True,
        # What is larger waits on a disk, not in memory.
        "max_memory_size": 1024 * 1024,
    }
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": options | dict(parse_qsl(parts.query)),
    }


# Security

DEBUG = env.bool("DEBUG", default=False)
if DEBUG:
    SECRET_KEY = env.str("SECRET_KEY", default="only-for-development-never-in-production")
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
else:
    SECRET_KEY = required("SECRET_KEY", "Set it to a long random text, the same on every machine.")
    ALLOWED_HOSTS = [
        host.strip()
        for host in required(
            "ALLOWED_HOSTS", "Set it to the site's host names, separated by commas."
        ).split(",")
    ]

# Earlier keys: links that were signed with them still work, and addresses that are not to be mailed
# are still known (see newsletters.models.DoNotMail).
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

# One switch for all that supposes TLS in front of the application.
HTTPS_ONLY = env.bool("HTTPS_ONLY", default=not DEBUG)
SECURE_SSL_REDIRECT = HTTPS_ONLY
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS_ONLY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS_ONLY
# A domain enters the browsers' preload lists for good: that is its owner's step, not a default.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
# The site's address, for what it says of itself when nobody visits it.
SITE_ADDRESS = env.str("SITE_ADDRESS", default="").rstrip("/") or (
    f"http{'s' if HTTPS_ONLY else ''}://{next(iter(ALLOWED_HOSTS), 'localhost').lstrip('.')}"
)
SESSION_COOKIE_SECURE = HTTPS_ONLY
CSRF_COOKIE_SECURE = HTTPS_ONLY
SESSION_COOKIE_NAME = "__Host-session" if HTTPS_ONLY else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS_ONLY else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
if HTTPS_ONLY:
    # The reverse proxy sets this header and drops a visitor's own (see deploy/Caddyfile).
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# The shape and name of Django 6.0's own setting, which will replace prosper.middleware.
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}

# Applications

INSTALLED_APPS = [
    "axes",  # locks out who guesses passwords
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "modeltranslation",  # before the admin, which it extends
    "prosper.desk.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.postgres",  # the exclusion constraint of memberships
    "django_filters",
    "phonenumber_field",
    "rest_framework",  # its messages in each language
    "drf_spectacular",
    "simple_history",
    "django_tasks",
    "django_tasks_db",
    "members",
    "newsletters",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "prosper.middleware.SecurityHeadersMiddleware",
    "members.api.cors.OpenToAllMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "prosper.languages.PathLanguageMiddleware",
    "members.freshness.KeptPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "prosper.middleware.TakesTooLongMiddleware",
    "axes.middleware.AxesMiddleware",  # the last, as it answers for those who are locked out
]

ROOT_URLCONF = "prosper.urls"
WSGI_APPLICATION = "prosper.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "prosper.languages.context",
                "members.views.roles.context",
            ],
        },
    },
]

# Database

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'prosper.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Readers never wait for a writer (WAL), and writers queue instead of failing (IMMEDIATE).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    VAR_DIR.mkdir(exist_ok=True)
else:
    # Visitors ask for little each and come many at once: a query of a page is faster alone than
    # with helpers that are started for it, or compiled first. What an index finds of very many has
    # to fit in memory row by row, or every row of the pages it lies on is looked through again.
    DATABASES["default"].setdefault("OPTIONS", {})
    DATABASES["default"]["OPTIONS"]["options"] = (
        "-c max_parallel_workers_per_gather=0 -c jit=off -c work_mem=32MB"
    )
# Seconds after which PostgreSQL gives up a statement; 0 for never. Of what is served only: what a
# command does may take longer (see wsgi.py).
STATEMENT_TIMEOUT = env.int("STATEMENT_TIMEOUT", default=15)
# Opening a connection takes longer than most of the queries, on either engine.
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
# Kept pages need no such check: their one query tells (see Change.objects.stamp).
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Pages kept until something changes (see members.freshness): in memory, in each process.
CACHES = {
    # How often each address has asked of late (see members.limits).
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "default",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
    # Those of the directory, of lists to print or to embed, that have a query.
    "searches": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "searches",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
    "suggestions": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "suggestions",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}

# Accounts

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# Days for which a link to a draft is good (see members.previewing).
PREVIEW_DAYS = env.int("PREVIEW_DAYS", default=14)
# Seconds for which an invitation, or the link for a new password, is good.
PASSWORD_RESET_TIMEOUT = 7 * 24 * 3600

# Whether the desk asks staff for a code besides the password.
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=not DEBUG)
OTP_TOTP_ISSUER = "ProsperA"

# Only the desk has sessions. One ends with the browser, and when nothing was done for so long
# (see ``members.entrance``).
SESSION_COOKIE_AGE = 60 * env.int("SESSION_IDLE_MINUTES", default=60)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# The longest that one lasts, whatever is done in it.
SESSION_MAX_SECONDS = 3600 * env.int("SESSION_MAX_HOURS", default=12)

# So many wrong passwords or codes for an account, or from an address, and either is locked for a
# while.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
# Who signs in as himself would else be forgiven his guesses at others.
AXES_RESET_ON_SUCCESS = False
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "members.limits.client_network"
AXES_LOCKOUT_CALLABLE = "members.lockout.locked_out"
# Kept out of its log, as some type the password for the name (see ``members.lockout`` for what is
# said there), and of what it keeps of a form.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code"]

# What takes longer than a request may: done by `manage.py db_worker`, which reads the database.

# Imports have a worker of their own (`--queue-name imports`), as one takes minutes.

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default", "imports"],
    }
}

# Languages

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "prosper" / "locale"]
FORMAT_MODULE_PATH = "prosper.formats"
TIME_ZONE = "UTC"
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en", "fr", "es")

# History: each record's own is asked for by the record, never by the day alone.

SIMPLE_HISTORY_DATE_INDEX = False

# Files

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
# Never below a folder that a web server exposes: newsletter files go out through a view.
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
# Where the proxy in front finds MEDIA_ROOT, if it sends files itself: /internal/media/
INTERNAL_REDIRECT = env.str("INTERNAL_REDIRECT", default="")
STORAGES = {
    "default": media_store(env.str("MEDIA_STORE", default="")),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 365 * 24 * 3600 if not DEBUG else 0
NEWSLETTER_MAX_BYTES = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# What the import takes: the bytes of a file, its rows, the characters of a cell (Excel's own most),
# and what a workbook may unpack to, as a whole, in texts that its cells share and in a row; the
# characters of a row of CSV, of a row that is taken and of all rows; the seconds to read them.
IMPORT_MAX_BYTES = 20_000_000
IMPORT_MAX_ROWS = 50_000
IMPORT_MAX_CELL = 32_767
IMPORT_MAX_UNPACKED = 300_000_000
IMPORT_MAX_SHARED = 40_000_000
IMPORT_MAX_ROW_XML = 4_000_000
IMPORT_MAX_LINE = 1_000_000
IMPORT_MAX_ROW_TEXT = 150_000
IMPORT_MAX_TEXT = 40_000_000
IMPORT_MAX_SECONDS = 900

# Looking whether the organisations' websites answer (`manage.py check_websites`): seconds between
# two requests to a host. Tests alone ask hosts of this machine.
WEBSITE_CHECK_PAUSE = 2
WEBSITE_CHECK_LOOPBACK = False

# Mail

EMAIL_URL = env.email_url("EMAIL_URL", default=f"filemail:///{VAR_DIR / 'mail'}")
vars().update(EMAIL_URL)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="ProsperA <noreply@localhost>")
EMAIL_TIMEOUT = 10

# Keeping the directory right (see members.asking)

# Days after which an organisation is to be verified again.
VERIFY_EVERY_DAYS = env.int("VERIFY_EVERY_DAYS", default=365)
# Days for which the link in a question is good, and after which one is reminded; 0 for never.
ANSWER_WITHIN_DAYS = env.int("ANSWER_WITHIN_DAYS", default=60)
REMIND_AFTER_DAYS = env.int("REMIND_AFTER_DAYS", default=21)

# The newsletter by mail (see newsletters.subscribing): days for which the link to confirm is good.
CONFIRM_WITHIN_DAYS = env.int("CONFIRM_WITHIN_DAYS", default=7)

# Telephone numbers are stored as +33140369292 and read without supposing a country.
PHONENUMBER_DB_FORMAT = "E164"
PHONENUMBER_DEFAULT_FORMAT = "INTERNATIONAL"

# The API: read by anyone, written by no one, so without accounts, cookies or forms.

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_THROTTLE_CLASSES": ["members.limits.ApiThrottle"],
    # For each address and process; empty for no limit. Suggestions are asked for at each letter:
    # five a second is what one who never stops typing would need.
    "DEFAULT_THROTTLE_RATES": {
        "api": env.str("API_THROTTLE", default="120/min") or None,
        "search": env.str("SEARCH_THROTTLE", default="120/min") or None,
        "suggest": env.str("SUGGEST_THROTTLE", default="300/min") or None,
        "subscribe": env.str("SUBSCRIBE_THROTTLE", default="20/hour") or None,
        "reset": "5/min",
        "answer": "30/min",
    },
    # TLS stands for a proxy: the last address of X-Forwarded-For is the one that it saw.
    "NUM_PROXIES": 1 if HTTPS_ONLY else 0,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "ProsperA",
    "DESCRIPTION": "The members of the ProsperA network and its newsletters, as open data.",
    # Raised with every change of what the API answers: what clients keep is then asked for anew.
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SORT_OPERATIONS": False,
    "SORT_OPERATION_PARAMETERS": False,
    "ENUM_NAME_OVERRIDES": {
        "OrganisationKind": "members.choices.Kind",
        "NameKind": "members.choices.NameKind",
        "Language": "members.choices.Language",
        "Role": "members.choices.Role",
    },
}

# Logging

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Django leaves it to the server to drop the body of an answer to HEAD; that is no news.
    "loggers": {
        "django": {"handlers": [], "level": LOG_LEVEL},
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
}
