"""Every public page, in each of its languages: an index, and parts that are bounded.

Search engines read at most 50,000 addresses and 50 MB of one file; a part here is 1.4 MB.
"""

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.core.paginator import InvalidPage, Paginator
from django.db.models import Max
from django.http import Http404
from django.urls import reverse
from django.views.decorators.http import require_safe

from members.freshness import unless_known
from members.models import Country, Organisation, Page, Region
from newsletters.models import Newsletter


class PagesInEachLanguage(Paginator):
    """Pages of items, each item on one in all its languages.

    Django's own makes the list of all items in all languages first, whichever page is asked for.
    """

    def page(self, number):
        page = super().page(number)
        languages = [code for code, _name in settings.LANGUAGES]
        page.object_list = [(item, code) for item in page.object_list for code in languages]
        return page


class LocalisedSitemap(Sitemap):
    """``changed`` is the field that says when an item was last changed, where there is one."""

    i18n = True
    alternates = True
    x_default = True
    limit = 1000
    changed = ""

    @property
    def paginator(self):
        return PagesInEachLanguage(self.items(), self.limit)

    def lastmod(self, item):
        return getattr(item, self.changed) if self.changed else None

    def get_latest_lastmod(self):
        return self.items().aggregate(last=Max(self.changed))["last"] if self.changed else None


class NetworkSitemap(LocalisedSitemap):
    def items(self):
        return [
            "home",
            "members:list",
            "members:regions",
            "members:network",
            "newsletters:list",
            "members:contact",
        ]

    def location(self, item):
        return reverse(item)


class PageSitemap(LocalisedSitemap):
    SLUGS = ("about", "accessibility", "privacy")
    changed = "updated_at"

    def items(self):
        return Page.objects.filter(slug__in=self.SLUGS).order_by("slug")

    def location(self, item):
        return reverse(item.slug)


class OrganisationSitemap(LocalisedSitemap):
    changed = "updated_at"

    def items(self):
        return Organisation.objects.public().only("slug", "updated_at").order_by("pk")


class RegionSitemap(LocalisedSitemap):
    def items(self):
        return Region.objects.public()


class CountrySitemap(LocalisedSitemap):
    def items(self):
        return Country.objects.public()


class NewsletterSitemap(LocalisedSitemap):
    changed = "published_at"

    def items(self):
        return Newsletter.objects.published()


SITEMAPS = {
    "network": NetworkSitemap,
    "pages": PageSitemap,
    "organisations": OrganisationSitemap,
    "regions": RegionSitemap,
    "countries": CountrySitemap,
    "newsletters": NewsletterSitemap,
}


@require_safe
def sitemap_index(request):
    """The parts there are, and when the pages in each were last changed."""
    return conditional(
        request, lambda: views.index(request, SITEMAPS, sitemap_url_name="sitemap-part")
    )


@require_safe
def sitemap_part(request, section):
    """The addresses of one part, ``?p=2`` of it for those that follow."""
    # First of all, as "If-None-Match: *" would be answered for a part that there is not.
    if section not in SITEMAPS:
        raise Http404
    if "p" in request.GET:
        try:
            SITEMAPS[section]().paginator.validate_number(request.GET["p"])
        except InvalidPage as error:
            raise Http404 from error
    return conditional(request, lambda: views.sitemap(request, SITEMAPS, section))


def conditional(request, make):
    """304 to one who has it. An issue appears at its hour, so their number counts as well."""
    return unless_known(request, make, Newsletter.objects.published().count())
