"""What every list of the desk has in common; a rule for all of them is added here, once."""

from members.admin.conflicts import NoSilentOverwrite
from members.admin.editable import ComparesColumns
from members.admin.gone import KeepsWhatWasTyped
from members.admin.history import HasHistory
from members.admin.keys import RefusesCraftedKeys
from members.admin.lookups import OffersLookups
from members.admin.paging import LongChangeList, LongPaginator
from members.admin.reasons import KeepsReasons
from members.admin.scope import Scoped


class Desk(
    RefusesCraftedKeys,
    KeepsWhatWasTyped,
    NoSilentOverwrite,
    ComparesColumns,
    HasHistory,
    KeepsReasons,
    OffersLookups,
    Scoped,
):
    """Goes before ``ModelAdmin`` or ``TranslationAdmin`` among the bases of every list."""

    show_full_result_count = False
    paginator = LongPaginator

    def get_changelist(self, request, **kwargs):
        return LongChangeList
