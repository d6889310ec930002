"""The other names that organisations go by."""

from contextlib import contextmanager

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from members.choices import NameKind, only_choices
from members.models.organisation import Organisation


class AlternateNameQuerySet(models.QuerySet):
    """Whatever is done to many names at once, the search follows."""

    def update(self, **kwargs):
        with self._followed(self):
            return super().update(**kwargs)

    def delete(self):
        with self._followed(self):
            return super().delete()

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        with self._followed(objs):
            return super().bulk_create(objs, *args, **kwargs)

    @contextmanager
    def _followed(self, names):
        with transaction.atomic(using=self.db):
            touched = {name.organisation_id for name in names}
            yield
            Organisation.objects.filter(pk__in=touched).refresh_search()


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

    objects = AlternateNameQuerySet.as_manager()

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
        stored = AlternateName.objects.filter(pk=self.pk).values_list("organisation", flat=True)
        touched = {self.organisation_id, *stored}
        super().save(**kwargs)
        Organisation.objects.filter(pk__in=touched).refresh_search()

    @transaction.atomic
    def delete(self, **kwargs):
        deleted = super().delete(**kwargs)
        Organisation.objects.filter(pk=self.organisation_id).refresh_search()
        return deleted
