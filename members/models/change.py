"""That something changed, so that what is cached is right the moment an editor saves."""

from django.db import models
from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _


class ChangeQuerySet(models.QuerySet):
    def stamp(self) -> str:
        """A text that is another one after every committed change of what the public sees.

        Counting the rows as well tells of a change that was committed out of turn.
        """
        found = self.aggregate(Count("pk"), Max("pk"), Max("version"))
        return "-".join(str(value or 0) for value in found.values())


class Change(models.Model):
    """A change of what the public sees, noted by the database's own triggers (``members/sql/``).

    PostgreSQL adds a row for each statement, since writers that kept one row would wait for each
    other; SQLite, which has one writer at a time, keeps one row.
    """

    version = models.BigIntegerField(_("version"), default=0)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")

    def __str__(self):
        return f"{self.pk}-{self.version}"
