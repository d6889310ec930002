"""Forms that programs post."""

from django.http import QueryDict
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.parsers import BaseParser

# Fifty queries of two hundred letters, with properties, take a tenth of it.
MOST_BYTES = 512 * 1024


class TooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = f"At most {MOST_BYTES} bytes."


class BoundedFormParser(BaseParser):
    """``application/x-www-form-urlencoded`` in UTF-8, and not too much of it."""

    media_type = "application/x-www-form-urlencoded"

    def parse(self, stream, media_type=None, parser_context=None):
        body = stream.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise TooLarge
        return QueryDict(body, encoding="utf-8")
