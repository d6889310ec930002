"""On what occasion records change: who changes them, from where, and why.

Whatever writes a record's history (see ``members.history``) asks here. The admin says it for each
of its pages, the loader for a load, an import for its batch; where nobody has said, none is known.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import wraps

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_REASON = 500


class Source(models.TextChoices):
    """From where a change came."""

    UNKNOWN = "", _("no page of the site")
    BEFORE = "before", _("before the history began")
    DESK = "desk", _("the desk")
    LOAD = "load", _("the site’s data files")
    IMPORT = "import", _("an import")
    MERGE = "merge", _("a merge")
    UNMERGE = "unmerge", _("a merge undone")
    REQUEST = "request", _("a change request")
    ANSWER = "answer", _("the organisation’s answer")
    REVERT = "revert", _("an earlier state")
    RESTORE = "restore", _("a deletion undone")
    TIME = "time", _("publication at a set time")


@dataclass(frozen=True)
class Occasion:
    """One deed, however many rows it changes."""

    user_id: int | None = None
    source: Source = Source.UNKNOWN
    # Of what the source names: the number of an import, the state that was put back.
    reference: str = ""
    reason: str = ""
    deed: uuid.UUID = field(default_factory=uuid.uuid4)


_current: ContextVar[Occasion | None] = ContextVar("occasion", default=None)


def current() -> Occasion:
    """The occasion at hand, or one that says nothing."""
    return _current.get() or Occasion()


@contextmanager
def because(**known) -> Iterator[Occasion]:
    """What is changed inside is changed on this occasion; what is not given stays as it was."""
    before = _current.get()
    occasion = replace(before, **known) if before else Occasion(**known)
    token = _current.set(occasion)
    try:
        yield occasion
    finally:
        _current.reset(token)


def at_the_desk(view):
    """A view of the admin, with its user and the reason given in its form."""

    @wraps(view)
    def seen(request, *args, **kwargs):
        reason = request.POST.get("why", "").strip() if request.method == "POST" else ""
        with because(
            user_id=request.user.pk,
            source=Source.DESK,
            reason=reason[:LONGEST_REASON],
            deed=uuid.uuid4(),
        ):
            return view(request, *args, **kwargs)

    return seen
