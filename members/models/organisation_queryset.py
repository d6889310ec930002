"""What is asked of organisations, and how the search goes along with what is changed."""

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from members import search, spelling
from members.choices import Status
from members.fields import JSONList
from members.models.draft import ScheduledQuerySet
from members.models.merging import MergeableQuerySet
from members.models.verified import VerifiedQuerySet

# The fields whose change the search follows.
SEARCHED = {"name", "acronym", "kind", "region", "region_id", "country", "country_id"}
SEARCHED |= {"description", "description_en", "description_fr", "description_es"}
CHUNK = 500


class OrganisationQuerySet(MergeableQuerySet, ScheduledQuerySet, VerifiedQuerySet):
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
        for organisation in organisations.select_for_update(of=("self",), no_key=True).order_by(
            "pk"
        ):
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
