"""Counts that are kept, so that no page counts everything."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.choices import Kind
from members.models.place import Region

# The year of tallies that count who is published now, whenever they were members.
NOW = 0


class Grain(models.IntegerChoices):
    """What a tally tells apart beside kind and region; the rest it sums up.

    The coarser ones are there so that few rows are read, ``ALL`` for what they cannot answer.
    """

    REGION = 0
    COUNTRY = 1
    LANGUAGE = 2
    JOINED = 3
    ALL = 4
    LANGUAGE_JOINED = 5
    COUNTRY_LANGUAGE = 6
    COUNTRY_JOINED = 7


class TallyQuerySet(models.QuerySet):
    def by_place(self):
        """Those of all published organisations: one for each kind in each place."""
        return self.filter(grain=Grain.COUNTRY, year=NOW, total__gt=0)

    def by_country(self) -> dict[str, int]:
        """How many published organisations each country has, by its code."""
        rows = self.by_place().exclude(country="").order_by().values_list("country")
        return dict(rows.annotate(models.Sum("total")))

    def sum(self) -> int:
        return self.aggregate(sum=models.Sum("total", default=0))["sum"]


class Tally(models.Model):
    """How many published organisations there are of a kind in a place; or, with a ``year``, how
    many more were members at its end than at the end of the year before.

    The database itself keeps it, by triggers (``members/tallying.py``), whoever changes what.
    """

    grain = models.PositiveSmallIntegerField(_("told apart"), choices=Grain)
    year = models.PositiveSmallIntegerField(_("year"), default=NOW)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # Without a constraint: `flush` may empty the tables in an order of its own.
    region = models.ForeignKey(
        Region,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("region"),
        db_constraint=False,
    )
    country = models.CharField(_("country"), max_length=2, blank=True)
    language = models.CharField(_("working language"), max_length=2, blank=True)
    joined = models.PositiveSmallIntegerField(_("year of joining"), default=0)
    total = models.IntegerField(_("total"), default=0)

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        indexes = [
            models.Index(fields=["country", "grain", "year"], name="tally_by_country"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["grain", "year", "kind", "region", "country", "language", "joined"],
                name="tally_is_kept_once_for_each_cell",
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.country}: {self.total}"
