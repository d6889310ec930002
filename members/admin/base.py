"""What every list of the desk has in common; a rule for all of them is added here, once."""

from members.admin.conflicts import NoSilentOverwrite
from members.admin.editable import ComparesColumns
from members.admin.history import HasHistory


class Desk(NoSilentOverwrite, ComparesColumns, HasHistory):
    """Goes before ``ModelAdmin`` or ``TranslationAdmin`` among the bases of every list."""
