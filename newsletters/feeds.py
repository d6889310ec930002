"""The newsletter as a feed (Atom), each issue with its PDF."""

from django.urls import reverse
from django.utils.feedgenerator import Enclosure
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members.exports.feeds import LENGTH, AtomFeed
from members.exports.text import for_xml
from members.formats import labelled
from members.freshness import unless_known
from newsletters.models import Newsletter


@require_safe
def newsletter_feed(request):
    """The latest issues; 304 to one who has them all."""
    # An issue appears at its hour, without anything being saved: so the number counts, too.
    published = Newsletter.objects.published().count()
    return unless_known(request, lambda: NewsletterFeed(request)(request), published)


class NewsletterFeed(AtomFeed):
    """Published issues, the latest first."""

    def title(self):
        return labelled("ProsperA", _("Newsletters"))

    def link(self):
        return reverse("newsletters:list")

    def subtitle(self):
        return _("Each new issue of the network’s newsletter.")

    def feed_guid(self):
        return self.tag("newsletters")

    def items(self):
        return Newsletter.objects.published().for_listing()[:LENGTH]

    def item_title(self, item):
        return for_xml(labelled(item.month_name, item.title))

    def item_description(self, item):
        return linebreaks(for_xml(item.summary), autoescape=True)

    def item_guid(self, item):
        return self.tag(f"newsletters/{item.pk}")

    def item_pubdate(self, item):
        return item.published_at

    def item_updateddate(self, item):
        """When it came out, or when one of its files was last replaced."""
        return max([item.published_at, *(edition.updated_at for edition in item.editions.all())])

    def item_enclosures(self, item):
        """The PDF in the reader's language, or in the first that there is."""
        return [
            Enclosure(
                self.absolute(edition.get_absolute_url()), str(edition.size), "application/pdf"
            )
            for edition in item.editions_list[:1]
        ]
