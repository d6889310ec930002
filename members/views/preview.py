"""Drafts as they will be, for whoever was sent a link."""

from functools import wraps

from django.core.signing import BadSignature
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from members import previewing
from members.choices import Status
from members.formats import format_day
from members.models import Organisation
from members.previewing import EndedError, Link
from members.views.profile import for_profile, render_profile
from prosper.errors import gone, page_not_found


def by_link(model):
    """Decorator of a view of a draft and the link that leads to it; the address has its token.

    Nobody keeps the answer or indexes it, and the address is told to no other site.
    """

    def decorate(view):
        @require_safe
        @wraps(view)
        def opened(request, token, **kwargs):
            try:
                record, link = previewing.follow(model, token)
                response = elsewhere(request, record) or view(request, record, link, **kwargs)
            except (BadSignature, Http404) as error:
                response = page_not_found(request, error)
            except EndedError:
                response = render(request, "preview_ended.html", {"noindex": True}, status=410)
            return private(response)

        return opened

    return decorate


def elsewhere(request, record) -> HttpResponse | None:
    """The answer where a draft is none any more: what is public is at its own address."""
    if record.status == Status.ARCHIVED:
        return gone(request)
    return HttpResponseRedirect(record.get_absolute_url()) if record.is_public else None


def private(response: HttpResponse) -> HttpResponse:
    """The response, for one reader alone."""
    patch_cache_control(response, private=True, no_store=True)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def told(link: Link) -> dict:
    """What the template of a preview says of it."""
    until = format_day(link.until)
    return {"preview_until": until, "noindex": True, "canonical_url": None}


@by_link(Organisation)
def organisation_preview(request, organisation, link):
    """The profile of a draft, as the public will see it."""
    organisation = for_profile(Organisation.objects).get(pk=organisation.pk)
    return render_profile(request, organisation, told(link))
