"""Texts on their way into a file: safe in a spreadsheet, possible in XML, sent in blocks."""

import datetime
import re
from collections.abc import Iterable, Iterator

# What a spreadsheet takes for the beginning of a formula, and so may run: the full-width signs as
# well, which some turn into the plain ones.
FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")
# Where such a beginning may stand in CSV: first of all, and where a spreadsheet that splits at
# semicolons (as Excel does in French and Spanish) would begin a cell or a line within the text.
BEGINNING = re.compile(r"(?:^['\"]*[=+\-@＝＋－＠\t\r\n]|(?<=[;\r\n])['\"]*[=+\-@＝＋－＠])")
# Characters that no XML document can hold, not even as references.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
BLOCK = 64 * 1024


def defuse(text: str) -> str:
    """The text with an apostrophe before whatever a spreadsheet would read as a formula.

    That is, before = + - @ at its beginning or after a semicolon or line break, and before a tab or
    line break at its beginning. Where quotes or apostrophes stand before these, it comes before
    them, so that ``undo`` always gives the text back.
    """
    return BEGINNING.sub(lambda found: f"'{found[0]}", text)


def undo(cell: str) -> str:
    """The text of which ``defuse`` made this cell."""
    return BEGINNING.sub(lambda found: found[0].removeprefix("'"), cell)


def for_xml(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return NOT_XML.sub("", text)


def moment(value: datetime.date) -> str:
    """A day or a moment in ISO 8601, the moment in UTC: "2007-12-31", "2007-12-31T09:30:00Z"."""
    return value.isoformat().replace("+00:00", "Z")


def in_blocks(texts: Iterable[str]) -> Iterator[bytes]:
    """The texts in UTF-8, gathered so that each block is worth sending."""
    gathered, size = [], 0
    for text in texts:
        gathered.append(text)
        size += len(text)
        if size >= BLOCK:
            yield "".join(gathered).encode()
            gathered, size = [], 0
    if gathered:
        yield "".join(gathered).encode()
