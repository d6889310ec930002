"""The member directory."""

from django.core.paginator import EmptyPage, Page, PageNotAnInteger
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from members import exports, facets, worldmap
from members.filters import PARTS, OrganisationFilter, Sort
from members.formats import format_number
from members.freshness import kept_fresh
from members.limits import limited
from members.models import Organisation
from members.reading import names_of, reading
from members.results import CountedPaginator, groups
from members.views.roles import with_roles
from prosper.errors import page_not_found

PER_PAGE = 20


@require_safe
@limited()
@kept_fresh(heeds=PARTS | {"page"})
def organisation_list(request):
    """The organisations that the query asks for, a page at a time."""
    filterset = OrganisationFilter(request.GET, Organisation.objects.public())
    if (query := filterset.shorter) is not None:
        return redirect(f"{request.path}?{query}" if query else request.path)
    paginator = CountedPaginator(filterset, PER_PAGE)
    try:
        page = paginator.page(request.GET.get("page") or 1)
    except (EmptyPage, PageNotAnInteger) as error:
        return page_not_found(request, error, {"page_out_of_range": True})

    organisations = with_roles(request, page.object_list)
    found = facets.build(filterset)
    chips = facets.chips(filterset, found, request.path)
    return render(
        request,
        "members/organisation_list.html",
        {
            "query": filterset.query,
            "query_error": filterset.errors_of("q"),
            "words": filterset.words,
            "reading": reading(filterset, names_of(organisations), request.path),
            "day": filterset.day,
            "today_url": address(filterset, request.path, on=None),
            "today": timezone.localdate(),
            "day_error": filterset.errors_of("on"),
            "orders": orders(filterset, request.path),
            "order_error": facets.error_of("sort", [filterset.data["sort"]])
            if filterset.errors_of("sort")
            else "",
            "facets": found,
            "chips": chips,
            "clear_url": request.path,
            "is_filtered": filterset.is_narrowed,
            "active_count": sum(len(facet.chosen) for facet in found),
            "total": paginator.count,
            "total_shown": format_number(paginator.count),
            "page_obj": page,
            "pages": page_links(filterset, page, request.path),
            "groups": groups(filterset, organisations),
            "hidden": hidden(filterset),
            "exports": exports.links(filterset),
            "print_url": request.build_absolute_uri(exports.address("print", filterset)),
            "has_more": len(chips) > 1,
            "map": worldmap.world(
                facets.country_totals(found), filterset.as_query(country=None, sort=None)
            ),
            "regions_strip": [] if filterset.is_narrowed else facets.regions_strip(found),
            **({} if paginator.count else ways_out(filterset, chips, request.path)),
            "page_title": facets.title(found, filterset),
            "noindex": filterset.is_narrowed,
            "canonical_url": request.build_absolute_uri(
                address(filterset, request.path, page.number, sort=None)
            ),
        },
    )


def ways_out(filterset: OrganisationFilter, chips: list[facets.Chip], path: str) -> dict:
    """Of an empty result: the filters to remove, or where none alone helps, what does."""
    return {
        "suggestions": facets.suggestions(filterset, chips),
        "wider": facets.wider(filterset, chips, path),
    }


def address(filterset: OrganisationFilter, path: str, page: int = 1, **changes) -> str:
    """Where a page of the present query is had; the first has no number."""
    query = filterset.as_query(page=page if page > 1 else None, **changes)
    return f"{path}?{query}" if query else path


def page_links(filterset: OrganisationFilter, page: Page, path: str) -> dict:
    """The way to the pages around this one; none where there is but one."""
    if not page.has_other_pages():
        return {}

    shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "previous": address(filterset, path, page.number - 1) if page.has_previous() else "",
        "next": address(filterset, path, page.number + 1) if page.has_next() else "",
        "numbers": [
            {
                "label": format_number(number),
                "url": address(filterset, path, number),
                "is_current": number == page.number,
            }
            if isinstance(number, int)
            else {"label": number}
            for number in shown
        ],
    }


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


def hidden(filterset: OrganisationFilter) -> list[tuple[str, str]]:
    """What the form of filters carries along without showing it."""
    given = filterset.values.get("sort")
    return [("sort", given)] if given else []
