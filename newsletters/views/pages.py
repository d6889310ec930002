"""The newsletter's pages: the archive, and each issue."""

from itertools import groupby

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from members import countries, search, worldmap
from members.freshness import TIMED, kept_fact, kept_fresh
from members.models import Language, Organisation, Status, Tally
from members.views.roles import with_roles
from newsletters.models import Newsletter
from prosper.errors import gone

# Ten years of monthly issues are looked through for so many suggestions.
SUGGESTED_FROM, SUGGESTED = 120, 2


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
@kept_fresh(heeds=("language",), timeout=TIMED)
def newsletter_list(request):
    """The archive, by year, the latest issue first; of all issues, or of those in a language."""
    every = list(Newsletter.objects.published().for_listing())
    wanted = request.GET.get("language", "")
    newsletters = [n for n in every if not wanted or wanted in n.languages]
    years = groupby(newsletters, key=lambda newsletter: newsletter.month.year)
    return render(
        request,
        "newsletters/newsletter_list.html",
        {
            "latest": every[0] if every else None,
            "years": [{"year": year, "newsletters": list(issues)} for year, issues in years],
            "total": len(newsletters),
            "in_languages": languages_of(every, wanted),
            "is_narrowed": bool(wanted),
            "noindex": bool(wanted),
            "map": worldmap.cover(Tally.objects.by_country()),
        },
    )


def languages_of(newsletters: list[Newsletter], wanted: str) -> list[dict]:
    """Ways to the issues in one language, or in all; none where there is no choice."""
    found = {language for newsletter in newsletters for language in newsletter.languages}
    address = reverse("newsletters:list")
    every = [("", gettext("All languages"), address)]
    every += [
        (code, countries.language_name(code), f"{address}?language={code}")
        for code in Language.values
        if code in found
    ]
    if len(every) < 3 and not wanted:
        return []
    return [
        {"label": label, "url": url, "is_current": code == wanted} for code, label, url in every
    ]


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
