"""When an organisation was a member."""

import datetime

from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, IntegerField, Min, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from members.choices import Status
from members.constraints import PostgresExclusion
from members.formats import format_day
from members.models.organisation import Organisation
from members.models.part import Part, PartQuerySet
from members.validators import plausible_day

FIRST_DAY = Coalesce("start", "attested_on")
ONE_DAY = datetime.timedelta(days=1)
# What tallies tell apart of an organisation.
TALLIED = ("kind", "region_id", "country_id", "language", "year_joined")


class MembershipQuerySet(PartQuerySet):
    def on(self, day: datetime.date):
        """Periods that hold on a day: from their start (where unknown, from ``attested_on``)
        to their end, both days included."""
        return self.annotate(first_day=FIRST_DAY).filter(
            Q(end__isnull=True) | Q(end__gte=day), first_day__lte=day
        )

    def first_days(self):
        """Each organisation's number, with the first known day of its first period."""
        return self.order_by().values_list("organisation").annotate(first_day=Min(FIRST_DAY))

    def beside(self, day: datetime.date):
        """A year at whose end tallies stand, and what has to be added to know of a day.

        For each organisation that joined or left between them a row: its kind, region, country,
        language and year of joining, and 1 or -1. Of the year's two ends, the one nearer.
        """
        first, last = day.replace(month=1, day=1), day.replace(month=12, day=31)
        if day.year == datetime.MINYEAR:
            return day.year, None
        if day - first < last - day:
            sign, after, until, year = 1, first - ONE_DAY, day, day.year - 1
        else:
            sign, after, until, year = -1, day, last, day.year
        if after == until:
            return year, None
        columns = [f"organisation__{name}" for name in TALLIED]
        public = self.filter(organisation__status=Status.PUBLISHED).order_by()
        begun = public.annotate(first_day=FIRST_DAY).filter(
            first_day__gt=after, first_day__lte=until
        )
        # A last day is the day before that on which a member is none any more.
        ended = public.filter(end__gte=after, end__lt=until)
        return year, begun.values_list(*columns, Value(sign, IntegerField())).union(
            ended.values_list(*columns, Value(-sign, IntegerField())), all=True
        )

    def overlapping(self, first: datetime.date, last: datetime.date | None):
        """Periods that share a day with the one from ``first`` to ``last`` (open when None)."""
        periods = self.annotate(first_day=FIRST_DAY).exclude(end__lt=first)
        return periods if last is None else periods.filter(first_day__lte=last)


class Membership(Part):
    """A period in which an organisation was a member, and the document that says so."""

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("organisation"),
    )
    start = models.DateField(
        _("start"),
        null=True,
        blank=True,
        validators=[plausible_day],
        help_text=_("First day. Leave empty where unknown."),
    )
    end = models.DateField(
        _("end"),
        null=True,
        blank=True,
        validators=[plausible_day],
        help_text=_("Last day. Leave empty while it lasts."),
    )
    attested_on = models.DateField(
        _("attested on"),
        null=True,
        blank=True,
        validators=[plausible_day],
        help_text=_("The date of the document; for a month, its first day."),
    )
    source = models.CharField(
        _("source"),
        max_length=200,
        blank=True,
        help_text=_("The document that lists the organisation as a member."),
    )

    # Set by a form that edits several periods at once, and compares them as they will be.
    is_compared_elsewhere = False

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = [Coalesce("start", "attested_on"), "pk"]
        indexes = [
            # Who joined or left in a part of a year (see ``beside``).
            models.Index(FIRST_DAY, name="membership_first_day"),
            models.Index(fields=["end"], name="membership_end"),
            models.Index(fields=["attested_on"], name="membership_attested"),
        ]
        constraints = [
            models.CheckConstraint(
                name="membership_ends_after_it_starts",
                condition=Q(end__isnull=True) | Q(end__gt=FIRST_DAY),
                violation_error_message=_("The end must come after the start."),
            ),
            models.CheckConstraint(
                name="membership_has_a_date",
                condition=Q(start__isnull=False) | Q(attested_on__isnull=False),
                violation_error_message=_(
                    "Give the start or, where unknown, the date it is attested."
                ),
            ),
            PostgresExclusion(
                name="membership_periods_do_not_overlap",
                # The organisation first: nearly all periods share a day, few an organisation.
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    (
                        Func(
                            FIRST_DAY,
                            F("end"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self):
        first = format_day(self.first_known_day) if self.first_known_day else "?"
        return f"{first} – {format_day(self.end) if self.end else ''}".rstrip()

    @property
    def first_known_day(self) -> datetime.date | None:
        return self.start or self.attested_on

    def clean(self):
        """Refuses a period that shares a day with another of the same organisation."""
        first = self.first_known_day
        if first is None or self.organisation_id is None or self.is_compared_elsewhere:
            return
        others = Membership.objects.filter(organisation=self.organisation_id).exclude(pk=self.pk)
        other = others.overlapping(first, self.end).first()
        if other:
            raise ValidationError({"start": self.overlap_with(other)})

    @staticmethod
    def overlap_with(other: "Membership") -> ValidationError:
        message = _("This period overlaps another of the same organisation: %(period)s.")
        return ValidationError(message, "overlap", {"period": other})
