"""How often an edition was asked for: a number for each day, and nothing about who asked."""

import datetime

from django.db import connections, models, router
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from newsletters.models.edition import Edition

ONE_MORE = """
INSERT INTO newsletters_downloadcount (edition_id, day, count) VALUES (%s, %s, 1)
ON CONFLICT (edition_id, day) DO UPDATE SET count = newsletters_downloadcount.count + 1
"""


class DownloadCountQuerySet(models.QuerySet):
    def one_more(self, edition_id: int, day: datetime.date) -> None:
        """Counts one on a day, in one statement: none is lost between two processes."""
        with connections[router.db_for_write(self.model)].cursor() as cursor:
            cursor.execute(ONE_MORE, [edition_id, day])

    def by_month(self, edition_id: int) -> dict[datetime.date, int]:
        """How many there were in each month that had any, by its first day."""
        months = self.filter(edition=edition_id).values_list("day__year", "day__month").order_by()
        return {
            datetime.date(year, month, 1): total
            for year, month, total in months.annotate(total=Sum("count"))
        }


class DownloadCount(models.Model):
    """On one day, how often one edition was downloaded."""

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="downloads", verbose_name=_("edition")
    )
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("downloads"))

    objects = DownloadCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("downloads of a day")
        verbose_name_plural = _("downloads by day")
        ordering = ["edition", "day"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "day"], name="downloads_are_counted_once_for_each_day"
            )
        ]

    def __str__(self):
        return f"{self.edition_id} {self.day}: {self.count}"
