"""The addresses at which the directory's query is had as a file or a feed."""

from functools import partial

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members.cube import FACETS
from members.exports.feeds import MemberFeed
from members.exports.offers import FORMATS, Format
from members.exports.places import NoPlaceError, PlacedFile
from members.exports.rows import Export
from members.filters import OrganisationFilter
from members.freshness import unless_known
from members.limits import limited
from members.models import Organisation

# To be raised when the same organisations come out in another form: what readers keep is outdated.
EDITION = 2
LONGEST_VALUE = 40
# In seconds.
ASK_AGAIN = 60


def too_often(request) -> HttpResponse:
    return plain(_("Too many searches. Please ask again in a minute."), 429)


@require_safe
@limited(refuse=too_often)
def members_file(request, extension):
    """All organisations of the query as a file; 400 where the query is not understood."""
    made = FORMATS[extension]
    return answer(request, partial(file_response, request, made))


@require_safe
@limited(refuse=too_often)
def members_feed(request):
    """The newest organisations of the query; 400 where the query is not understood."""
    return answer(request, lambda filterset: MemberFeed(filterset, request)(request))


def answer(request, make):
    """What ``make`` makes of the query, 304 to one who has it, 400 where it makes no sense."""
    filterset = OrganisationFilter(request.GET, Organisation.objects.public())
    if found := problems(filterset):
        return plain("\n".join(found), 400)
    try:
        return unless_known(request, partial(make, filterset), EDITION)
    except NoPlaceError:
        return busy()


def busy() -> HttpResponse:
    response = plain(_("Other files are being sent. Please ask again in a minute."), 503)
    response.headers["Retry-After"] = str(ASK_AGAIN)
    return response


def plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")


def file_response(request, made: Format, filterset: OrganisationFilter) -> FileResponse:
    """The file; to HEAD its headers only, for which no organisation is read."""
    export = Export(filterset, request)
    name = f"ProsperA-members-{export.language}-{export.day.isoformat()}.{made.extension}"
    described = {
        "content_type": made.content_type,
        "headers": {"Content-Disposition": content_disposition_header(made.saved, name)},
    }
    if request.method == "HEAD":
        return FileResponse([], **described)
    return PlacedFile(partial(made.write, export), **described)


def problems(filterset: OrganisationFilter) -> list[str]:
    """A sentence for each value that cannot be read: what a page would say beside its filter."""
    unknown = [(facet, value, "") for facet in FACETS for value in filterset.unknown(facet)]
    unreadable = [
        (name, filterset.data.get(name, ""), filterset.errors_of(name)) for name in filterset.errors
    ]
    return [problem(*found) for found in unknown + unreadable]


def problem(name: str, value: str, reason: str) -> str:
    """One line: which part of the query, its value (its beginning, if long), and why."""
    shown = Truncator(" ".join(value.replace("\0", "").split())).chars(LONGEST_VALUE)
    text = _("“%(name)s” cannot be “%(value)s”.") % {"name": name, "value": shown}
    return f"{text} {reason}".rstrip()
