"""What can be done to several organisations or countries at once (see ``bulk``)."""

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from members import occasion
from members.admin.bulk import Bulk
from members.formats import format_number
from members.models import Organisation, Region, Status


def of_another_status(status: Status):
    """Narrows rows to those whose status is not this one yet."""
    return lambda rows: rows.exclude(status=status)


def standing_of_another_status(status: Status):
    """The same of organisations; what was merged into another is looked at only."""
    return lambda rows: rows.standing().exclude(status=status)


def set_status(status: Status):
    """Gives rows this status and nothing else: what is no draft waits for no time."""
    return lambda rows: rows.update(status=status, publish_at=None)


PUBLISH = Bulk(
    name="publish",
    label=_("Publish the selected organisations"),
    question=ngettext_lazy(
        "Publish %(total)s organisation?", "Publish %(total)s organisations?", "n"
    ),
    done=ngettext_lazy(
        "%(total)s organisation was published.", "%(total)s organisations were published.", "n"
    ),
    meaning=_("The public sees them at once."),
    button=_("Publish"),
    unchanged=_("published already, or merged into another"),
    changing=standing_of_another_status(Status.PUBLISHED),
    do=set_status(Status.PUBLISHED),
)
ARCHIVE = Bulk(
    name="archive",
    label=_("Archive the selected organisations"),
    question=ngettext_lazy(
        "Archive %(total)s organisation?", "Archive %(total)s organisations?", "n"
    ),
    done=ngettext_lazy(
        "%(total)s organisation was archived.", "%(total)s organisations were archived.", "n"
    ),
    meaning=_("The public no longer sees them; their pages say that they were withdrawn."),
    button=_("Archive"),
    unchanged=_("already archived"),
    changing=standing_of_another_status(Status.ARCHIVED),
    do=set_status(Status.ARCHIVED),
)


def not_verified_today(rows: QuerySet) -> QuerySet:
    return rows.standing().exclude(verified_on=timezone.localdate())


VERIFY = Bulk(
    name="verify",
    label=_("Verify the selected organisations"),
    question=ngettext_lazy(
        "Is all that is told of %(total)s organisation right today?",
        "Is all that is told of %(total)s organisations right today?",
        "n",
    ),
    done=ngettext_lazy(
        "%(total)s organisation was verified.", "%(total)s organisations were verified.", "n"
    ),
    meaning=_("Their records and profiles then say that you have verified them today."),
    button=_("Everything is right"),
    unchanged=_("verified today already, or merged into another"),
    changing=not_verified_today,
    do=lambda rows: rows.verify(occasion.current().user_id),
)


def organisations_of(countries: QuerySet) -> QuerySet:
    return Organisation.objects.filter(country__in=countries.order_by().values("pk"))


def goes_along(countries: QuerySet) -> str:
    """How many organisations lie in these countries; nothing where there are none."""
    total = organisations_of(countries).count()
    if not total:
        return ""
    text = ngettext(
        "%(total)s organisation lies in them, and goes along.",
        "%(total)s organisations lie in them, and go along.",
        total,
    )
    return text % {"total": format_number(total)}


class RegionForm(forms.Form):
    region = forms.ModelChoiceField(Region.objects.all(), label=_("Region"))


def of_another_region(countries: QuerySet, region: int | None = None) -> QuerySet:
    """Narrows countries to those of other regions; before one is chosen, all are."""
    return countries if region is None else countries.exclude(region=region)


SET_REGION = Bulk(
    name="set_region",
    label=_("Set the region of the selected countries"),
    question=ngettext_lazy(
        "Set the region of %(total)s country?", "Set the region of %(total)s countries?", "n"
    ),
    done=ngettext_lazy("%(total)s country was moved.", "%(total)s countries were moved.", "n"),
    meaning=_("The network’s lists, maps and contacts of these countries change with it."),
    consequence=goes_along,
    button=_("Set the region"),
    unchanged=_("already in this region"),
    changing=of_another_region,
    do=lambda countries, region: countries.update(region=region),
    form_class=RegionForm,
    weight=lambda countries: organisations_of(countries).count() + countries.count(),
)
