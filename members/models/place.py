"""Where organisations work: the network's regions, and the world's countries."""

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Length, Upper
from django.db.models.lookups import Exact
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members import countries
from members.addresses import address
from members.choices import Language
from members.history import RecordedModel, RecordedQuerySet
from members.validators import no_email_address

# The fields of a region under which organisations are found.
NAMES = {"name", *(f"name_{language}" for language in Language)}


def published_in(place: str) -> Coalesce:
    """How many published organisations a place of a query has, by its tallies."""
    tallies = apps.get_model("members", "Tally").objects.by_place()
    here = tallies.filter(**{place: OuterRef("pk")}).order_by().values(place)
    return Coalesce(Subquery(here.annotate(sum=Sum("total")).values("sum")), 0)


class RegionQuerySet(RecordedQuerySet):
    def update(self, **kwargs):
        """As ever, and organisations are found under the new names."""
        with transaction.atomic(using=self.db):
            changed = list(self.values_list("pk", flat=True)) if kwargs.keys() & NAMES else []
            rows = super().update(**kwargs)
            if changed:
                organisations = self.model.organisations.rel.related_model.objects
                organisations = organisations.filter(region__in=changed)
                if organisations.refresh_search():
                    organisations.touch()
        return rows

    def with_totals(self):
        """Adds ``total``: how many published organisations each region has (see ``Tally``)."""
        return self.annotate(total=published_in("region"))

    def public(self):
        """Regions that have a published organisation."""
        return self.with_totals().filter(total__gt=0)


class Region(RecordedModel):
    """A part of the world in which the network works together."""

    slug = models.SlugField(
        _("slug"), unique=True, help_text=_("Stands in the page's address: /regions/africa/.")
    )
    name = models.CharField(_("name"), max_length=100)
    text = models.TextField(
        _("text"),
        blank=True,
        validators=[no_email_address],
        help_text=_(
            "Public. What the regional network does. Markdown: **bold**, - list, [link](…)."
        ),
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Regions are shown in this order, lowest first.")
    )
    editors = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="regions",
        verbose_name=_("editors"),
        blank=True,
        help_text=_("The accounts of regional contacts: each keeps the records of its regions."),
    )

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["position", "slug"]
        constraints = [
            models.CheckConstraint(name="region_has_name", condition=~Q(slug="") & ~Q(name_en="")),
            models.CheckConstraint(
                name="region_leaves_the_committee_its_address",
                condition=~Q(slug="steering-committee"),
                violation_error_message=_("This address is the steering committee's."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("members:region", self.slug)

    @transaction.atomic
    def save(self, **kwargs):
        """Organisations are found by their region's name, so they follow it."""
        names = [f"name_{language}" for language in Language]
        before = Region.objects.filter(pk=self.pk).values_list(*names).first()
        super().save(**kwargs)
        if before and before != tuple(getattr(self, name) for name in names):
            self.organisations.all().refresh_search()
            self.organisations.all().touch()


class CountryQuerySet(RecordedQuerySet):
    def update(self, **kwargs):
        """As ever; where countries move to another region, their organisations go along."""
        with transaction.atomic(using=self.db):
            changed = list(self.values_list("pk", flat=True))
            rows = super().update(**kwargs)
            self.model.objects.filter(pk__in=changed).take_organisations_along()
        return rows

    def take_organisations_along(self) -> None:
        """Has the organisations of these countries lie in the regions that the countries do."""
        organisations = self.model.organisations.rel.related_model.objects
        strays = organisations.filter(country__in=self).exclude(region=F("country__region"))
        for region in strays.order_by().values_list("country__region", flat=True).distinct():
            strays.filter(country__region=region).update(region=region)

    def with_totals(self):
        """Adds ``total``: how many published organisations each country has (see ``Tally``)."""
        return self.annotate(total=published_in("country"))

    def public(self):
        """Countries that have a published organisation."""
        organisations = self.model.organisations.rel.related_model.objects
        return self.filter(Exists(organisations.public().filter(country=OuterRef("pk"))))


class Country(RecordedModel):
    """A country or territory of ISO 3166-1. Its name is CLDR's, in the reader's language."""

    code = models.CharField(
        _("code"),
        max_length=2,
        primary_key=True,
        help_text=_("ISO 3166-1 alpha-2, such as BO for Bolivia."),
    )
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="countries", verbose_name=_("region")
    )

    objects = CountryQuerySet.as_manager()

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="country_code_is_two_capitals",
                condition=Q(Exact(Length("code"), 2)) & Q(code=Upper("code")),
                violation_error_message=_("Give the two capital letters of ISO 3166-1."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("members:country", self.code)

    @transaction.atomic
    def save(self, **kwargs):
        """Takes the country's organisations along when it moves to another region."""
        is_new = self._state.adding
        super().save(**kwargs)
        if not is_new:
            Country.objects.filter(pk=self.pk).take_organisations_along()

    @staticmethod
    def name_order() -> Case:
        """An expression that orders countries by name, as the reader's language sorts."""
        named = {code: countries.sort_key(countries.name(code)) for code in countries.codes()}
        places = enumerate(sorted(named, key=named.get))
        return Case(*(When(code=code, then=Value(place)) for place, code in places))

    @property
    def name(self) -> str:
        return countries.name(self.code, get_language())
