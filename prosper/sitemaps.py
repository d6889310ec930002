"""Every public page, in each of its languages."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from members.models import Country, Organisation, Page, Region
from newsletters.models import Newsletter


class LocalisedSitemap(Sitemap):
    i18n = True
    alternates = True
    x_default = True


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

    def items(self):
        return Page.objects.filter(slug__in=self.SLUGS)

    def location(self, item):
        return reverse(item.slug)

    def lastmod(self, item):
        return item.updated_at


class OrganisationSitemap(LocalisedSitemap):
    def items(self):
        return Organisation.objects.public().order_by("pk")

    def lastmod(self, item):
        return item.updated_at


class RegionSitemap(LocalisedSitemap):
    def items(self):
        return Region.objects.public()


class CountrySitemap(LocalisedSitemap):
    def items(self):
        return Country.objects.public()


class NewsletterSitemap(LocalisedSitemap):
    def items(self):
        return Newsletter.objects.published()

    def lastmod(self, item):
        return item.published_at


SITEMAPS = {
    "network": NetworkSitemap,
    "pages": PageSitemap,
    "organisations": OrganisationSitemap,
    "regions": RegionSitemap,
    "countries": CountrySitemap,
    "newsletters": NewsletterSitemap,
}
