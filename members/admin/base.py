"""What every list of the desk has in common; a rule for all of them is added here, once."""


class Desk:
    """Goes before ``ModelAdmin`` or ``TranslationAdmin`` among the bases of every list."""
