"""A part of a file, as one asks for it who goes on with a download (RFC 9110, section 14).

Of several parts at once the whole is sent instead, as the standard allows: no reader of PDFs asks
for them, and put together they could be many times the file.
"""

from typing import BinaryIO

from werkzeug.http import parse_range_header


class NoSuchPartError(Exception):
    """What is asked for begins behind the end of the file."""


def part_of(request, size: int, *validators: str) -> tuple[int, int] | None:
    """Where the part begins and ends (not included); None for all of it.

    ``validators`` are ETag and Last-Modified of the file as it is now: a reader who has the
    beginning of another is sent all. Raises NoSuchPartError.
    """
    wanted = parse_range_header(request.headers.get("Range"))
    if request.method != "GET" or wanted is None or wanted.units != "bytes":
        return None
    if request.headers.get("If-Range", validators[0]) not in validators or len(wanted.ranges) > 1:
        return None
    ((start, _stop),) = wanted.ranges
    # The last so many bytes of a file that has not so many: all of it.
    if start < -size:
        return None
    part = wanted.range_for_length(size)
    if part is None:
        raise NoSuchPartError
    return part


class Part:
    """A file of which only a part is read."""

    def __init__(self, file: BinaryIO, start: int, stop: int) -> None:
        self.file, self.left = file, stop - start
        file.seek(start)

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes, none at the part's end."""
        chunk = self.file.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(chunk)
        return chunk

    def close(self) -> None:
        self.file.close()
