"""The desk's first page: what waits in its lists for whoever opens it.

A list says in its ``trays`` what may wait in it; the page asks all lists, and so shows a tray that
is added to one without being told of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import QuerySet, Subquery
from django.urls import reverse
from django.utils.http import urlencode

from members.formats import AtLeast, format_number
from prosper.roles import CHANGE, VIEW

# No tray is counted any further.
MOST = 1_000


@dataclass(frozen=True)
class Tray:
    """Records of a list that somebody has to see to."""

    title: str
    # What makes the list show just these: the query of its address.
    query: dict[str, str]
    # The same, of the list's records.
    waiting: Callable[[QuerySet], QuerySet]
    # The lowest stands first.
    place: int
    help: str = ""
    # The right without which one could do nothing about them.
    needs: str = CHANGE
    # So many of the records are named, the first of the list, each with what ``told`` says of it.
    named: int = 0
    told: Callable[[models.Model], str] = field(default=lambda record: "")


class Named(NamedTuple):
    """A record that a tray names."""

    name: str
    url: str
    told: str


class Filled(NamedTuple):
    """A tray as it is shown to one reader."""

    tray: Tray
    total: int
    url: str
    named: list[Named]

    @property
    def number(self) -> str:
        return format_number(self.total)


class Counted(Subquery):
    """How many rows a query has, inside another."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = models.IntegerField()


class Trays(NamedTuple):
    """What one reader may act on: where something waits, and where nothing does."""

    full: list[Filled]
    empty: list[Filled]


def filled(request, site) -> Trays | None:
    """The trays on which who asks may act; None where there is none.

    All of them are counted in one query, whatever their number.
    """
    found = [(listed, tray) for listed, tray in trays(site) if may_act(request, listed, tray)]
    found.sort(key=lambda place: place[1].place)
    if not found:
        return None
    counts = [Counted(rows(request, *place).order_by().values("pk")[: MOST + 1]) for place in found]
    account = get_user_model().objects.filter(pk=request.user.pk)
    totals = account.values_list(*counts).get()
    laid = [fill(request, *place, total) for place, total in zip(found, totals, strict=True)]
    return Trays([one for one in laid if one.total], [one for one in laid if not one.total])


def trays(site) -> list[tuple]:
    """Each tray of the desk, with its list."""
    lists = site._registry.values()
    return [(listed, tray) for listed in lists for tray in getattr(listed, "trays", ())]


def may_act(request, listed, tray: Tray) -> bool:
    """Whether who asks may see the list, and has the right that the tray needs."""
    rights = {VIEW, tray.needs}
    return all(getattr(listed, f"has_{right}_permission")(request) for right in rights)


def rows(request, listed, tray: Tray) -> QuerySet:
    """What lies in the tray, within reach of who asks."""
    return tray.waiting(listed.kept(request, listed.get_queryset(request)))


def fill(request, listed, tray: Tray, total: int) -> Filled:
    name = f"admin:{listed.opts.app_label}_{listed.opts.model_name}"
    url = reverse(f"{name}_changelist")
    first = rows(request, listed, tray).order_by(*listed.get_ordering(request) or ("-pk",))
    named = [
        Named(str(record), reverse(f"{name}_change", args=[record.pk]), tray.told(record))
        for record in (first[: tray.named] if tray.named and total else ())
    ]
    shown = AtLeast(MOST) if total > MOST else total
    return Filled(tray, shown, f"{url}?{urlencode(tray.query)}" if tray.query else url, named)
