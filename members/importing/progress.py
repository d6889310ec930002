"""How far the worker has come with an import, told while it is at it.

It is told in a small file beside the import's own. A table would not do: what a transaction writes
is seen by nobody before its end, and on SQLite nothing else can be written meanwhile.
"""

import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

# The worker tells of itself after each chunk, which takes a few seconds at most.
SILENCE = 90
# It asks every two seconds whether there is something to do.
PATIENCE = 15
# Stands for the rows that are done, before the worker has begun.
ASKED = -1


@dataclass(frozen=True)
class Progress:
    """So many rows done of about so many; ``is_silent`` when nobody seems to be at it."""

    done: int
    total: int
    is_silent: bool
    has_begun: bool = True

    @property
    def percent(self) -> int:
        return min(99, 100 * self.done // max(self.total, 1))


def _path(batch) -> Path:
    return Path(settings.MEDIA_ROOT) / "imports" / f"{batch.pk}.progress"


def tell(batch, done: int, total: int) -> None:
    path = _path(batch)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text(f"{done} {total}")
    new.replace(path)


def ask(batch) -> None:
    """Notes that the worker was asked just now."""
    tell(batch, ASKED, 0)


def told(batch) -> Progress | None:
    """None where not even a question is known of."""
    try:
        done, total = map(int, _path(batch).read_text().split())
        age = time.time() - _path(batch).stat().st_mtime
    except (OSError, ValueError):
        return None
    if done == ASKED:
        return Progress(0, 0, age > PATIENCE, has_begun=False)
    return Progress(done, total, age > SILENCE)


def forget(batch) -> None:
    _path(batch).unlink(missing_ok=True)
