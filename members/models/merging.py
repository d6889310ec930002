"""Two records of one organisation: pairs that may be such, and merges of those that were."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class MergeableQuerySet(models.QuerySet):
    def standing(self):
        """Without those that were merged into another."""
        return self.filter(merged_into=None)


class Mergeable(models.Model):
    """What may turn out to be the same as another of its kind, and is then merged into it.

    The row stays, so that its slug and its number stay taken, and lead to the other for ever.
    """

    merged_into = models.ForeignKey(
        "self",
        # What was merged cannot be parted any more once the other is gone.
        on_delete=models.RESTRICT,
        null=True,
        editable=False,
        related_name="merged_from",
        verbose_name=_("merged into"),
        # Of all rows nearly none has one: see ``INDEXES``.
        db_index=False,
    )

    class Meta:
        abstract = True

    @property
    def survivor(self):
        """The record that stands for this one."""
        return self.merged_into or self


INDEXES = (
    models.Index(
        fields=["merged_into"],
        name="organisation_merged",
        condition=Q(merged_into__isnull=False),
    ),
)
MERGED_IS_ARCHIVED = models.CheckConstraint(
    name="organisation_merged_is_archived",
    condition=Q(merged_into__isnull=True) | Q(status="archived"),
    violation_error_message=_("It was merged into another: undo the merge first."),
)


class DuplicatePairQuerySet(models.QuerySet):
    def standing(self):
        """Those of which neither was merged meanwhile."""
        return self.filter(first__merged_into=None, second__merged_into=None)

    def open(self):
        """Those that nobody has looked at yet."""
        return self.standing().filter(dismissed_at=None)


class DuplicatePair(models.Model):
    """Two organisations that are probably one (see ``members.duplicates.finding``)."""

    first = models.ForeignKey(
        "members.Organisation",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("organisation"),
    )
    second = models.ForeignKey(
        "members.Organisation",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("perhaps the same"),
    )
    score = models.PositiveSmallIntegerField(_("score"))
    # Why, in the words of ``finding.Why``.
    reasons = models.JSONField(_("why"), default=list)
    found_at = models.DateTimeField(_("found at"))
    dismissed_at = models.DateTimeField(_("not the same, said at"), null=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("not the same, said by"),
    )

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        verbose_name = _("probable duplicate")
        verbose_name_plural = _("probable duplicates")
        ordering = ["-score", "pk"]
        indexes = [models.Index(fields=["-score", "id"], name="duplicate_pair_by_score")]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_is_told_once"),
            models.CheckConstraint(
                name="duplicate_pair_is_of_two", condition=Q(first__lt=F("second"))
            ),
            models.CheckConstraint(
                name="duplicate_pair_score_is_of_100", condition=Q(score__range=(0, 100))
            ),
        ]

    def __str__(self):
        return f"{self.first} – {self.second}"


class Merge(models.Model):
    """That one organisation was merged into another, and all that it takes to undo it."""

    kept = models.ForeignKey(
        "members.Organisation",
        on_delete=models.CASCADE,
        related_name="merges",
        verbose_name=_("organisation that stays"),
    )
    merged = models.ForeignKey(
        "members.Organisation",
        on_delete=models.CASCADE,
        related_name="mergings",
        verbose_name=_("merged into it"),
    )
    made_at = models.DateTimeField(_("merged at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("merged by"),
    )
    # What was moved, dropped, made and overwritten (see ``members.duplicates.merging``).
    done = models.JSONField(_("what was done"), default=dict)
    undone_at = models.DateTimeField(_("undone at"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("undone by"),
    )

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="merge_is_of_two", condition=~Q(kept=F("merged"))),
            models.UniqueConstraint(
                fields=["merged"],
                name="merge_stands_once",
                condition=Q(undone_at__isnull=True),
            ),
        ]

    def __str__(self):
        return gettext("%(merged)s, merged into %(kept)s") % {
            "merged": self.merged,
            "kept": self.kept,
        }
