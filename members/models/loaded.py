"""What the loader wrote, so that it never overwrites what staff have edited since."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LoadedRecord(models.Model):
    """One record of the data files, as it was last loaded."""

    table = models.CharField(_("table"), max_length=50)
    key = models.CharField(_("key"), max_length=400)
    object_pk = models.CharField(_("object"), max_length=50)
    values = models.JSONField(_("values"), default=dict)

    class Meta:
        verbose_name = _("loaded record")
        verbose_name_plural = _("loaded records")
        ordering = ["table", "key"]
        constraints = [
            models.UniqueConstraint(fields=["table", "key"], name="loaded_record_is_kept_once")
        ]

    def __str__(self):
        return f"{self.table}: {self.key}"
