"""The directory's query language: the only place that knows its rules.

``q`` (all words must match), ``kind``, ``region``, ``country`` (each repeatable: "or" within one,
"and" between them). An unknown value is an error beside its filter and narrows nothing.
"""

from collections.abc import Callable
from urllib.parse import urlencode

import django_filters
from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from members.models import Country, Kind, Organisation, Region

MAX_QUERY = 200


def known_kinds(values):
    return set(Kind.values)


def known_regions(values):
    return set(Region.objects.filter(slug__in=values).values_list("slug", flat=True))


def known_countries(values):
    return set(Country.objects.filter(code__in=values).values_list("code", flat=True))


class KnownValuesField(forms.MultipleChoiceField):
    """Several values, of which the unknown are set apart in ``unknown`` instead of refused."""

    def __init__(self, *, known: Callable, normalise: Callable, **kwargs):
        super().__init__(**kwargs)
        self.known, self.normalise, self.unknown = known, normalise, []

    def clean(self, value):
        given = [self.normalise(item.strip()) for item in value or [] if item.strip()]
        known = self.known([item for item in given if "\0" not in item]) if given else ()
        self.unknown = [item.replace("\0", "") for item in given if item not in known]
        return list(dict.fromkeys(item for item in given if item in known))


class FacetFilter(django_filters.Filter):
    """A filter by several values, shown with a count at each (see ``members.facets``)."""

    field_class = KnownValuesField

    def __init__(self, *, known: Callable, normalise: Callable = str.lower, **kwargs):
        super().__init__(lookup_expr="in", known=known, normalise=normalise, **kwargs)


class OrganisationFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Name or country"), method="search", max_length=MAX_QUERY)
    kind = FacetFilter(label=_("Type of organisation"), known=known_kinds)
    region = FacetFilter(label=_("Region"), field_name="region__slug", known=known_regions)
    country = FacetFilter(label=_("Country"), known=known_countries, normalise=str.upper)

    FACETS = ("kind", "region", "country")

    class Meta:
        model = Organisation
        fields = ["q", "kind", "region", "country"]

    def search(self, queryset, name, value):
        return queryset.search(value)

    @cached_property
    def values(self) -> dict:
        """The query as understood: the words, and for each facet its known values."""
        if not self.is_bound:
            return {}
        self.form.is_valid()
        return self.form.cleaned_data

    @property
    def qs(self):
        """All that the query asks for; nothing where its words cannot be read."""
        return self.under(self.values)

    def without(self, name: str, value: str | None = None):
        """What the query would give with one filter dropped, or with one value of it dropped."""
        return self.under(dict(self._dropped(name, value)))

    def under(self, values: dict):
        queryset = self.queryset.all()
        if self.query_error and "q" not in values:
            queryset = queryset.none()
        for name, value in values.items():
            queryset = self.filters[name].filter(queryset, value)
        return queryset

    def as_query(self, drop: tuple[str, str | None] | None = None) -> str:
        """The query as it stands in an address, with one filter (name, value) dropped."""
        values = dict(self._dropped(*drop)) if drop else self.values
        return urlencode({name: value for name, value in values.items() if value}, doseq=True)

    def _dropped(self, name: str, value: str | None):
        for key, chosen in self.values.items():
            if key != name:
                yield key, chosen
            elif value is not None:
                yield key, [item for item in chosen if item != value]

    @property
    def query(self) -> str:
        """The words as typed, to show again."""
        return self.data.get("q", "").replace("\0", "").strip()[:MAX_QUERY]

    @cached_property
    def query_error(self) -> str:
        return " ".join(self.errors.get("q", [])) if self.is_bound else ""

    def chosen(self, facet: str) -> list[str]:
        """The known values chosen in a facet, in the order given."""
        return self.values.get(facet, [])

    def unknown(self, facet: str) -> list[str]:
        """The values given for a facet that name nothing."""
        return self.form.fields[facet].unknown if self.values else []

    @property
    def is_narrowed(self) -> bool:
        return bool(self.query or any(self.chosen(facet) for facet in self.FACETS))
