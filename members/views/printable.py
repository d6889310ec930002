"""The directory's query as a list to be printed: all of it on one page, by region and country."""

from itertools import chain, groupby
from operator import itemgetter

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from members import countries, exports, facets
from members.exports.views import problems
from members.filters import PARTS, OrganisationFilter
from members.formats import format_number
from members.freshness import TIMED, kept_fresh
from members.limits import limited
from members.models import Kind, Organisation, Region
from members.reading import reading
from members.results import by_place, places

# As many as are handed out on paper, some fifteen sheets; for more there are files.
MOST = 1000
READ = ("region_id", "country", "name", "acronym", "kind")
NAMED = slice(2, 4)


@require_safe
@limited()
@kept_fresh(heeds=PARTS, timeout=TIMED)
def organisation_list(request):
    """The first ``MOST`` organisations of the query, with the day and the address they are from."""
    filterset = OrganisationFilter(request.GET, Organisation.objects.public())
    found = facets.build(filterset)
    total, directory = filterset.total, exports.address("list", filterset)
    listed = by_place(filterset.qs, places(filterset), 0, MOST).rewrite(False)
    listed = list(listed.values_list(*READ))
    return render(
        request,
        "members/printable.html",
        {
            "page_title": facets.title(found, filterset),
            "counted": ngettext("%(total)s member", "%(total)s members", total)
            % {"total": format_number(total)},
            "chips": facets.chips(filterset, found, request.path),
            "problems": problems(filterset),
            "reading": reading(filterset, chain(*(row[NAMED] for row in listed)), request.path),
            "today": timezone.localdate(),
            "regions": regions(filterset, listed),
            "total": total,
            "most": MOST,
            "directory_url": directory,
            "source_url": request.build_absolute_uri(directory),
            "csv_url": exports.address("csv", filterset),
        },
    )


def regions(filterset: OrganisationFilter, listed: list[tuple]) -> list[dict]:
    """What is listed by region and country, from A to Z.

    The organisations that work for a whole region come first, in a "country" without a name.
    """
    names = {region.pk: region.name for region in filterset.regions}
    return [
        # One that was added this moment is not known yet.
        {
            "name": names.get(key) or Region.objects.get(pk=key).name,
            "countries": in_countries(rows),
        }
        for key, rows in groupby(listed, key=itemgetter(0))
    ]


def in_countries(rows) -> list[dict]:
    kinds = {kind.value: str(kind.label) for kind in Kind}
    return [
        {
            "name": countries.name(code) if code else "",
            "organisations": [(name, acronym, kinds[kind]) for *_, name, acronym, kind in members],
        }
        for code, members in groupby(rows, key=itemgetter(1))
    ]
