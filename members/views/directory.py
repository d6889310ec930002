"""The member directory."""

from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from members import facets, worldmap
from members.filters import OrganisationFilter
from members.models import Organisation
from prosper.errors import page_not_found

PER_PAGE = 20


@require_safe
def organisation_list(request):
    """The organisations that the query asks for, a page at a time."""
    filterset = OrganisationFilter(request.GET, Organisation.objects.public())
    paginator = Paginator(filterset.qs.for_listing(), PER_PAGE)
    try:
        page = paginator.page(request.GET.get("page") or 1)
    except (EmptyPage, PageNotAnInteger) as error:
        return page_not_found(request, error, {"page_out_of_range": True})

    found = facets.build(filterset)
    chips = facets.chips(filterset, found, request.path)
    return render(
        request,
        "members/organisation_list.html",
        {
            "query": filterset.query,
            "query_error": filterset.query_error,
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
            "page_title": facets.title(found, filterset.query, paginator.count),
            "noindex": filterset.is_narrowed,
        },
    )
