"""What is done to several records at once: asked about first, with the number and the names.

The question carries, signed, what was seen of each record (see ``bulk_seen``). What anybody has
changed since is left out and named, so that nothing is decided about a record that was not seen.
More than ``AT_ONCE`` are done by the worker, a part at a time, with the same care: it looks again
what the account may do.
"""

import logging
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import NamedTuple

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth import get_user_model
from django.core import signing
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import task

from members import occasion
from members.admin.bulk_seen import Seen, edited, entries, packed, unedited, unpacked
from members.admin.conflicts import lock
from members.formats import format_number

logger = logging.getLogger(__name__)

NAMED = 20
CHUNK = 500
# So many records, or of what goes along with them, are changed while one waits; and by the worker
# in one transaction.
AT_ONCE = 2_000
SALT = "members.admin.bulk"


@dataclass(frozen=True)
class Bulk:
    """An action of a list, for ``actions``.

    ``changing`` narrows rows to those that it would change, ``do`` changes them; both are given
    what was chosen in the form, if there is one. ``weight`` is how much work rows are.
    """

    name: str
    label: Promise
    # Of one and of several, with "n" and "total".
    question: Promise
    done: Promise
    meaning: Promise
    button: Promise
    # Why those are left out that it would not change.
    unchanged: Promise
    changing: Callable[..., QuerySet]
    do: Callable[..., object]
    form_class: type[forms.Form] = forms.Form
    weight: Callable[[QuerySet], int] = QuerySet.count
    # Says what else changes with the rows.
    consequence: Callable[[QuerySet], str] | None = None
    allowed_permissions: tuple[str, ...] = ("change",)
    # It looks by itself at what lies within reach (``reach.reaching``).
    keeps_to_reach = True
    do_not_call_in_templates = True

    @property
    def __name__(self) -> str:
        return self.name

    @property
    def short_description(self) -> Promise:
        return self.label

    def __call__(self, desk, request, queryset):
        return Asked(self, desk, request, queryset).answer()


class Left(NamedTuple):
    """Some that are left out, and why."""

    reason: str
    total: int
    names: list[str]

    @property
    def more(self) -> int:
        return self.total - len(self.names)

    @property
    def shown_total(self) -> str:
        return format_number(self.total)

    @property
    def told(self) -> str:
        """The first names, and how many more there are."""
        listed = ", ".join(self.names)
        if not self.names or not self.more:
            return listed
        more = ngettext("and %(total)s other", "and %(total)s others", self.more)
        return f"{listed} {more % {'total': format_number(self.more)}}"


def some(reason: str, rows: QuerySet) -> Left:
    return Left(str(reason), rows.count(), [str(row) for row in rows[:NAMED]])


