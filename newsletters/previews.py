"""Issues as they will be, and their files, for whoever was sent a link."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from members.views.preview import by_link, told
from newsletters.models import Edition, Newsletter
from newsletters.views.files import describe, send, unless_busy
from newsletters.views.pages import render_newsletter


@by_link(Newsletter)
def newsletter_preview(request, newsletter, link):
    """The page of an issue that is not public yet; its files are reached by the same link."""
    newsletter = Newsletter.objects.for_listing().get(pk=newsletter.pk)
    token = request.resolver_match.kwargs["token"]
    for edition in newsletter.editions.all():
        edition.preview_url = reverse("newsletters:preview-pdf", args=[token, edition.language])
    return render_newsletter(request, newsletter, told(link))


@by_link(Newsletter)
@unless_busy
def edition_preview(request, newsletter, link, language):
    """A file of an issue that is not public yet."""
    editions = Edition.objects.select_related("newsletter")
    edition = get_object_or_404(editions, newsletter=newsletter, language=language)
    response = send(request, edition)
    describe(response, edition)
    return response
