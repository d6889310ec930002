"""The organisations of the network."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members import search, spelling
from members.addresses import address
from members.choices import Kind, Status, WorkingLanguage, only_choices
from members.fields import FoldedTextField
from members.history import RecordedModel
from members.models import desk_indexes
from members.models.draft import Previewed, Scheduled
from members.models.merging import INDEXES, MERGED_IS_ARCHIVED, Mergeable
from members.models.organisation_queryset import OrganisationQuerySet
from members.models.place import Country, Region
from members.models.verified import Verified
from members.validators import no_email_address


class Organisation(Mergeable, Scheduled, Previewed, Verified, RecordedModel):
    """A local network, microfinance institution or support organisation."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(
        _("slug"),
        max_length=200,
        unique=True,
        help_text=_(
            "Stands in the page's address. Change it only for a reason: links to it break."
        ),
    )
    acronym = models.CharField(_("acronym"), max_length=50, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    region = models.ForeignKey(
        Region,
        on_delete=models.PROTECT,
        related_name="organisations",
        verbose_name=_("region"),
        blank=True,
        help_text=_("Taken from the country where one is given."),
    )
    country = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        related_name="organisations",
        verbose_name=_("country"),
        null=True,
        blank=True,
        help_text=_("Leave empty only for one that works for a whole region."),
    )
    description = models.TextField(
        _("description"), blank=True, validators=[no_email_address], help_text=_("Public.")
    )
    website = models.URLField(_("website"), blank=True, help_text=_("Public."))
    year_founded = models.PositiveSmallIntegerField(
        _("year founded"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1800), MaxValueValidator(2100)],
    )
    language = models.CharField(
        _("working language"),
        max_length=2,
        choices=WorkingLanguage.named,
        blank=True,
        help_text=_("Public. The language it works in and is best written to in."),
    )
    note = models.TextField(
        _("note"), blank=True, help_text=_("For the committee; the public never sees it.")
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=Status,
        default=Status.DRAFT,
        help_text=_("Only published organisations are public. Archive one instead of deleting it."),
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    # Of the first day of its first membership; kept by the database (``members/tallying.py``).
    year_joined = models.PositiveSmallIntegerField(
        _("year of joining"), null=True, blank=True, editable=False
    )
    titles_folded = FoldedTextField(editable=False, default="")
    names_folded = FoldedTextField(editable=False, default="")
    place_folded = FoldedTextField(editable=False, default="")
    search_text = FoldedTextField(editable=False, default="")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["titles_folded", "pk"]
        indexes = [
            *desk_indexes.ORGANISATION,
            # The first of each kind on a region's page.
            models.Index(
                fields=["region", "kind", "status", "titles_folded", "id"],
                name="organisation_by_region",
            ),
            # What changed since, page after page (see members.api.pagination).
            models.Index(fields=["status", "updated_at", "id"], name="organisation_modified"),
            # A page of the list, however deep, and the neighbours on a profile.
            # Its last fields are there to be read: a walk need not look at the rows themselves.
            models.Index(
                fields=["status", "titles_folded", "id", "kind", "region", "country"],
                name="organisation_by_name",
            ),
            models.Index(
                fields=["country", "status", "titles_folded", "id"],
                name="organisation_by_country",
            ),
            models.Index(fields=["status", "-created_at"], name="organisation_newest"),
            models.Index(
                fields=["status", "titles_folded", "id"],
                name="organisation_with_names",
                condition=~Q(names_folded=""),
            ),
            # Those of one language or year may come late in the order of all names.
            models.Index(
                fields=["language", "status", "titles_folded", "id", "kind", "region", "country"],
                name="organisation_by_language",
            ),
            models.Index(
                fields=["year_joined", "status", "titles_folded", "id"],
                name="organisation_by_joining",
            ),
            # What is to be verified, by region.
            models.Index(fields=["status", "region", "verified_on"], name="organisation_verified"),
            *INDEXES,
        ]
        constraints = [
            MERGED_IS_ARCHIVED,
            only_choices("kind", Kind, "organisation_kind_is_known"),
            only_choices("status", Status, "organisation_status_is_known"),
            models.CheckConstraint(
                name="organisation_language_is_known",
                condition=Q(language__in=["", *WorkingLanguage.values]),
            ),
            models.CheckConstraint(
                name="organisation_has_name_and_slug", condition=~Q(name="") & ~Q(slug="")
            ),
            models.CheckConstraint(
                name="organisation_year_founded_is_a_year",
                condition=Q(year_founded__isnull=True) | Q(year_founded__range=(1800, 2100)),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("members:detail", self.slug)

    def clean(self):
        self.agree_on_place()

    @transaction.atomic
    def save(self, **kwargs):
        """Saves with the region that the country gives, and with the search columns right.

        Raises ValidationError where region and country disagree.
        """
        self.agree_on_place()
        self.wait_if_draft()
        waited_for = None
        if self.pk:
            # Names and periods are added by others meanwhile: they wait, and what was read before
            # is too old.
            stored = Organisation.objects.select_for_update(no_key=True).filter(pk=self.pk)
            kept = stored.values_list("year_joined", "publish_at").first()
            self.year_joined, waited_for = kept or (None, None)
            getattr(self, "_prefetched_objects_cache", {}).pop("alternate_names", None)
        vars(self).update(search.columns(self))
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *search.COLUMNS, *self.ALONG}
        super().save(**kwargs)
        spelling.learn(self.found_under)
        self.keep_time(waited_for)

    def agree_on_place(self):
        """The one place that keeps country and region in agreement."""
        if self.country_id is None:
            if self.region_id is None:
                raise ValidationError({"region": _("Give the region, or the country.")})
        elif self.region_id is None:
            self.region_id = self.country.region_id
        elif self.region_id != self.country.region_id:
            message = _("%(country)s does not lie in this region: it belongs to %(region)s.")
            names = {"country": self.country.name, "region": self.country.region.name}
            raise ValidationError({"region": ValidationError(message, "region", names)})

    @property
    def found_under(self) -> list[str]:
        """The texts whose words a mistyped word may have meant."""
        return [self.titles_folded, self.names_folded, self.place_folded]

    @property
    def place(self) -> str:
        """The country's name, or the region's for one of a whole region."""
        return self.country.name if self.country else self.region.name