@dataclass
class Asked:
    """One request for an action: the question, or what was confirmed."""

    action: Bulk
    desk: admin.ModelAdmin
    request: object
    queryset: QuerySet
    form: forms.Form = field(init=False)

    def __post_init__(self):
        posted = self.request.POST
        self.is_of_all = posted.get("select_across") == "1"
        self.ticked = posted.getlist(ACTION_CHECKBOX_NAME)
        self.put = self.read_put() if "confirmed" in posted else None
        self.form = self.action.form_class(posted if self.put else None)
        # Each row once, without what the list adds to it.
        self.listed = self.rows(pk__in=self.queryset.order_by().values("pk"))
        self.kept = self.desk.kept(self.request, self.listed)

    @property
    def salt(self) -> str:
        return f"{SALT}.{self.desk.opts.label}.{self.action.name}"

    def rows(self, **of) -> QuerySet:
        return self.desk.model._default_manager.filter(**of)

    def read_put(self) -> dict | None:
        """What the question said; None where it was not put credibly."""
        try:
            put = signing.loads(self.request.POST.get("put", ""), salt=self.salt)
        except signing.BadSignature:
            return None
        return put | {"seen": unpacked(put["seen"])}

    def answer(self):
        """Does what was confirmed; where that is not clear, puts the question."""
        if self.put is None or not self.form.is_valid():
            return self.question()
        choice = plain(self.form)
        changing = self.changing(self.put["seen"], choice)
        if self.action.weight(changing) > AT_ONCE:
            self.leave_to_worker(choice)
        else:
            self.do_now(choice)
        return None

    def changing(self, seen: Seen | None, choice: dict) -> QuerySet:
        return self.action.changing(unedited(self.kept, seen), **choice)

    def do_now(self, choice: dict) -> None:
        with transaction.atomic():
            keys = self.keys(choice)
            lock(self.desk.model, keys)
            left = self.left_since()
            total = carry_out(self.action, self.desk.model, keys, choice, self.put["seen"])
        if total:
            told = self.action.done % {"n": total, "total": format_number(total)}
            messages.success(self.request, told)
        else:
            messages.warning(self.request, _("Nothing was changed."))
        self.tell(left)

    def keys(self, choice: dict) -> list:
        changing = self.changing(self.put["seen"], choice)
        return list(changing.order_by("pk").values_list("pk", flat=True))

    def leave_to_worker(self, choice: dict) -> None:
        keys, now, model = self.keys(choice), occasion.current(), self.desk.opts.label
        known = {"user_id": now.user_id, "reason": now.reason, "deed": str(now.deed)}
        with transaction.atomic():
            for start in range(0, len(keys), AT_ONCE):
                part = keys[start : start + AT_ONCE]
                seen = [self.put["seen"][key] for key in part]
                carry_out_part.enqueue(model, self.action.name, part, choice, seen, known)
        self.tell(self.left_since())
        text = _(
            "These are many (%(total)s): they are changed a part at a time, in the background."
            " What is edited meanwhile stays as it is."
        )
        messages.info(self.request, text % {"total": format_number(len(keys))})

    def left_since(self) -> list[Left]:
        """What the question could not tell: what was edited since, or left the list."""
        others = self.kept.filter(pk__in=edited(self.kept, self.put["seen"]))
        left = [some(_("somebody has changed it meanwhile"), others)]
        if self.is_of_all:
            gone = max(self.put["total"] - self.listed.count(), 0)
            return [*left, Left(_("no longer in this list"), gone, [])]
        return [*left, self.no_longer_listed()]

    def no_longer_listed(self) -> Left:
        seen = self.desk.get_queryset(self.request).filter(pk__in=self.ticked)
        there = self.rows(pk__in=seen.order_by().values("pk"))
        gone = there.exclude(pk__in=self.listed.values("pk"))
        total = len(set(self.ticked)) - self.listed.count()
        return some(_("no longer in this list"), gone)._replace(total=total)

    def tell(self, left: Iterable[Left]) -> None:
        for of in left:
            if of.total:
                text = ngettext(
                    "%(total)s was left out (%(reason)s): %(names)s",
                    "%(total)s were left out (%(reason)s): %(names)s",
                    of.total,
                )
                told = {"total": of.shown_total, "reason": of.reason, "names": of.told or "–"}
                messages.warning(self.request, text % told)

    def question(self):
        """The page that asks, with what is to be changed, and what is left out and why."""
        # Before the records are shown: what is edited in between was not seen.
        put = {"seen": packed(entries(self.listed)), "total": self.listed.count()}
        changing = self.changing(None, {})
        others = self.kept.exclude(pk__in=changing.order_by().values("pk"))
        left = [some(self.action.unchanged, others)]
        if self.kept is not self.listed:
            beyond = self.listed.exclude(pk__in=self.kept.order_by().values("pk"))
            left.insert(0, some(_("not in your regions"), beyond))
        if not self.is_of_all:
            left.append(self.no_longer_listed())
        kept = some("", changing)
        return self.desk.page(
            self.request,
            "admin/bulk.html",
            title=self.action.question % {"n": kept.total, "total": kept.shown_total},
            action=self.action,
            form=self.form,
            consequence=self.action.consequence and self.action.consequence(changing),
            kept=kept,
            left=[of for of in left if of.total],
            put=signing.dumps(put, salt=self.salt, compress=True),
            is_of_all=self.is_of_all,
            ticked=self.ticked[:1] if self.is_of_all else self.ticked,
            checkbox_name=ACTION_CHECKBOX_NAME,
            back=self.request.get_full_path(),
        )


def plain(form: forms.Form) -> dict:
    """What was chosen, as the worker can be told it."""
    return {n: getattr(value, "pk", value) for n, value in form.cleaned_data.items()}


def carry_out(action: Bulk, model: type[models.Model], keys: list, choice: dict, seen: Seen) -> int:
    """Changes those of the rows that nobody has edited; how many that were."""
    total = 0
    for start in range(0, len(keys), CHUNK):
        locked = lock(model, keys[start : start + CHUNK])
        rows = unedited(model._default_manager.filter(pk__in=locked), seen)
        still = list(action.changing(rows, **choice).order_by().values_list("pk", flat=True))
        action.do(model._default_manager.filter(pk__in=still), **choice)
        total += len(still)
    return total


@task
def carry_out_part(
    label: str, name: str, keys: list, choice: dict, seen: list[int], known: dict
) -> None:
    """A part of a confirmed action, on the occasion on which it was confirmed."""
    model = apps.get_model(label)
    desk = admin.site.get_model_admin(model)
    action = next(a for a in desk.actions if getattr(a, "name", None) == name)
    known |= {"source": occasion.Source.DESK, "deed": uuid.UUID(known["deed"])}
    with transaction.atomic(), occasion.because(**known):
        # The account may have lost the right since.
        kept = keys_kept(desk, action, keys, known["user_id"])
        carry_out(action, model, kept, choice, dict(zip(keys, seen, strict=True)))


def keys_kept(desk: admin.ModelAdmin, action: Bulk, keys: list, user_id: int | None) -> list:
    """The keys of those rows that an account may change now."""
    user = get_user_model().objects.filter(pk=user_id, is_active=True, is_staff=True).first()
    # What a list asks of a request about rights is who asks.
    asked = SimpleNamespace(user=user)
    needed = [getattr(desk, f"has_{name}_permission") for name in action.allowed_permissions]
    if user is None or not all(may(asked) for may in needed):
        logger.warning("%s was left undone: account %s may not any more", action.name, user_id)
        return []
    rows = desk.kept(asked, desk.model._default_manager.filter(pk__in=keys))
    return list(rows.order_by("pk").values_list("pk", flat=True))
