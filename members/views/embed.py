"""A list of members to stand in other sites' pages."""

from functools import wraps

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from members.filters import PARTS, OrganisationFilter
from members.freshness import kept_fresh
from members.limits import limited
from members.models import Organisation
from members.reading import names_of, reading
from members.results import rows

MOST = 100


def may_be_framed(view):
    """Decorator: the one page that any site may show inside its own."""
    csp = settings.SECURE_CSP | {"frame-ancestors": ["*"]}
    policy = "; ".join(f"{directive} {' '.join(sources)}" for directive, sources in csp.items())

    @wraps(view)
    def framed(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response.headers["Content-Security-Policy"] = policy
        return response

    return xframe_options_exempt(framed)


@require_safe
@may_be_framed
@limited()
@kept_fresh(heeds=PARTS)
def organisation_list(request):
    """The directory's query as a light list, with the way to the whole."""
    filterset = OrganisationFilter(request.GET, Organisation.objects.public())
    query, directory = filterset.as_query(), request.build_absolute_uri(reverse("members:list"))
    organisations = rows(filterset, 0, MOST)
    return render(
        request,
        "members/embed.html",
        {
            "organisations": organisations,
            "total": filterset.total,
            "reading": reading(filterset, names_of(organisations), directory),
            "directory_url": f"{directory}?{query}" if query else directory,
        },
    )
