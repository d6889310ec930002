"""Days as people write them, where only one day can be meant."""

import datetime
import re
from functools import cache

from django.conf import settings

from members import search
from members.countries import locale

# In each of the site's languages the day comes first; a year of two digits could be of any century.
IN_NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?Z?)?")
# "31 December 2007", "1er avril 2007", "31 de diciembre de 2007", folded.
IN_WORDS = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)? (?:de )?([a-z]+) (?:de |del )?(\d{4})")


def read_day(text: str) -> datetime.date | None:
    """The day, or None where the text is none, or could be several."""
    if found := ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := IN_NUMBERS.fullmatch(text):
        day, _mark, month, year = found.groups()
    elif found := IN_WORDS.fullmatch(search.fold(text)):
        day, name, year = found.groups()
        month = months().get(name, 0)
    else:
        return None
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


@cache
def months() -> dict[str, int]:
    """The months by their names in every language, whole and short, folded."""
    return {
        search.fold(name): number
        for language, _label in settings.LANGUAGES
        for width in ("wide", "abbreviated")
        for number, name in locale(language).months["format"][width].items()
    }
