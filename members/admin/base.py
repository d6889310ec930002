"""What every list of the desk has in common; a rule for all of them is added here, once."""

from members.admin.conflicts import NoSilentOverwrite


class Desk(NoSilentOverwrite):
    """Goes before ``ModelAdmin`` or ``TranslationAdmin`` among the bases of every list."""
