"""Counts that are kept, so that no page counts everything."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.choices import Kind
from members.models.place import Region


class TallyQuerySet(models.QuerySet):
    def by_country(self) -> dict[str, int]:
        """How many published organisations each country has, by its code."""
        rows = self.exclude(country="").filter(total__gt=0).order_by().values_list("country")
        return dict(rows.annotate(models.Sum("total")))

    def sum(self) -> int:
        return self.aggregate(sum=models.Sum("total", default=0))["sum"]


class Tally(models.Model):
    """How many published organisations one kind has in one place.

    The database itself keeps it, by triggers (``members/sql/``), whatever changes an organisation.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    region = models.ForeignKey(
        Region, on_delete=models.CASCADE, related_name="+", verbose_name=_("region")
    )
    country = models.CharField(_("country"), max_length=2, blank=True)
    total = models.PositiveIntegerField(_("total"), default=0)

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "region", "country"], name="tally_is_kept_once_for_each_place"
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.country}: {self.total}"
