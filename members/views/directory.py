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
from members.marking import as_written
from members.models import Organisation
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
    if filterset.is_rewritten:
        return redirect(f"{request.path}?{filterset.as_query()}")
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
            "meant": meant(filterset, organisations),
            "day": filterset.day,
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
            "suggestions": [] if paginator.count else facets.suggestions(filterset, chips),
            "page_title": facets.title(found, filterset),
            "noindex": filterset.is_narrowed,
            "canonical_url": request.build_absolute_uri(
                request.path if page.number == 1 else f"{request.path}?page={page.number}"
            ),
        },
    )


def page_links(filterset: OrganisationFilter, page: Page, path: str) -> dict:
    """The way to the pages around this one; none where there is but one."""
    if not page.has_other_pages():
        return {}

    def address(number: int) -> str:
        query = filterset.as_query(page=number if number > 1 else None)
        return f"{path}?{query}" if query else path

    shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "previous": address(page.number - 1) if page.has_previous() else "",
        "next": address(page.number + 1) if page.has_next() else "",
        "numbers": [
            {
                "label": format_number(number),
                "url": address(number),
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


def meant(filterset: OrganisationFilter, organisations) -> str:
    """How a mistyped query was read, as the results write it; "" where it was taken as typed."""
    if not filterset.meant:
        return ""
    texts = [text for o in organisations for text in (o.name, o.acronym, o.place)]
    return as_written(filterset.meant, texts)


def hidden(filterset: OrganisationFilter) -> list[tuple[str, str]]:
    """What the form of filters carries along without showing it."""
    given = filterset.values.get("sort")
    return [("sort", given)] if given else []
