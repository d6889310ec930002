"""The pages on the network itself: home, its own texts, and what machines ask of a site."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from members import known, worldmap
from members.freshness import TIMED, kept_fact, kept_fresh
from members.models import Page
from prosper.languages import offered_language


@require_safe
@kept_fresh(timeout=TIMED)
def home(request, latest):
    """What the network is: its figures, search, map; ``latest()`` writes its newest publication."""
    offered = offered_language(request)
    return render(request, "members/home.html", parts() | {"latest": latest(), "offered": offered})


@kept_fact
def parts() -> dict:
    """What the page says of the network, which depends on nothing else."""
    regions, totals = known.public_regions(), known.by_country()
    page = Page.objects.at("home", "ProsperA")
    context = {
        "page": page,
        "figures": {
            "organisations": sum(region.total for region in regions),
            "countries": len(totals),
            "regions": len(regions),
        },
        "regions": regions,
        "map": worldmap.world(totals),
    }
    return {
        "page": page,
        "band": render_to_string("members/_home_band.html", context),
        "more": render_to_string("members/_home_regions.html", context),
    }


@require_safe
@kept_fresh
def page(request, slug):
    """A text that staff keep in the admin."""
    return render(request, "members/page.html", {"page": get_object_or_404(Page, slug=slug)})


@require_safe
def healthz(request):
    """Whether the application is alive."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def robots(request):
    """What crawlers may read: all but the admin, and one address of each directory page."""
    sitemap_url = request.build_absolute_uri(reverse("sitemap"))
    return render(request, "robots.txt", {"sitemap_url": sitemap_url}, "text/plain")
