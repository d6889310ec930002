"""The directory's query language: the only place that knows its rules.

``q``         words, all of which must match, whole or begun; a mistyped one is read as meant
``kind``, ``region``, ``country``, ``language``, ``joined`` (the year of joining)
              each repeatable: "or" within one, "and" between them;
              a country by its code, or by its name in any language
``on``        a day (2007-12-31), no future one: the network as it was then
``sort``      relevance (where there are words), name, country, newest

An unknown value is an error beside its filter, and narrows nothing.
"""

from collections.abc import Callable
from urllib.parse import urlencode

import django_filters
from django.db import models
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from members import common, countries, known, search, spelling, typed
from members.cube import FACETS, MOST, Cube
from members.formats import AtLeast
from members.models import Kind, Organisation, Region, WorkingLanguage
from members.query_fields import DayField, KnownValuesField, QueryForm, form_of
from members.validators import FIRST_YEAR, LAST_YEAR

MAX_QUERY = 200
YEARS = {str(year) for year in range(FIRST_YEAR, LAST_YEAR + 1)}


class Sort(models.TextChoices):
    """The orders in which results can be had."""

    RELEVANCE = "relevance", _("Best matches first")
    NAME = "name", _("By name")
    COUNTRY = "country", _("By region and country")
    NEWEST = "newest", _("Newest first")


class FacetFilter(django_filters.Filter):
    """A filter by several values, shown with a count at each (see ``members.facets``)."""

    field_class = KnownValuesField

    def __init__(self, *, known: Callable, normalise: Callable = str.lower, **kwargs):
        super().__init__(lookup_expr="in", known=known, normalise=normalise, **kwargs)


class OrganisationFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Name or country"), max_length=MAX_QUERY)
    kind = FacetFilter(label=_("Type of organisation"), known=lambda values: set(Kind.values))
    region = FacetFilter(label=_("Region"), field_name="region__slug", known=lambda values: set())
    country = FacetFilter(
        label=_("Country"),
        known=lambda values: set(countries.codes()),
        normalise=typed.country_code,
    )
    language = FacetFilter(
        label=_("Working language"), known=lambda values: set(WorkingLanguage.values)
    )
    joined = FacetFilter(
        label=_("Year of joining"), field_name="year_joined", known=lambda values: YEARS
    )
    on = django_filters.Filter(label=_("On the day"), method="members_on")
    on.field_class = DayField
    sort = django_filters.ChoiceFilter(label=_("Order"), choices=Sort.choices, method="unchanged")

    class Meta:
        model = Organisation
        fields = []
        form = QueryForm

    # Whether a search that finds very many may say so, instead of counting them.
    is_bounded = True

    @classmethod
    def of(cls, query: str, queryset=None) -> "OrganisationFilter":
        """The filterset of a query as it stands in an address."""
        return cls(QueryDict(query), queryset)

    def members_on(self, queryset, name, value):
        return queryset.members_on(value)

    def unchanged(self, queryset, name, value):
        return queryset

    def __init__(self, data: QueryDict, queryset: models.QuerySet | None = None):
        """As django-filter has it, but for the filters, which it copies: they never change."""
        self.data, self.is_bound, self.filters = data, True, self.base_filters
        self.queryset = Organisation.objects.all() if queryset is None else queryset

    @cached_property
    def form(self) -> QueryForm:
        form = form_of(type(self))(self.data)
        if region := form.fields.get("region"):
            region.known = self.known_regions
        return form

    @cached_property
    def regions(self) -> list[Region]:
        """All the regions, in their order."""
        return known.regions()

    def known_regions(self, values) -> set[str]:
        return {region.slug for region in self.regions}

    @cached_property
    def values(self) -> dict:
        """The query as understood: for each part that could be read, its value."""
        if not self.data:
            return {}
        self.form.is_valid()
        return self.form.cleaned_data

    @cached_property
    def chosen(self) -> dict[str, list[str]]:
        """The known values chosen in each facet, in the order given."""
        return {facet: self.values.get(facet) or [] for facet in FACETS}

    @property
    def day(self):
        return self.values.get("on")

    @cached_property
    def query(self) -> str:
        """The words as typed, to show again."""
        return self.data.get("q", "").replace("\0", "").strip()[:MAX_QUERY]

    @property
    def words(self) -> str:
        """The words that were searched for: as typed, or as they were meant."""
        self.cube  # noqa: B018  (counting finds out whether the words as typed are known)
        return self._meant or self.query

    @property
    def meant(self) -> str:
        """How a mistyped query was read; empty where its letters were taken as typed."""
        self.cube  # noqa: B018
        return self._meant if spelling.differ(self._meant, self.query) else ""

    @cached_property
    def cube(self) -> Cube:
        """Counts of all that the query finds, each facet's under the other filters."""
        self._meant, self._readings = "", []
        if self.errors_of("q"):
            return Cube(*self.facets)
        if not self.query and self.day:
            return Cube.of_day(self.day, *self.facets)
        if not self.query:
            chosen, regions = self.facets
            return (
                Cube.of_all(*self.facets) if any(chosen.values()) else known.cube().with_(regions)
            )
        if self.is_bounded and not self.day and common.is_sure(self.query):
            return Cube.beyond(*self.facets)
        cube = self.count(self.query)
        if cube.found:
            return cube
        self._readings = spelling.readings(self.query)
        for reading in self._readings:
            other = self.count(reading)
            if other.found:
                self._meant = reading
                return other
        return cube

    def count(self, words: str) -> Cube:
        """The counts of some words: of those that very many have, only that they do."""
        return Cube.of(self.in_words(words), *self.facets, to_the_end=not self.is_bounded)

    @property
    def facets(self) -> tuple:
        """What a cube has to know: what is chosen in each facet, and the regions."""
        return self.chosen, lambda: {region.pk: region.slug for region in self.regions}

    @property
    def words_alone(self) -> list[str]:
        """The words as typed or, where these find nothing, as they were probably meant."""
        return search.words(self.query if self.cube.found else [*self._readings, self.query][0])

    def in_words(self, words: str):
        """The organisations of the day that match the words; none where they cannot be read."""
        queryset = self.queryset.all()
        if self.day:
            queryset = queryset.members_on(self.day)
        if self.errors_of("q"):
            return queryset.none()
        return queryset.search(words) if words else queryset

    @property
    def qs(self):
        """All that the query asks for."""
        return self.in_facets(self.in_words(self.words))

    @property
    def walked(self):
        """The same, for a walk in an order of which only a part will be read."""
        return self.in_facets(self.in_words("").filter(search.standing(self.words)))

    def in_facets(self, queryset):
        """Those of the organisations that have what is chosen in the facets."""
        for facet, values in self.chosen.items():
            queryset = self.filters[facet].filter(queryset, values)
        return queryset

    @cached_property
    def narrowed(self) -> Cube:
        """Counts of what is chosen only, where the cube of the words is bounded."""
        if not any(self.chosen.values()):
            return self.cube
        _chosen, regions = self.facets
        return Cube.of(self.qs, {}, regions, to_the_end=False)

    @cached_property
    def total(self) -> int:
        if not self.cube.bounded:
            return self.cube.total
        return AtLeast(MOST) if self.narrowed.bounded else self.narrowed.found

    def counts(self, facet: str) -> dict[str, int | None]:
        """How many each value of a facet would give; None where so much is not counted."""
        found = self.cube.counts(facet)
        if not self.cube.bounded:
            return found
        if self.narrowed.bounded:
            return dict.fromkeys(found)
        known = self.narrowed.counts(facet)
        return {value: known[value] or None for value in found} if self.chosen[facet] else known

    @property
    def order(self) -> str:
        """The order asked for, or the one that suits: best matches first for words."""
        given = self.values.get("sort")
        if given and (given != Sort.RELEVANCE or self.query):
            return given
        return Sort.RELEVANCE if self.query else Sort.NAME

    def errors_of(self, name: str) -> str:
        return " ".join(self.errors.get(name, [])) if self.data else ""

    def unknown(self, facet: str) -> list[str]:
        """The values given for a facet that name nothing."""
        if facet not in self.data:
            return []
        self.values  # noqa: B018  (reading them finds out which are known)
        return self.form.fields[facet].unknown

    @property
    def shorter(self) -> str | None:
        """The query of a shorter address that means the same; None where there is none.

        Without what a form sends along empty, and with codes for countries given by name.
        """
        fields = [self.form.fields[part] for part in self.values if part in FACETS]
        # An error is told of where it was made, with what was typed.
        by_name = any(f.is_rewritten for f in fields) and not (
            self.errors or any(f.unknown for f in fields)
        )
        given = [(name, value) for name, values in self.data.lists() for value in values]
        kept = [
            (name, typed.country_code(value.strip()) if by_name and name == "country" else value)
            for name, value in given
            if value.strip()
        ]
        return urlencode(kept) if kept != given else None

    @property
    def is_narrowed(self) -> bool:
        return bool(self.query or self.day or any(self.chosen.values()))

    def as_query(self, **changes) -> str:
        """The query as it stands in an address, with some of its parts replaced."""
        parts = self._parts | {name: _in_address(name, value) for name, value in changes.items()}
        return "&".join(filter(None, parts.values()))

    @cached_property
    def _parts(self) -> dict[str, str]:
        """Each part as it stands in an address."""
        parts = {"q": self.query, **self.chosen, "on": self.day, "sort": self.values.get("sort")}
        return {name: _in_address(name, value) for name, value in parts.items()}


def _in_address(name: str, value) -> str:
    return urlencode({name: value}, doseq=True) if value else ""


# The names of its parts in an address.
PARTS = frozenset(OrganisationFilter.base_filters)
