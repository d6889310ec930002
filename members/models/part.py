"""What is told of an organisation in tables of its own: names, periods, contacts."""

from contextlib import contextmanager

from django.db import transaction

from members.history import RecordedModel, RecordedQuerySet
from members.models.organisation import Organisation


class PartQuerySet(RecordedQuerySet):
    """Whatever is done to many rows at once, their organisations follow."""

    def update(self, **kwargs):
        with self._followed(self):
            return super().update(**kwargs)

    def delete(self):
        with self._followed(self):
            return super().delete()

    update.alters_data = delete.alters_data = True
    delete.queryset_only = True

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        with self._followed(objs):
            return super().bulk_create(objs, *args, **kwargs)

    @contextmanager
    def _followed(self, parts):
        parts = list(parts)
        with transaction.atomic(using=self.db):
            touched = {part.organisation_id for part in parts}
            yield
            moved = self.model.objects.filter(pk__in=[part.pk for part in parts])
            touched.update(moved.order_by().values_list("organisation", flat=True))
            self.model.follow(touched)


class Part(RecordedModel):
    """A row that belongs to an organisation, which is changed whenever the row is."""

    objects = PartQuerySet.as_manager()

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, **kwargs):
        stored = type(self).objects.filter(pk=self.pk).order_by()
        touched = {self.organisation_id, *stored.values_list("organisation", flat=True)}
        super().save(**kwargs)
        self.follow(touched)

    @transaction.atomic
    def delete(self, **kwargs):
        deleted = super().delete(**kwargs)
        self.follow({self.organisation_id})
        return deleted

    @staticmethod
    def follow(organisations: set[int]) -> None:
        """What has to follow a change of some organisations' rows."""
        Organisation.objects.filter(pk__in=organisations).touch()
