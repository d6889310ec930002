"""The member directory."""

from django.core.paginator import EmptyPage, PageNotAnInteger
from django.shortcuts import render
from django.views.decorators.http import require_safe

from members import facets, worldmap
from members.filters import OrganisationFilter, Sort
from members.freshness import kept_fresh
from members.models import Organisation, Region
from members.results import CountedPaginator
from prosper.errors import page_not_found

PER_PAGE = 20


@require_safe
@kept_fresh
def organisation_list(request):
    """The organisations that the query asks for, a page at a time."""
    filterset = OrganisationFilter(request.GET, Organisation.objects.public())
    paginator = CountedPaginator(filterset, PER_PAGE)
    try:
        page = paginator.page(request.GET.get("page") or 1)
    except (EmptyPage, PageNotAnInteger) as error:
        return page_not_found(request, error, {"page_out_of_range": True})

    found = facets.build(filterset, list(Region.objects.all()))
    chips = facets.chips(filterset, found, request.path)
    return render(
        request,
        "members/organisation_list.html",
        {
            "query": filterset.query,
            "query_error": filterset.errors_of("q"),
            "meant": filterset.meant,
            "day": filterset.day,
            "day_error": filterset.errors_of("on"),
            "orders": orders(filterset, request.path),
            "facets": found,
            "chips": chips,
            "clear_url": request.path,
            "is_filtered": filterset.is_narrowed,
            "active_count": sum(len(facet.chosen) for facet in found),
            "total": paginator.count,
            "page_obj": page,
            "page_range": list(
                paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
            ),
            "organisations": page.object_list,
            "map": worldmap.world(facets.country_totals(found)),
            "regions_strip": [] if filterset.is_narrowed else facets.regions_strip(found),
            "suggestions": [] if paginator.count else facets.suggestions(filterset, chips),
            "page_title": facets.title(found, filterset),
            "noindex": filterset.is_narrowed,
        },
    )


def orders(filterset: OrganisationFilter, path: str) -> list[dict]:
    """The orders to choose from, as links; best matches first only where there are words."""
    choices = [sort for sort in Sort if sort != Sort.RELEVANCE or filterset.query]
    return [
        {
            "label": sort.label,
            "url": f"{path}?{filterset.as_query(sort=sort.value)}",
            "is_current": sort == filterset.order,
        }
        for sort in choices
    ]
