"""The newsletters, as JSON (see ``members.api``)."""

from datetime import date

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView

from members.api.base import LANGUAGE, PublicView
from members.api.pagination import CURSOR, PAGE_SIZE, CursorPages
from members.api.serializers import PageAddress, in_each_language
from members.models import Language, Organisation
from newsletters.models import Edition, Newsletter


class EditionSerializer(serializers.ModelSerializer):
    language = serializers.ChoiceField(Language.choices)
    url = PageAddress(help_text="The PDF itself.")
    size = serializers.IntegerField(help_text="In bytes.")
    pages = serializers.IntegerField(source="page_count")
    sha256 = serializers.CharField(help_text="The file’s SHA-256, in hexadecimal.")

    class Meta:
        model = Edition
        fields = ["language", "url", "size", "pages", "sha256", "updated_at"]


class NewsletterSerializer(serializers.ModelSerializer):
    id = serializers.CharField(source="slug", help_text="Its month: 2008-01.")
    url = PageAddress()
    titles = in_each_language("title")
    summaries = in_each_language("summary")
    editions = EditionSerializer(many=True)
    organisations = serializers.PrimaryKeyRelatedField(
        many=True, read_only=True, help_text="Those that it names: their ids."
    )

    class Meta:
        model = Newsletter
        fields = [
            "id",
            "url",
            "title",
            "titles",
            "summary",
            "summaries",
            "published_at",
            "editions",
            "organisations",
        ]


class NewsletterPages(CursorPages):
    keys = ("-month",)
    read = (date.fromisoformat,)


class NewsletterView(PublicView):
    serializer_class = NewsletterSerializer
    lookup_field = "slug"
    queryset = Newsletter.objects.all()
    timed = True

    def get_queryset(self):
        named = Prefetch("organisations", Organisation.objects.public().only("pk").order_by("pk"))
        return Newsletter.objects.published().for_listing().prefetch_related(named)


@extend_schema(
    summary="Newsletters",
    description="The published issues, the latest first, each with its files.",
    parameters=[PAGE_SIZE, CURSOR, LANGUAGE],
)
class NewsletterList(NewsletterView, ListAPIView):
    pagination_class = NewsletterPages
    parameters = frozenset({PAGE_SIZE.name, CURSOR.name})


@extend_schema(
    summary="One newsletter", description="By its month: 2008-01.", parameters=[LANGUAGE]
)
class NewsletterDetail(NewsletterView, RetrieveAPIView):
    pass
