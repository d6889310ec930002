"""What the API tells of each thing. Never an e-mail address: messages go through a form."""

from django.conf import settings
from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from members import countries
from members.choices import Kind, NameKind, Role, WorkingLanguage
from members.models import AlternateName, Contact, Country, Membership, Organisation, Region


def whole(organisations):
    """With all that is told of an organisation, in a query each."""
    contacts = Prefetch("contacts", Contact.objects.public())
    return organisations.prefetch_related("alternate_names", "memberships", contacts)


class PageAddress(serializers.URLField):
    """The address of a thing's page on this site, in the language asked for."""

    def __init__(self, **kwargs):
        super().__init__(source="get_absolute_url", read_only=True, **kwargs)

    def to_representation(self, value):
        return self.context["request"].build_absolute_uri(value)


class InEachLanguage(serializers.Serializer):
    """A translated field in every language: null in those that it was not written in."""

    def to_representation(self, instance):
        return {code: text or None for code, text in super().to_representation(instance).items()}


def in_each_language(field: str) -> InEachLanguage:
    texts = {
        code: serializers.CharField(source=f"{field}_{code}", allow_null=True)
        for code, _name in settings.LANGUAGES
    }
    return type(f"{field.title()}InEachLanguage", (InEachLanguage,), texts)(
        source="*", help_text="In each language; null where it was not translated."
    )


class NamesSerializer(serializers.Serializer):
    en = serializers.CharField()
    fr = serializers.CharField()
    es = serializers.CharField()


class RegionNameSerializer(serializers.ModelSerializer):
    names = in_each_language("name")

    class Meta:
        model = Region
        fields = ["slug", "name", "names"]


class CountryNameSerializer(serializers.ModelSerializer):
    code = serializers.CharField(help_text="ISO 3166-1 alpha-2.")
    name = serializers.CharField(help_text="From the Unicode CLDR, in the language asked for.")
    names = serializers.SerializerMethodField()

    class Meta:
        model = Country
        fields = ["code", "name", "names"]

    @extend_schema_field(NamesSerializer)
    def get_names(self, country):
        return {code: countries.name(country.code, code) for code, _name in settings.LANGUAGES}


class RegionSerializer(RegionNameSerializer):
    url = PageAddress()
    organisations = serializers.IntegerField(
        source="total", help_text="How many published organisations it has."
    )

    class Meta(RegionNameSerializer.Meta):
        fields = [*RegionNameSerializer.Meta.fields, "url", "organisations"]


class CountrySerializer(CountryNameSerializer):
    url = PageAddress()
    region = RegionNameSerializer()
    organisations = serializers.SerializerMethodField(
        help_text="How many published organisations it has."
    )

    class Meta(CountryNameSerializer.Meta):
        fields = [*CountryNameSerializer.Meta.fields, "url", "region", "organisations"]

    def get_organisations(self, country) -> int:
        return self.context["totals"].get(country.code, 0)


class AlternateNameSerializer(serializers.ModelSerializer):
    kind = serializers.ChoiceField(NameKind.choices)

    class Meta:
        model = AlternateName
        fields = ["name", "kind"]


class MembershipSerializer(serializers.ModelSerializer):
    start = serializers.DateField(help_text="The first day; null where it is not known.")
    end = serializers.DateField(help_text="The last day; null while it lasts.")
    attested_on = serializers.DateField(
        help_text="The date of the document; of a month its first day."
    )
    source = serializers.CharField(help_text="The document that lists it as a member.")

    class Meta:
        model = Membership
        fields = ["start", "end", "attested_on", "source"]


class OrganisationRoleSerializer(serializers.ModelSerializer):
    role = serializers.ChoiceField(Role.choices)
    region = serializers.SlugRelatedField("slug", read_only=True, allow_null=True)

    class Meta:
        model = Contact
        fields = ["role", "region"]


class OrganisationSerializer(serializers.ModelSerializer):
    id = serializers.IntegerField(help_text="Stays the same for good, whatever is renamed.")
    slug = serializers.CharField(help_text="Stands in the page’s address; may change with a name.")
    url = PageAddress()
    kind = serializers.ChoiceField(Kind.choices)
    kind_name = serializers.CharField(source="get_kind_display")
    region = RegionNameSerializer()
    country = CountryNameSerializer(
        allow_null=True, help_text="Null for one that works for a whole region."
    )
    descriptions = in_each_language("description")
    language = serializers.ChoiceField(
        WorkingLanguage.values,
        allow_blank=True,
        help_text="The language it works in, by its ISO 639-1 code; empty where it is not known.",
    )
    alternate_names = AlternateNameSerializer(many=True)
    memberships = MembershipSerializer(many=True)
    roles = OrganisationRoleSerializer(
        source="contacts", many=True, help_text="What it does for the whole network."
    )

    class Meta:
        model = Organisation
        fields = [
            "id",
            "slug",
            "url",
            "name",
            "acronym",
            "kind",
            "kind_name",
            "region",
            "country",
            "description",
            "descriptions",
            "language",
            "website",
            "year_founded",
            "alternate_names",
            "memberships",
            "roles",
            "created_at",
            "updated_at",
        ]


class WithdrawnSerializer(serializers.ModelSerializer):
    id = serializers.IntegerField()
    withdrawn_at = serializers.DateTimeField(
        source="updated_at", help_text="Later, where its record was changed since."
    )

    class Meta:
        model = Organisation
        fields = ["id", "withdrawn_at"]
