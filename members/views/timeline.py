"""How the network grew."""

import datetime

from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from members import chart, known, timeline
from members.formats import format_number
from members.freshness import TIMED, kept_fact, kept_fresh
from members.models import Kind, Region
from members.timeline import Year


@require_safe
@kept_fresh(timeout=TIMED)
def network(request):
    """Members by year, kind and region: charts, and the table they were drawn from."""
    return render(request, "members/network.html", {"charts": charts(timezone.localdate())})


@kept_fact
def charts(today: datetime.date) -> SafeString:
    """All that the page draws. It depends on nothing else, so it is drawn once a day."""
    years = timeline.years(today)
    regions = [r for r in known.regions() if any(year.regions[r.pk] for year in years)]
    return render_to_string(
        "members/_charts.html",
        {
            "view_box": f"0 0 {chart.WIDTH} {chart.HEIGHT}",
            "by_kind": by_kind(years),
            "by_region": by_region(years, regions),
            "kinds": [{"css": f"bar-{kind.value}", "label": kind.plural} for kind in Kind],
            "regions": regions,
            "rows": [row(year, regions) for year in reversed(years)],
        },
    )


def by_kind(years: list[Year]) -> dict:
    """The chart of all members, each year's kinds one on the other."""
    totals = [year.total for year in years]
    highest = chart.scale(max(totals, default=0))[-1]
    series = {kind.value: [year.kinds[kind.value] for year in years] for kind in Kind}
    named = chart.labelled([year.year for year in years])
    return {
        "bars": [
            {"css": f"bar-{kind}", "shape": shape}
            for kind, shape in chart.bars(series, highest).items()
        ],
        "ticks": chart.ticks(max(totals, default=0)),
        "labels": [
            label(year, year.total, highest, x=chart.middle(position, len(years)))
            for position, year in enumerate(years)
            if year.year in named
        ],
        "summary": summary(years, totals),
    }


def by_region(years: list[Year], regions: list[Region]) -> list[dict]:
    """A small chart for each region, all on one scale; its first and last year are named."""
    series = {region: [year.regions[region.pk] for year in years] for region in regions}
    highest = max(map(max, series.values()), default=0)
    return [
        {
            "name": region.name,
            "shape": chart.bars({"all": totals}, highest)["all"],
            "first": label(years[0], totals[0], highest, x=0),
            "last": label(years[-1], totals[-1], highest, x=100),
            "summary": summary(years, totals),
        }
        for region, totals in series.items()
    ]


def label(year: Year, total: int, highest: int, x: float) -> dict:
    """What is written at the bar of a year: the year below, its total above."""
    return {
        "year": str(year.year),
        "total": format_number(total),
        "x": x,
        "y": chart.height(total, highest),
    }


def summary(years: list[Year], totals: list[int]) -> str:
    """A chart in a sentence: where it begins and where it ends."""
    if not years:
        return ""
    return ngettext(
        "%(before)s member in %(first)s, %(now)s in %(last)s.",
        "%(before)s members in %(first)s, %(now)s in %(last)s.",
        totals[0],
    ) % {
        "before": format_number(totals[0]),
        "first": years[0].year,
        "now": format_number(totals[-1]),
        "last": years[-1].year,
    }


def row(year: Year, regions: list[Region]) -> dict:
    """A year of the table, its numbers written for the reader: all, by kind, by region."""
    kinds = [year.kinds[kind.value] for kind in Kind]
    totals = [year.total, *kinds, *(year.regions[region.pk] for region in regions)]
    return {
        "year": str(year.year),
        "day": year.last_day.isoformat(),
        "totals": [format_number(total) for total in totals],
    }
