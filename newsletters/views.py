"""The newsletter's pages, and its files."""

import logging
from functools import partial, wraps
from itertools import groupby

from django.contrib import admin
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_safe

from members import search, worldmap
from members.exports.places import NoPlaceError, PlacedFile
from members.exports.views import busy
from members.freshness import TIMED, kept_fact, kept_fresh
from members.models import Organisation, Status, Tally
from members.views.roles import with_roles
from newsletters.models import Edition, Newsletter
from prosper.errors import gone

logger = logging.getLogger(__name__)

# Ten years of monthly issues are looked through for so many suggestions.
SUGGESTED_FROM, SUGGESTED = 120, 2
# In bytes. So much the system takes at once, however slowly it is read: it holds no thread.
BUFFERED = 1024 * 1024


def latest_newsletter() -> Newsletter | None:
    """The newest issue, for the home page."""
    return Newsletter.objects.published().for_listing().first()


@kept_fact
def suggested_issues() -> list[Newsletter]:
    """The newest issues, those among them whose time is still to come."""
    return list(Newsletter.objects.filter(status=Status.PUBLISHED)[:SUGGESTED_FROM])


def suggest_newsletters(query: str) -> list[dict[str, str]]:
    """Issues named by month or title in the reader's language, for the search box."""
    wanted, now = search.words(query), timezone.now()
    return [
        {
            "label": newsletter.title,
            "detail": newsletter.month_name,
            "url": newsletter.get_absolute_url(),
        }
        for newsletter in suggested_issues()
        if newsletter.published_at <= now
        and search.has_words([newsletter.title, newsletter.month_name, newsletter.slug], wanted)
    ][:SUGGESTED]


@require_safe
@kept_fresh(timeout=TIMED)
def newsletter_list(request):
    """The archive, by year, the latest issue first."""
    newsletters = list(Newsletter.objects.published().for_listing())
    years = groupby(newsletters, key=lambda newsletter: newsletter.month.year)
    return render(
        request,
        "newsletters/newsletter_list.html",
        {
            "latest": newsletters[0] if newsletters else None,
            "years": [{"year": year, "newsletters": list(issues)} for year, issues in years],
            "total": len(newsletters),
            "map": worldmap.cover(Tally.objects.by_country()),
        },
    )


@require_safe
@kept_fresh(timeout=TIMED)
def newsletter_detail(request, slug):
    """One issue: what is in it, its files, the organisations it names."""
    published = Newsletter.objects.published()
    newsletter = published.for_listing().filter(slug=slug).first()
    if newsletter is None:
        get_object_or_404(Newsletter, slug=slug, status=Status.ARCHIVED)
        return gone(request)
    return render_newsletter(request, newsletter)


def render_newsletter(request, newsletter, more: dict | None = None):
    """The page of an issue of ``for_listing``, whatever its status."""
    published = Newsletter.objects.published()
    named = Organisation.objects.public().filter(newsletters=newsletter)
    return render(
        request,
        "newsletters/newsletter_detail.html",
        {
            "newsletter": newsletter,
            "organisations": with_roles(request, named.for_listing()),
            "previous": published.filter(month__lt=newsletter.month).order_by("-month").first(),
            "next": published.filter(month__gt=newsletter.month).order_by("month").first(),
            "map": worldmap.cover(Tally.objects.by_country()),
            **(more or {}),
        },
    )


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
    # A PDF may be of strangers' making: whatever shows it may fetch nothing for it.
    response.headers["Content-Security-Policy"] = "default-src 'none'; object-src 'self'"
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
    return send(edition)


def send(edition: Edition):
    """The file, however slowly it is read."""
    described = {"content_type": "application/pdf", "filename": edition.file_name}
    try:
        if edition.size > BUFFERED:
            return PlacedFile(partial(edition.file.open, "rb"), **described)
        return FileResponse(edition.file.open("rb"), **described)
    except FileNotFoundError as error:
        logger.exception("The file of edition %s is missing", edition.pk)
        raise Http404 from error
