"""The other names that organisations go by."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.choices import NameKind, only_choices
from members.models.organisation import Organisation
from members.models.part import Part


class AlternateName(Part):
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

    @staticmethod
    def follow(organisations: set[int]) -> None:
        changed = Organisation.objects.filter(pk__in=organisations)
        changed.refresh_search()
        changed.touch()
