"""Files by the SHA-256 of their content, in a local folder. The same bytes are kept once and never change."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import IO

_HASH = re.compile(r"[0-9a-f]{64}")
_PIECE = 1 << 20


class Storage:
    """A folder ``files/ab/cdef…``; writing is atomic, reading is by hash."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Keep ``content``; returns its SHA-256 in hex. On return it is durable under its name."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path(sha256)
        with suppress(FileNotFoundError):
            os.utime(path)  # there already, and asked for again: see ``remove``
            return sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        self._name(Path(temporary), path)
        return sha256

    def take(self, source: IO[bytes]) -> str:
        """Keep what is read from ``source``, a piece at a time; otherwise as :meth:`put`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        sha256 = hashlib.sha256()
        handle, temporary = tempfile.mkstemp(dir=self.folder)
        with os.fdopen(handle, "wb") as file:
            while piece := source.read(_PIECE):
                sha256.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        path = self.path(sha256.hexdigest())
        path.parent.mkdir(exist_ok=True)
        self._name(Path(temporary), path)
        return sha256.hexdigest()

    def _name(self, temporary: Path, path: Path) -> None:
        temporary.rename(path)
        for folder in (path.parent, self.folder):  # the name, too, must survive a power cut: the bytes are made once
            sync_folder(folder)

    def hashes(self) -> Iterator[str]:
        """The hashes of all that is kept, in no order."""
        for path in self.folder.glob("??/*"):
            if _HASH.fullmatch(found := path.parent.name + path.name):
                yield found

    def get(self, sha256: str) -> bytes:
        """The bytes kept under a hash; raises FileNotFoundError."""
        return self.path(sha256).read_bytes()

    def remove(self, sha256: str, *, unless_put_within: timedelta) -> bool:
        """Remove the bytes of a hash, there or not; False, and they stay, when somebody put them so recently.

        They are taken aside first and looked at there: whoever puts them meanwhile finds nothing, and writes them anew.
        """
        path = self.path(sha256)
        aside = path.with_suffix(".going")
        try:
            path.rename(aside)
        except FileNotFoundError:
            aside.unlink(missing_ok=True)  # left behind by a crash
            return True
        # The file system's own clock, as the file's time is: a moved clock of ours has no say in it.
        if time.time() - aside.stat().st_mtime < unless_put_within.total_seconds():
            aside.rename(path)
            return False
        aside.unlink()
        sync_folder(path.parent)
        return True

    def path(self, sha256: str) -> Path:
        """Where the bytes of a hash stand, whether or not they are there; raises FileNotFoundError for what is no hash: it may come out
        of a form, and would lead anywhere on the disk.
        """
        if not _HASH.fullmatch(sha256):
            raise FileNotFoundError
        return self.folder / sha256[:2] / sha256[2:]


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
