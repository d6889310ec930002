"""Places for those who are being sent a file: a few in each process.

One who reads slowly holds a thread of the server for as long as the file takes. Pages are for the
threads that are left.
"""

from collections.abc import Callable, Iterator
from threading import BoundedSemaphore
from typing import BinaryIO
from weakref import finalize

from django.http import FileResponse

# Half of a process's threads (deploy/gunicorn.conf.py).
PLACES = BoundedSemaphore(2)


class NoPlaceError(Exception):
    """All the places are taken."""


class PlacedFile(FileResponse):
    """What ``write`` gives, in a place that is held until the response is closed or dropped.

    Raises NoPlaceError where there is none; then nothing was written.
    """

    def __init__(self, write: Callable[[], Iterator[bytes] | BinaryIO], **kwargs):
        if not PLACES.acquire(blocking=False):
            raise NoPlaceError
        # It runs once: when it is called, or else when nothing refers to the response any more.
        self.leave = finalize(self, PLACES.release)
        super().__init__(write(), **kwargs)

    def close(self):
        super().close()
        self.leave()
