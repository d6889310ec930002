"""Texts on their way into a file: safe in a spreadsheet, possible in XML, sent in blocks."""

import datetime
import re
from collections.abc import Iterable, Iterator

# What a spreadsheet takes for the beginning of a formula, and so may run.
FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
# Characters that no XML document can hold, not even as references.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
BLOCK = 64 * 1024


def defuse(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would read a formula.

    That is, where it begins with = + - @, a tab or a line break, or with apostrophes and then one
    of these; so ``undo`` always gives the text back.
    """
    return f"'{text}" if FORMULA.match(text) else text


def undo(cell: str) -> str:
    """The text of which ``defuse`` made this cell."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


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
