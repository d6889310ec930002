"""The site's settings, and what only the bench adds: a way to ask for a page made anew."""

from prosper.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.serve"
MIDDLEWARE = ["tests.bench.serve.Bench", *MIDDLEWARE]  # noqa: F405
CACHES = CACHES | {  # noqa: F405
    name: CACHES[name] | {"BACKEND": "tests.bench.serve.Pages"}  # noqa: F405
    for name in ("pages", "searches", "suggestions")
}
# The bench asks from one address, as fast as it can.
REST_FRAMEWORK = REST_FRAMEWORK | {  # noqa: F405
    "DEFAULT_THROTTLE_RATES": dict.fromkeys(REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"])  # noqa: F405
}
