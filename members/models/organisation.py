"""The organisations of the network, and the names they go by."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members import search
from members.models.choices import Kind, NameKind, Status, only_choices
from members.models.place import Country, Region


class OrganisationQuerySet(models.QuerySet):
    def public(self):
        """Those that the public sees."""
        return self.filter(status=Status.PUBLISHED)

    def search(self, query: str):
        """Those that have every word of the query (see ``members.search``)."""
        return self.filter(search.matching(query))

    def for_listing(self):
        """All that a row of a list shows, in three queries."""
        return self.select_related("region", "country").prefetch_related(
            models.Prefetch("contacts", self.model.contacts.rel.related_model.objects.public())
        )

    def country_totals(self) -> dict[str, int]:
        """How many of these each country has, by its code."""
        rows = self.exclude(country=None).order_by().values_list("country")
        return dict(rows.annotate(models.Count("pk")))

    def members_on(self, day):
        """Those that were members on a day (see ``MembershipQuerySet.on``)."""
        memberships = self.model.memberships.rel.related_model.objects
        periods = memberships.on(day).filter(organisation=models.OuterRef("pk"))
        return self.filter(models.Exists(periods))


class Organisation(models.Model):
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
    description = models.TextField(_("description"), blank=True, help_text=_("Public."))
    website = models.URLField(_("website"), blank=True, help_text=_("Public."))
    year_founded = models.PositiveSmallIntegerField(
        _("year founded"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1800), MaxValueValidator(2100)],
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
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    names_folded = search.FoldedTextField(editable=False, default="")
    search_text = search.FoldedTextField(editable=False, default="")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["names_folded", "pk"]
        indexes = [
            models.Index(fields=["status", "kind"], name="organisation_status_kind"),
        ]
        constraints = [
            only_choices("kind", Kind, "organisation_kind_is_known"),
            only_choices("status", Status, "organisation_status_is_known"),
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
        return reverse("members:detail", args=[self.slug])

    def clean(self):
        self.agree_on_place()

    @transaction.atomic
    def save(self, **kwargs):
        """Saves with the region that the country gives, and with the search columns right.

        Raises ValidationError where region and country disagree.
        """
        self.agree_on_place()
        super().save(**kwargs)
        self.refresh_search()

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

    def refresh_search(self) -> bool:
        """Brings the search columns up to date, where a name has changed; whether it had to."""
        columns = search.columns(self)
        if columns == {name: getattr(self, name) for name in columns}:
            return False
        Organisation.objects.filter(pk=self.pk).update(**columns)
        vars(self).update(columns)
        return True

    @property
    def place(self) -> str:
        """The country's name, or the region's for one that works for a whole region."""
        return self.country.name if self.country else self.region.name

    @property
    def public_roles(self) -> list[str]:
        """What it does for the network, as words: "Regional contact, Africa"."""
        return [str(contact) for contact in self.contacts.all() if contact.is_public]


class MemberInstitutionManager(models.Manager.from_queryset(OrganisationQuerySet)):
    def get_queryset(self):
        return super().get_queryset().filter(kind__in=[Kind.NETWORK, Kind.MFI])


class MemberInstitution(Organisation):
    """A local network or microfinance institution: one of the two lists staff think in."""

    objects = MemberInstitutionManager()

    class Meta:
        proxy = True
        verbose_name = _("member institution")
        verbose_name_plural = _("member institutions")


class SupportOrganisationManager(models.Manager.from_queryset(OrganisationQuerySet)):
    def get_queryset(self):
        return super().get_queryset().filter(kind=Kind.SUPPORT)


class SupportOrganisation(Organisation):
    """A support organisation: the other of the two lists."""

    objects = SupportOrganisationManager()

    class Meta:
        proxy = True
        verbose_name = _("support organisation")
        verbose_name_plural = _("support organisations")


class AlternateName(models.Model):
    """Another name by which an organisation is found: a former one, a translation, a spelling."""

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        related_name="alternate_names",
        verbose_name=_("organisation"),
    )
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=NameKind, default=NameKind.SPELLING)

    class Meta:
        verbose_name = _("alternate name")
        verbose_name_plural = _("alternate names")
        ordering = ["name"]
        constraints = [
            only_choices("kind", NameKind, "alternate_name_kind_is_known"),
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="alternate_name_is_given_once",
                violation_error_message=_("This organisation already has this name."),
            ),
        ]

    def __str__(self):
        return self.name

    @transaction.atomic
    def save(self, **kwargs):
        super().save(**kwargs)
        self.organisation.refresh_search()

    @transaction.atomic
    def delete(self, **kwargs):
        deleted = super().delete(**kwargs)
        self.organisation.refresh_search()
        return deleted
