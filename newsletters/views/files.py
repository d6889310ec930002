"""The newsletter's files: who may have them, and how they are sent."""

import logging
from functools import partial, wraps
from urllib.parse import quote

from django.conf import settings
from django.contrib import admin
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.utils.http import http_date
from django.views.decorators.http import condition, require_safe

from members.exports.places import NoPlaceError, PlacedFile
from members.exports.views import busy
from members.models import Status
from newsletters import downloads
from newsletters.models import Edition
from newsletters.ranges import NoSuchPartError, Part, part_of
from prosper.errors import gone

logger = logging.getLogger(__name__)

# In bytes. So much the system takes at once, however slowly it is read: it holds no thread.
BUFFERED = 1024 * 1024


def get_edition(request, slug: str, language: str) -> Edition | None:
    """The edition that an address names, if this visitor may have it; asked for once a request."""
    if not hasattr(request, "edition"):
        editions = Edition.objects.select_related("newsletter").filter(language=language)
        edition = editions.filter(newsletter__slug=slug).first()
        if edition and not edition.newsletter.is_public:
            # Only now: to look at the session would be a reason not to share a public file.
            may = request.user.has_perm("newsletters.change_edition")
            edition = edition if may and admin.site.has_permission(request) else None
        request.edition = edition
    return request.edition


def edition_etag(request, slug, language):
    edition = get_edition(request, slug, language)
    return f'"{edition.sha256}"' if edition else None


def edition_last_modified(request, slug, language):
    edition = get_edition(request, slug, language)
    return edition.updated_at if edition else None


def as_a_file(view):
    """Decorator: the headers that a file has in every answer, 304 among them."""

    @wraps(view)
    def with_headers(request, slug, language):
        response = view(request, slug, language)
        edition = get_edition(request, slug, language)
        if edition:
            describe(response, edition)
            shared = "public" if edition.newsletter.is_public else "private"
            patch_cache_control(response, no_cache=True, **{shared: True})
        return response

    return with_headers


def describe(response, edition: Edition) -> None:
    """What is said of a file, to whoever may have it."""
    # A PDF may be of strangers' making: whatever shows it may fetch nothing for it. Browsers show
    # none at all under "sandbox".
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; object-src 'self'; base-uri 'none'; form-action 'none'"
    )
    response.headers["Content-Language"] = edition.language


def unless_busy(view):
    """Decorator: 503, in the reader's language, where there is no place for a large file."""

    @wraps(view)
    def placed(*args, **kwargs):
        try:
            return view(*args, **kwargs)
        except NoPlaceError:
            return busy()

    return placed


@require_safe
@unless_busy
@as_a_file
@condition(etag_func=edition_etag, last_modified_func=edition_last_modified)
def edition_pdf(request, slug, language):
    """The file itself, to be shown in the browser; 304 to one that has it already."""
    edition = get_edition(request, slug, language)
    if edition is None:
        withdrawn = Edition.objects.filter(newsletter__status=Status.ARCHIVED)
        get_object_or_404(withdrawn, newsletter__slug=slug, language=language)
        return gone(request)
    response = send(request, edition)
    if edition.newsletter.is_public and downloads.is_download(request, response):
        # Only once the reader has it, or went away.
        response._resource_closers.append(partial(downloads.count, edition.pk))
    return response


def send(request, edition: Edition):
    """The file or a part of it, however slowly it is read."""
    tag, modified = f'"{edition.sha256}"', http_date(edition.updated_at.timestamp())
    try:
        part = part_of(request, edition.size, tag, modified)
    except NoSuchPartError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{edition.size}"})
    try:
        response = handed_over(edition) or sent(edition, part)
    except FileNotFoundError as error:
        logger.exception("The file of edition %s is missing", edition.pk)
        raise Http404 from error
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Disposition"] = disposition(edition)
    return response


def sent(edition: Edition, part: tuple[int, int] | None):
    """The bytes, from this process."""
    start, stop = part or (0, edition.size)
    content = {"content_type": "application/pdf"}

    def opened():
        file = edition.file.open("rb")
        return Part(file, start, stop) if part else file

    if stop - start > BUFFERED:
        response = PlacedFile(opened, **content)
    else:
        response = FileResponse(opened(), **content)
    response.headers["Content-Length"] = str(stop - start)
    if part:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{edition.size}"
    return response


def handed_over(edition: Edition) -> HttpResponse | None:
    """Where the proxy in front finds the file, so that no worker is held; it sends parts, too."""
    if not settings.INTERNAL_REDIRECT:
        return None
    where = settings.INTERNAL_REDIRECT + quote(edition.file.name)
    return HttpResponse(content_type="application/pdf", headers={"X-Accel-Redirect": where})


def disposition(edition: Edition) -> str:
    """To be shown, and under which names to be kept: for all programs, and for those of today."""
    name = quote(edition.readable_name, safe="")
    return f"inline; filename=\"{edition.file_name}\"; filename*=UTF-8''{name}"
