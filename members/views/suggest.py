"""Suggestions while a visitor types."""

from collections.abc import Callable, Iterable

from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members import common, countries, known, search, spelling
from members.freshness import TIMED, kept_fresh
from members.limits import SuggestThrottle, limited
from members.models import Country, Organisation

SHORTEST = 3
ORGANISATIONS, OTHERS = 5, 3

# A word or two to show, what kind of thing it is, and its address.
Suggestion = dict[str, str]


def none(request) -> JsonResponse:
    """To one who types faster than people do: the box stays as it is."""
    return JsonResponse({"suggestions": []}, status=429)


@require_safe
@limited(SuggestThrottle, none)
@kept_fresh(heeds=["q"], timeout=TIMED, cache="suggestions")
def suggest(request, more: Iterable[Callable[[str], list[Suggestion]]] = ()):
    """What a query may mean: organisations, countries, regions, and ``more`` of others' making.

    Where it means nothing as it was typed, what the directory would read it as.
    """
    query = request.GET.get("q", "")[:100]
    found = []
    if len(search.fold(query)) >= SHORTEST:
        found = meant_by(query)
        for suggestions in more:
            found += suggestions(query)
        readings = [] if found else spelling.readings(query)
        found = found or next(filter(None, map(meant_by, readings)), [])
    return JsonResponse({"suggestions": found})


def meant_by(query: str) -> list[Suggestion]:
    """Organisations so named, then places, then the organisations that are found by their place."""
    named, others = [], []
    for organisation in common.first(Organisation.objects.public(), query, ORGANISATIONS):
        is_named = organisation.rank < search.PLACE
        (named if is_named else others).append(
            {
                "label": organisation.name,
                "detail": f"{organisation.get_kind_display()} · {organisation.place}",
                "url": organisation.get_absolute_url(),
            }
        )
    return named + places(query) + others


def places(query: str) -> list[Suggestion]:
    """Countries and regions that have organisations and are so named in any language."""
    words = search.words(query)
    regions = [
        region
        for region in known.public_regions()
        if search.has_words([region.name_en, region.name_fr, region.name_es], words)
    ]
    codes = search.country_codes(query)
    totals = known.by_country() if codes else {}
    named = [Country(code=code) for code in codes if totals.get(code)]
    named.sort(key=lambda country: countries.sort_key(country.name))
    return [
        {"label": place.name, "detail": label, "url": place.get_absolute_url()}
        for label, places in ((_("Country"), named), (_("Region"), regions))
        for place in places[:OTHERS]
    ]
