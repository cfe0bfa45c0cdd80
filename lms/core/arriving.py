"""Files that arrive in parts: a part is written and flushed to the disk before it is acknowledged, and how much of a file is there is its
length on the disk, so whatever dies, one goes on from what arrived. Nothing is written to the database while bytes come in.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from lms.core.errors import Conflict, Refused
from lms.core.i18n import msg
from lms.core.storage import sync_folder

SPARE = 500_000_000
"""Bytes of the disk that uploads leave alone."""
_PIECE = 1 << 18


class Busy(Conflict):
    """Another request is writing to this upload."""

    status = 423


class Elsewhere(Conflict):
    """The part does not begin where the upload ends."""


def folder_of(data: Path, name: str) -> Path:
    """A folder below the data folder in which files arrive, made where it is missing."""
    folder = data / name
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        sync_folder(folder.parent)
    return folder


def require_room(folder: Path, wanted: int) -> None:
    """Raise :class:`Refused` where the disk has too little room for so many bytes."""
    if shutil.disk_usage(folder).free < wanted + SPARE:
        raise Refused(msg("There is too little room on the academy's disk for this file."))


def length_of(path: Path) -> int:
    """How much of a file is there."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


@contextmanager
def appended(path: Path, offset: int, length: int, content: IO[bytes]) -> Iterator[int]:
    """Add a part that begins at ``offset`` to a file of ``length`` in all; inside the block nobody else writes to it, and its new length is
    known.

    Raises :class:`Elsewhere` where the file ends at another place, :class:`Busy` while another part is being written, Refused for more than
    was said. What had arrived of a part when the line broke stays.
    """
    with _alone(path) as file:
        if file.seek(0, os.SEEK_END) != offset:
            raise Elsewhere(msg("The upload goes on elsewhere; ask where it stands."))
        try:
            while piece := content.read(min(_PIECE, max(length - offset, 0) or 1)):
                if offset + len(piece) > length:
                    raise Refused(msg("More was sent than the file is long."))
                file.write(piece)
                offset += len(piece)
        finally:
            file.flush()
            os.fsync(file.fileno())
        yield offset


@contextmanager
def _alone(path: Path) -> Iterator[IO[bytes]]:
    """The file of an upload, for one writer at a time; the lock goes with the process, however that ends."""
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy(msg("This upload is being written to at the moment. Try again shortly.")) from None
        try:
            yield file
        finally:
            with suppress(OSError):
                fcntl.flock(file, fcntl.LOCK_UN)
