"""Dates, numbers and sizes as the reader's language writes them (CLDR, through Babel)."""

import datetime
from functools import lru_cache

from babel import dates, numbers
from django.utils import timezone
from django.utils.translation import get_language, gettext

from members.countries import locale

NO_BREAK_SPACE = "\u00a0"


class AtLeast(int):
    """A number at which the counting stopped: "10,000+"."""


def format_number(number: int) -> str:
    """The number, or, of one that is not counted to its end, that there are more."""
    shown = _format_number(number, get_language())
    return gettext("%(number)s+") % {"number": shown} if isinstance(number, AtLeast) else shown


@lru_cache(maxsize=4096)
def _format_number(number: int, language: str | None) -> str:
    return numbers.format_decimal(number, locale=locale(language))


def format_month(day: datetime.date) -> str:
    """ "January 2008", "janvier 2008", "enero de 2008"."""
    return dates.format_skeleton("yMMMM", day, locale=locale(get_language()))


def format_day(day: datetime.date) -> str:
    """ "31 December 2007"-like, in the reader's order."""
    return _format_day(day, get_language())


@lru_cache(maxsize=1024)
def _format_day(day: datetime.date, language: str | None) -> str:
    text = dates.format_date(day, "long", locale=locale(language))
    # CLDR leaves out what French writes: the first of a month is its "1er".
    return text.replace("1 ", "1er ", 1) if language == "fr" and day.day == 1 else text


def format_kilobytes(size: int) -> str:
    """A size in bytes as whole kilobytes of 1,000 bytes, never 0: "59 KB", "59 Ko"."""
    kilobytes = format_number(max(1, round(size / 1000)))
    return gettext("%(size)s KB").replace(" ", NO_BREAK_SPACE) % {"size": kilobytes}


def labelled(label: str, text: str) -> str:
    """ "ProsperA: Newsletters"; the colon as the reader's language sets it."""
    return gettext("%(label)s: %(text)s") % {"label": label, "text": text}


def format_moment(moment: datetime.datetime) -> str:
    """ "24 Nov 2026, 14:05"-like, in the reader's order and the site's time zone."""
    moment = timezone.localtime(moment)
    return dates.format_datetime(moment, "medium", locale=locale(get_language()))
