"""Organisations, countries and regions, as JSON."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.response import Response

from members.addresses import moved
from members.api.base import LANGUAGE, Gone, PublicView
from members.api.filters import MODIFIED, OrganisationQuery, modified_after
from members.api.pagination import (
    CURSOR,
    DEEPEST,
    PAGE_SIZE,
    ModifiedPages,
    OrganisationPages,
    WholeList,
)
from members.api.serializers import (
    CountrySerializer,
    OrganisationSerializer,
    RegionSerializer,
    WithdrawnSerializer,
    whole,
)
from members.choices import Kind, Status
from members.filters import MAX_QUERY, Sort
from members.models import Country, Organisation, Region, Tally, WorkingLanguage

MODIFIED_AFTER = OpenApiParameter(
    "modified_after",
    OpenApiTypes.DATETIME,
    description="What was changed since, such as 2008-01-31T12:00:00Z. Ask from a minute "
    "before the last change you know, as a change may become visible a moment late.",
)
FILTERS = [
    OpenApiParameter(
        "q",
        description="Words, all of which must match, whole or begun; accents and case do not "
        f"count, and a mistyped word is read as meant. At most {MAX_QUERY} characters.",
    ),
    OpenApiParameter("kind", enum=Kind.values, many=True, description="One of these kinds."),
    OpenApiParameter("region", many=True, description="In one of these regions: their slugs."),
    OpenApiParameter(
        "country", many=True, description="In one of these countries: ISO 3166-1 alpha-2 codes."
    ),
    OpenApiParameter(
        "language",
        enum=WorkingLanguage.values,
        many=True,
        description="Working in one of these languages: ISO 639-1 codes.",
    ),
    OpenApiParameter(
        "joined",
        OpenApiTypes.INT,
        many=True,
        description="That became members in one of these years, as far as is known.",
    ),
    OpenApiParameter(
        "on",
        OpenApiTypes.DATE,
        description="The network as it was on a day, such as 2007-12-31.",
    ),
    MODIFIED_AFTER,
    OpenApiParameter(
        "sort",
        enum=[*Sort.values, MODIFIED],
        description=f"`{MODIFIED}`, by last change, oldest first, is the usual order, and the one "
        "in which everything can be read. Where `q` is given the usual order is `relevance`. "
        f"Lists in any other order than `{MODIFIED}` end after {DEEPEST:,} records.",
    ),
]


@extend_schema(
    summary="Organisations",
    description="The published organisations that the query asks for: the very query of the "
    "directory’s address. Filters of one name are alternatives, of different names conditions.",
    parameters=[*FILTERS, PAGE_SIZE, CURSOR, LANGUAGE],
)
class OrganisationList(PublicView, ListAPIView):
    queryset = Organisation.objects.public()
    serializer_class = OrganisationSerializer
    pagination_class = OrganisationPages
    parameters = frozenset(parameter.name for parameter in [*FILTERS, PAGE_SIZE, CURSOR])

    def list(self, request, *args, **kwargs):
        page = self.paginate_queryset(OrganisationQuery.read(request.GET))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


@extend_schema(
    summary="Withdrawn organisations",
    description="Those that were published and are no longer: the numbers to take out of a copy. "
    "Not one that was taken back to a draft or deleted: to find these out, compare the whole.",
    parameters=[MODIFIED_AFTER, PAGE_SIZE, CURSOR, LANGUAGE],
)
class WithdrawnList(PublicView, ListAPIView):
    queryset = Organisation.objects.filter(status=Status.ARCHIVED).only("pk", "updated_at")
    serializer_class = WithdrawnSerializer
    pagination_class = ModifiedPages
    parameters = frozenset({MODIFIED_AFTER.name, PAGE_SIZE.name, CURSOR.name})

    def get_queryset(self):
        since = modified_after(self.request.GET)
        withdrawn = super().get_queryset()
        return withdrawn.filter(updated_at__gt=since) if since else withdrawn


@extend_schema(
    summary="One organisation",
    description="By the number that stays the same for good. 410 for one that was withdrawn; "
    "301 to the one that stands for it, if it was merged into another.",
    parameters=[LANGUAGE],
)
class OrganisationDetail(PublicView):
    serializer_class = OrganisationSerializer
    queryset = Organisation.objects.exclude(status=Status.DRAFT)

    def get(self, request, pk):
        found = whole(self.get_queryset().for_listing())
        organisation = get_object_or_404(found, pk=pk)
        if organisation.merged_into_id:
            query = f"?{request.GET.urlencode()}" if request.GET else ""
            return moved(reverse("api:organisation", args=[organisation.merged_into_id]) + query)
        if organisation.status == Status.ARCHIVED:
            raise Gone(_("This organisation was withdrawn."))
        return Response(self.get_serializer(organisation).data)


@extend_schema(
    summary="Countries",
    description="The countries that have a published organisation, all at once.",
    parameters=[LANGUAGE],
)
class CountryList(PublicView, ListAPIView):
    queryset = Country.objects.public().select_related("region")
    serializer_class = CountrySerializer
    pagination_class = WholeList

    def get_serializer_context(self):
        totals = Tally.objects.by_country()
        return super().get_serializer_context() | {"totals": totals}


@extend_schema(
    summary="Regions",
    description="The regions that have a published organisation, all at once.",
    parameters=[LANGUAGE],
)
class RegionList(PublicView, ListAPIView):
    queryset = Region.objects.public()
    serializer_class = RegionSerializer
    pagination_class = WholeList
