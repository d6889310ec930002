"""How the network grew."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from members import timeline
from members.formats import format_number
from members.freshness import TIMED, kept_fresh
from members.models import Kind, Region


@require_safe
@kept_fresh(timeout=TIMED)
def network(request):
    """Members by year, kind and region: a chart, and the table it was drawn from."""
    years = timeline.years(timezone.localdate())
    regions = [r for r in Region.objects.all() if any(year.regions[r.pk] for year in years)]
    return render(
        request,
        "members/network.html",
        {
            "bars": timeline.bars(years),
            "ticks": timeline.ticks(years),
            "view_box": f"0 0 {timeline.WIDTH} {timeline.HEIGHT}",
            "first": years[0] if years else None,
            "last": years[-1] if years else None,
            "kinds": [{"css": f"bar-{kind.value}", "label": kind.plural} for kind in Kind],
            "regions": regions,
            "rows": [row(year, regions) for year in reversed(years)],
        },
    )


def row(year: timeline.Year, regions: list[Region]) -> dict:
    """A year of the table, its numbers written for the reader: all, by kind, by region."""
    kinds = [year.kinds[kind.value] for kind in Kind]
    totals = [year.total, *kinds, *(year.regions[region.pk] for region in regions)]
    return {
        "year": str(year.year),
        "day": year.last_day.isoformat(),
        "totals": [format_number(total) for total in totals],
    }
