"""Feeds of what is new (Atom), in the reader's language."""

from django.contrib.sites.shortcuts import get_current_site
from django.contrib.syndication.views import Feed, add_domain
from django.http import StreamingHttpResponse
from django.http.request import split_domain_port
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from members import facets
from members.exports.text import for_xml
from members.filters import OrganisationFilter
from members.formats import labelled

LENGTH = 50


class AtomFeed(Feed):
    """A feed made for one request; its entries keep their ids whatever is renamed."""

    feed_type = Atom1Feed
    # Any day will do on which the addresses were the network's own (RFC 4151).
    TAG_DATE = "2026"

    def __init__(self, request):
        self.request = request
        self.site = get_current_site(request)

    def __call__(self, request):
        if request.method == "HEAD":
            # Streamed, or else it would be said to have no bytes.
            return StreamingHttpResponse(content_type=Atom1Feed.content_type)
        response = super().__call__(request)
        # The newest entry's date does not tell of one that was taken out; the ETag does.
        del response.headers["Last-Modified"]
        return response

    def absolute(self, url: str) -> str:
        return add_domain(self.site.domain, url, self.request.is_secure())

    def tag(self, name: str) -> str:
        """A permanent id, in each language another: "tag:example.org,2026:fr/members/12"."""
        host, _port = split_domain_port(self.site.domain)
        return f"tag:{host},{self.TAG_DATE}:{get_language()}/{name}"

    def feed_url(self):
        return self.request.get_full_path()

    def author_name(self):
        return "ProsperA"


class MemberFeed(AtomFeed):
    """The newest organisations of a query of the directory."""

    def __init__(self, filterset: OrganisationFilter, request):
        super().__init__(request)
        self.filterset = filterset

    def title(self):
        title = facets.title(facets.build(self.filterset), self.filterset)
        return for_xml(labelled("ProsperA", title))

    def link(self):
        query = self.filterset.as_query()
        return reverse("members:list") + (f"?{query}" if query else "")

    def subtitle(self):
        return _("The newest members of the network.")

    def feed_guid(self):
        query = self.filterset.as_query()
        return self.tag("members" + (f"?{query}" if query else ""))

    def items(self):
        newest = self.filterset.qs.select_related("region", "country")
        return newest.order_by("-created_at", "titles_folded", "pk")[:LENGTH]

    def item_title(self, item):
        return for_xml(item.name)

    def item_description(self, item):
        """HTML: what it is and where, and what is said of it."""
        about = f"{item.get_kind_display()}, {item.place}"
        return linebreaks(for_xml(f"{about}\n\n{item.description}".strip()), autoescape=True)

    def item_guid(self, item):
        return self.tag(f"members/{item.pk}")

    def item_pubdate(self, item):
        return item.created_at

    def item_updateddate(self, item):
        return item.updated_at
