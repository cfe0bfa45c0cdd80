"""An uploaded file that is kept in the database, read as a file: one part in memory at a time."""

from __future__ import annotations

import io
from uuid import UUID

from sqlalchemy import select

from lms.accounts.importing.limits import PART
from lms.accounts.importing.models import ImportPart
from lms.core import db


class PartsFile(io.RawIOBase):
    """A seekable file over the parts of an import."""

    def __init__(self, import_id: UUID, size: int) -> None:
        super().__init__()
        self.import_id = import_id
        self.size = size
        self._at = 0
        self._number = -1
        self._part = b""

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Bytes from the beginning."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a byte, counted as files count."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer as far as the part at hand goes."""
        if self._at >= self.size:
            return 0
        number, offset = divmod(self._at, PART)
        if number != self._number:
            content = select(ImportPart.content).where(
                ImportPart.import_id == self.import_id, ImportPart.number == number
            )
            self._part, self._number = db.session().scalars(content).one(), number
        piece = self._part[offset : offset + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)
