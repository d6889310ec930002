"""What can be done to several newsletters at once (see ``members.admin.bulk``)."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from members.admin.bulk import Bulk
from members.admin.bulk_actions import of_another_status
from members.models import Status


def publish(newsletters: QuerySet) -> None:
    """One by one: each takes its time of publication, if it has none."""
    for newsletter in newsletters:
        newsletter.status = Status.PUBLISHED
        newsletter.save()


PUBLISH = Bulk(
    name="publish",
    label=_("Publish the selected newsletters"),
    question=ngettext_lazy("Publish %(total)s newsletter?", "Publish %(total)s newsletters?", "n"),
    done=ngettext_lazy(
        "%(total)s newsletter was published.", "%(total)s newsletters were published.", "n"
    ),
    meaning=_("The public sees them at once, or at the time that they give themselves."),
    button=_("Publish"),
    unchanged=_("already published"),
    changing=of_another_status(Status.PUBLISHED),
    do=publish,
)
ARCHIVE = Bulk(
    name="archive",
    label=_("Archive the selected newsletters"),
    question=ngettext_lazy("Archive %(total)s newsletter?", "Archive %(total)s newsletters?", "n"),
    done=ngettext_lazy(
        "%(total)s newsletter was archived.", "%(total)s newsletters were archived.", "n"
    ),
    meaning=_("The public no longer sees them; their pages say that they were withdrawn."),
    button=_("Archive"),
    unchanged=_("already archived"),
    changing=of_another_status(Status.ARCHIVED),
    do=lambda newsletters: newsletters.update(status=Status.ARCHIVED),
)
