"""Any page of any site may read the open data: it holds nothing but what everybody may know.

A dozen lines, so no dependency is made of them. It is a middleware and not a part of the views
because a browser hides what lacks the header, and it should show redirects, 404 and 500 as well.
"""

import re

from django.http import HttpResponse

# The API, and the directory's files and feeds, in any language.
OPEN = re.compile(r"/api/|(/[a-z]{2})?/(members\.(csv|xlsx|json|geojson)|feeds/)")
POSTED_TO = "/api/v1/reconcile"
EXPOSED = "ETag, Retry-After"
# Browsers cut it down to what they allow: two hours at most.
PREFLIGHT_KEPT = 24 * 3600


class OpenToAllMiddleware:
    """Answers a browser's question whether a page may ask, and lets it read the answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not OPEN.match(request.path_info):
            return self.get_response(request)
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            response = preflight(request)
        else:
            response = self.get_response(request)
        # No credentials are ever allowed, so "*" gives away nothing that a visitor may see alone.
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = EXPOSED
        return response


def preflight(request) -> HttpResponse:
    methods = "GET, HEAD, POST" if request.path_info.startswith(POSTED_TO) else "GET, HEAD"
    headers = {
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Allow-Headers": "*",
        "Access-Control-Max-Age": str(PREFLIGHT_KEPT),
    }
    return HttpResponse(status=204, headers=headers)
