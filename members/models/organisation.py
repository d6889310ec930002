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
from members.fields import FoldedTextField, JSONList
from members.history import RecordedModel, RecordedQuerySet
from members.models.merging import INDEXES, MERGED_IS_ARCHIVED, Mergeable, MergeableQuerySet
from members.models.place import Country, Region
from members.validators import no_email_address

# The fields whose change the search follows.
SEARCHED = {"name", "acronym", "kind", "region", "region_id", "country", "country_id"}
SEARCHED |= {"description", "description_en", "description_fr", "description_es"}
CHUNK = 500


class OrganisationQuerySet(MergeableQuerySet, RecordedQuerySet):
    def public(self):
        """Those that the public sees."""
        return self.filter(status=Status.PUBLISHED)

    def search(self, query: str):
        """Those that have every word of the query (see ``members.search``)."""
        return self.filter(search.matching(query))

    def ranked(self, query: str):
        """Best matches first, those of one rank by name."""
        return self.annotate(rank=search.rank(query)).order_by("rank", "titles_folded", "pk")

    def update(self, **kwargs):
        """As ever, and the search goes along where what it holds is changed."""
        if not kwargs.keys() <= set(search.COLUMNS):
            kwargs = {"updated_at": timezone.now()} | kwargs
        if not SEARCHED & kwargs.keys():
            return super().update(**kwargs)
        with transaction.atomic(using=self.db):
            changed = list(self.values_list("pk", flat=True))
            rows = super().update(**kwargs)
            self.model.objects.filter(pk__in=changed).refresh_search()
            return rows

    def bulk_create(self, objs, *args, update_conflicts=False, **kwargs):
        """As ever, with the search columns right, also of those that were there already."""
        objs = list(objs)
        models.prefetch_related_objects(objs, "region", "country__region")
        for organisation in objs:
            organisation.agree_on_place()
            vars(organisation).update(search.columns(organisation))
        with transaction.atomic(using=self.db):
            spelling.learn(text for o in objs for text in o.found_under)
            made = super().bulk_create(objs, *args, update_conflicts=update_conflicts, **kwargs)
            if update_conflicts:
                known = Q(pk__in=[o.pk for o in objs if o.pk]) | Q(slug__in=[o.slug for o in objs])
                self.model.objects.filter(known).refresh_search()
        return made

    def bulk_update(self, objs, fields, *args, **kwargs):
        objs = list(objs)
        with transaction.atomic(using=self.db):
            rows = super().bulk_update(objs, fields, *args, **kwargs)
            if SEARCHED & set(fields):
                self.model.objects.filter(pk__in=[o.pk for o in objs]).refresh_search()
        return rows

    def touch(self) -> None:
        """Notes that something told of these has changed: their names, periods, contacts."""
        super().update(updated_at=timezone.now())

    @transaction.atomic
    def refresh_search(self) -> int:
        """Brings the search columns of these up to date, some at a time; how many had to change.

        Their rows are locked: what is written was read from what is there.
        """
        keys, changed = sorted(self.values_list("pk", flat=True)), 0
        for start in range(0, len(keys), CHUNK):
            changed += self.model.objects.filter(pk__in=keys[start : start + CHUNK])._refresh()
        return changed

    def _refresh(self) -> int:
        organisations = self.select_related("region").prefetch_related("alternate_names")
        stale = []
        for organisation in organisations.select_for_update(of=("self",)).order_by("pk"):
            columns = search.columns(organisation)
            if not columns.items() <= vars(organisation).items():
                vars(organisation).update(columns)
                stale.append(organisation)
        spelling.learn(text for organisation in stale for text in organisation.found_under)
        search.store(stale)
        return len(stale)

    def for_listing(self):
        """With the places that a row of a list names."""
        return self.select_related("region", "country")

    def for_rows(self):
        """With no more than a row of a list shows; its places are added by ``known.placed``."""
        return self.only("name", "acronym", "slug", "kind", "region_id", "country_id")

    def with_other_names(self):
        """Adds ``other_names``: a list of them, or None; without a query of its own."""
        names = self.model.alternate_names.rel.related_model.objects.order_by()
        here = names.filter(organisation=models.OuterRef("pk")).values("organisation")
        return self.annotate(other_names=models.Subquery(here.values(all=JSONList("name"))))

    def members_on(self, day):
        """Those that were members on a day (see ``MembershipQuerySet.on``)."""
        memberships = self.model.memberships.rel.related_model.objects
        periods = memberships.on(day).filter(organisation=models.OuterRef("pk"))
        return self.filter(models.Exists(periods))


class Organisation(Mergeable, RecordedModel):
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
        if self.pk:
            # Names and periods are added by others meanwhile: they wait, and what was read before
            # is too old.
            stored = Organisation.objects.select_for_update().filter(pk=self.pk)
            self.year_joined = stored.values_list("year_joined", flat=True).first()
            getattr(self, "_prefetched_objects_cache", {}).pop("alternate_names", None)
        vars(self).update(search.columns(self))
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *search.COLUMNS, "updated_at"}
        super().save(**kwargs)
        spelling.learn(self.found_under)

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
