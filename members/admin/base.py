"""What every list of the desk has in common; a rule for all of them is added here, once."""

from members.admin.conflicts import NoSilentOverwrite
from members.admin.editable import ComparesColumns
from members.admin.gone import KeepsWhatWasTyped
from members.admin.history import HasHistory
from members.admin.paging import LongPaginator
from members.admin.scope import Scoped


class Desk(KeepsWhatWasTyped, NoSilentOverwrite, ComparesColumns, HasHistory, Scoped):
    """Goes before ``ModelAdmin`` or ``TranslationAdmin`` among the bases of every list."""

    # Of a hundred thousand rows, numbers beside each filter are counted where they are asked for.
    show_full_result_count = False
    paginator = LongPaginator
