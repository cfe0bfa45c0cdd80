"""Which stored files are still needed. The same bytes are kept once, so a file may be several people's: it goes with the last.

Whoever stores files by hash offers a question ("do you still need this one?"), listed in ``lms/wiring.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from lms.core import clock, jobs
from lms.core.storage import Storage

LET_GO = "core.let_file_go"
"""The work of removing one file, where nobody needs it."""

FRESH = timedelta(hours=1)
"""A file put this recently may be one whose row is still being written: it is looked at again later."""

Keeper = Callable[[str], bool]
_keepers: tuple[Keeper, ...] = ()


def connect(keepers: Sequence[Keeper]) -> None:
    """Make ``keepers`` the whole list of who may need a file."""
    global _keepers  # noqa: PLW0603 - one list a process, as with events
    _keepers = tuple(keepers)


def let_go(sha256: str) -> None:
    """Record, in the current transaction, that somebody needs a file no longer. The worker removes it if nobody else does."""
    jobs.record(LET_GO, sha256=sha256)


def letting_go(storage: Storage) -> jobs.Doing:
    """The work itself."""

    def let_file_go(sha256: str) -> None:
        if any(needs(sha256) for needs in _keepers):
            return
        if not storage.remove(sha256, unless_put_within=FRESH):
            jobs.record(LET_GO, due_at=clock.now() + FRESH, sha256=sha256)

    return let_file_go
