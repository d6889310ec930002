"""What staff may not write, and how they are told."""

import datetime
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# The years in which a network of microfinance can have had members and newsletters.
FIRST_YEAR, LAST_YEAR = 1950, 2150
EMAIL = re.compile(r"[^\s@<>()\[\]]+@[^\s@<>()\[\]]+\.\w{2,}")


def plausible_day(day: datetime.date) -> None:
    """Refuses a mistyped year: 0208 for 2008."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(_("Is the year right? It is %(year)s."), "year", {"year": day.year})


def no_email_address(text: str) -> None:
    """Refuses what programs that gather addresses look for: public texts hold none."""
    if found := EMAIL.search(text):
        message = _("This text is public: lead to the contact form instead of writing %(address)s.")
        raise ValidationError(message, "email", {"address": found[0]})
