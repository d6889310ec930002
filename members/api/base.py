"""What every address of the API has in common: language, known parameters, 304."""

import time
from hashlib import sha256

from django.conf import settings
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.generics import GenericAPIView

from members.freshness import TIMED, key_of

LANGUAGE = OpenApiParameter(
    "lang",
    enum=[code for code, _name in settings.LANGUAGES],
    default=settings.LANGUAGE_CODE,
    description="The language of names, descriptions, addresses of pages and error messages.",
)


class Gone(APIException):
    """What was public once, and will not be again."""

    status_code = status.HTTP_410_GONE
    default_detail = "Gone."
    default_code = "gone"


class PublicView(GenericAPIView):
    """A view that speaks the language asked for, refuses what it does not know, and answers 304
    to one who has what it would say.

    ``parameters``  the names that may stand in the query besides ``lang``; None for any
    ``timed``       whether what it shows also changes at a set hour, without anything being saved
    """

    parameters: frozenset[str] | None = frozenset()
    timed = False

    def dispatch(self, request, *args, **kwargs):
        with override(language(request)):
            etag = self.etag(request)
            unchanged = etag and get_conditional_response(request, etag=etag)
            if unchanged:
                return unchanged
            response = super().dispatch(request, *args, **kwargs)
            if response.status_code == status.HTTP_200_OK and etag:
                response.headers["ETag"] = etag
                patch_cache_control(response, public=True, no_cache=True)
            response.headers["Content-Language"] = get_language()
            # Now, while the language holds.
            return response.render() if hasattr(response, "render") else response

    def etag(self, request) -> str | None:
        """Another one after each change of the data, or of the API itself."""
        if request.method not in ("GET", "HEAD"):
            return None
        minute = int(time.time() / TIMED) if self.timed else 0
        text = f"{settings.SPECTACULAR_SETTINGS['VERSION']} {key_of(request)} {minute}"
        return f'"{sha256(text.encode()).hexdigest()[:32]}"'

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        known = set(request.GET) if self.parameters is None else self.parameters
        if unknown := sorted(set(request.GET) - known - {LANGUAGE.name}):
            # Left out in silence, a mistyped filter would answer with everything.
            raise ValidationError({name[:100]: [_("Unknown parameter.")] for name in unknown[:10]})
        if request.GET.get(LANGUAGE.name, settings.LANGUAGE_CODE) not in dict(settings.LANGUAGES):
            raise ValidationError({LANGUAGE.name: [_("The languages are en, fr and es.")]})


def language(request) -> str:
    """The language asked for; English where none is, or one that the site does not have."""
    asked = request.GET.get(LANGUAGE.name)
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
