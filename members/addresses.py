"""Addresses of pages that long lists lead to: Django's ``reverse``, asked once for each kind."""

from functools import lru_cache
from urllib.parse import quote

from django.http import HttpResponsePermanentRedirect
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language


def fixed_address(view: str) -> str:
    """The address of a view that has but one in each language."""
    return _fixed(view, get_language(), get_script_prefix())


@lru_cache(maxsize=128)
def _fixed(view: str, language: str | None, prefix: str) -> str:
    return reverse(view)


def address(view: str, name: str) -> str:
    """The address of the page ``name`` of a view whose pattern ends in ``<slug>/``."""
    before = _before(view, get_language(), get_script_prefix())
    return f"{before}{name if name.isalnum() else quote(name)}/"


@lru_cache(maxsize=64)
def _before(view: str, language: str | None, prefix: str) -> str:
    return reverse(view, args=["x"]).removesuffix("x/")


def moved(url: str) -> HttpResponsePermanentRedirect:
    """Leads to what was merged with what was here: for good, but ask again, as it can be undone."""
    response = HttpResponsePermanentRedirect(url)
    response.headers["Cache-Control"] = "no-cache"
    return response
