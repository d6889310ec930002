"""What was imported: each file as a batch, each of its rows with what became of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.choices import Language, only_choices
from members.models.organisation import Organisation


class State(models.TextChoices):
    """How far an import has come."""

    READING = "reading", _("being read")
    PREVIEWED = "previewed", _("waits for confirmation")
    IMPORTING = "importing", _("being imported")
    DONE = "done", _("imported")
    FAILED = "failed", _("could not be read")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")


class Outcome(models.TextChoices):
    """What a row of a file means for the directory, in the order in which a preview tells it."""

    DUPLICATE = "duplicate", _("probable duplicate")
    REFUSED = "refused", _("refused")
    CONFLICT = "conflict", _("changed by someone meanwhile")
    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")


# Something is to be done, or being done, by the worker.
AT_WORK = (State.READING, State.IMPORTING, State.UNDOING)


class ImportBatch(models.Model):
    """A file of organisations that someone sent to be imported."""

    name = models.CharField(_("file name"), max_length=200)
    file = models.FileField(
        _("file"),
        upload_to="imports/",
        max_length=300,
        help_text=_("CSV or an Excel workbook (.xlsx), with headings in its first row."),
    )
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("sent by"),
    )
    # Who had the worker do what it did last: read, import, undo. Their rights count.
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("started by"),
    )
    created_at = models.DateTimeField(_("sent at"), auto_now_add=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, editable=False)
    empties = models.BooleanField(
        _("an empty cell empties the field"),
        default=False,
        help_text=_("Otherwise an empty cell leaves what is there as it is."),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.READING)
    # Raised whenever work on it is begun, so that a forgotten worker notices that it is not needed.
    run = models.PositiveIntegerField(default=0, editable=False, verbose_name=_("run"))
    headings = models.JSONField(_("headings"), default=list, editable=False)
    counts = models.JSONField(_("rows"), default=dict, editable=False)
    good_rows_only = models.BooleanField(_("the good rows only"), default=False, editable=False)
    # What went wrong, in each language.
    problems = models.JSONField(_("problem"), default=dict, editable=False)
    imported_at = models.DateTimeField(_("imported at"), null=True, editable=False)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]
        constraints = [
            only_choices("state", State, "import_state_is_known"),
            only_choices("language", Language, "import_language_is_known"),
        ]

    def __str__(self):
        return self.name

    @property
    def problem(self) -> str:
        """What went wrong, in the reader's language."""
        return self.problems.get(get_language() or "en", "")

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    def count(self) -> None:
        """Counts the rows of each outcome anew; the caller saves."""
        rows = self.rows.order_by().values_list("outcome").annotate(models.Count("pk"))
        self.counts = dict(rows)


class ImportRowQuerySet(models.QuerySet):
    def rewrite(self, rows, fields) -> None:
        """Writes these fields of rows that are there; ``bulk_update`` takes three times as long."""
        self.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=fields)

    rewrite.alters_data = True


class ImportRow(models.Model):
    """A row of an imported file, and what it means for which organisation."""

    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, related_name="rows", verbose_name=_("import")
    )
    line = models.PositiveIntegerField(_("line"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    name = models.CharField(_("name"), max_length=200, blank=True)
    # As the file has them: of a row that may have to be given back.
    cells = models.JSONField(_("cells"), default=list)
    values = models.JSONField(_("values"), default=dict)
    # For each column that changes: what was there at the preview, and what is to be.
    changes = models.JSONField(_("changes"), default=dict)
    # In each language; in rows of old times only that of who sent the file.
    reasons = models.JSONField(_("reasons"), default=list)
    # Organisations that the row may mean, by their keys, likeliest first; and which one was chosen.
    candidates = models.JSONField(_("probable duplicates"), default=list)
    choice = models.CharField(_("choice"), max_length=20, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    # Of a row that was imported: the organisation as the import left it; a period that it made.
    after = models.JSONField(_("after the import"), null=True)
    period = models.PositiveBigIntegerField(_("membership"), null=True)
    is_undone = models.BooleanField(_("undone"), default=False)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["line"]
        indexes = [models.Index(fields=["batch", "outcome", "line"], name="import_row_by_outcome")]
        constraints = [
            models.UniqueConstraint(fields=["batch", "line"], name="import_row_is_kept_once"),
            only_choices("outcome", Outcome, "import_outcome_is_known"),
        ]

    def __str__(self):
        return f"{self.line}: {self.name}"

    @property
    def told(self) -> list[str]:
        """The reasons, in the reader's language."""
        return [r if isinstance(r, str) else r[get_language() or "en"] for r in self.reasons]
