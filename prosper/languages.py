"""The same page in another language: English at the root, /fr/ and /es/ before the same path."""

import re

from django.conf import settings
from django.middleware.locale import LocaleMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.translation import (
    activate,
    get_language,
    get_language_from_path,
    get_language_from_request,
    get_language_info,
)

PREFIXED = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PREFIX = re.compile(rf"^/({'|'.join(PREFIXED)})(?=[/?]|$)")


def in_language(path: str, code: str) -> str:
    """``path`` (with its query) as it stands in language ``code``.

    Works on the text alone, so that a page that does not exist has a language switch as well.
    """
    # One slash only: "//elsewhere.example" would be the address of another site.
    path = "/" + PREFIX.sub("", path).lstrip("/")
    return path if code == settings.LANGUAGE_CODE else f"/{code}{path}"


def offered_language(request) -> str:
    """The language that the browser prefers, where the site has it: at "/" alone, as an offer.

    Nobody is sent anywhere: an address means the same page to everybody.
    """
    if request.path_info != "/":
        return ""
    preferred = get_language_from_request(request)
    return preferred if preferred in PREFIXED else ""


class PathLanguageMiddleware(LocaleMiddleware):
    """The language stands in the path alone; the browser's is asked for at "/", for an offer."""

    def process_request(self, request):
        activate(get_language_from_path(request.path_info) or settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = get_language()

    def process_response(self, request, response):
        response.headers.setdefault("Content-Language", get_language())
        if request.path_info == "/":
            patch_vary_headers(response, ["Accept-Language"])
        return response


def context(request):
    """Context processor: ``languages``, the present page in each; ``canonical_url``."""
    current = get_language()
    path = request.get_full_path()
    links = [
        {
            "code": code,
            "name": get_language_info(code)["name_local"].capitalize(),
            "url": (url := in_language(path, code)),
            "absolute": request.build_absolute_uri(url),
            "is_current": code == current,
        }
        for code, _name in settings.LANGUAGES
    ]
    return {"languages": links, "canonical_url": request.build_absolute_uri(request.path)}
