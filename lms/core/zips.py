"""Zip files from outside: judged by what they say of themselves before anything is unpacked, and held to it while unpacking."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from lms.core.errors import Refused
from lms.core.i18n import msg

STRETCH = 200
"""A member that grows by more than this when unpacked is no lesson and no picture."""

_UNREADABLE = (zipfile.BadZipFile, zlib.error, struct.error, OSError, RuntimeError, EOFError, ValueError)
"""What Python's own reader says of damaged files, each in its place."""


def unpack(
    source: Path,
    folder: Path,
    *,
    most_files: int,
    most_bytes: int,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Unpack a zip file into ``folder``; raises Refused for one that is damaged, too large, or leads out of the folder."""
    with _judged(source, most_files, most_bytes) as (packed, members):
        for done, member in enumerate(members, 1):
            packed.extract(member, folder)
            if progress is not None:
                progress(done, len(members))


def weight(source: Path, *, most_files: int, most_bytes: int) -> int:
    """How many bytes a zip file unpacks to, as it says itself; raises Refused as :func:`unpack` does."""
    with _judged(source, most_files, most_bytes) as (_packed, members):
        return sum(member.file_size for member in members)


def contents(content: bytes, *, most_files: int, most_bytes: int) -> dict[str, bytes]:
    """The files of a zip file by their path in it; raises Refused as :func:`unpack` does."""
    with _judged(io.BytesIO(content), most_files, most_bytes) as (packed, members):
        return {member.filename: packed.read(member) for member in members}


@contextmanager
def _judged(
    source: Path | io.BytesIO, most_files: int, most_bytes: int
) -> Iterator[tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]]:
    try:
        with zipfile.ZipFile(source) as packed:
            members = [member for member in packed.infolist() if not member.is_dir()]
            names: set[str] = set()
            for member in members:
                _judge(member)
                if member.filename in names:
                    raise Refused(
                        msg("“{name}” stands in the zip file twice: nothing was unpacked.", name=member.filename)
                    )
                names.add(member.filename)
            if len(members) > most_files or sum(member.file_size for member in members) > most_bytes:
                raise Refused(msg("The zip file holds more than content ever needs: nothing was unpacked."))
            yield packed, members
    except _UNREADABLE as error:
        raise Refused(msg("The zip file cannot be read: {reason}.", reason=str(error))) from None


def _judge(member: zipfile.ZipInfo) -> None:
    path = PurePosixPath(member.filename)
    if not path.parts or path.is_absolute() or ".." in path.parts or "\\" in member.filename or ":" in path.parts[0]:
        raise Refused(msg("“{name}” leads out of the zip file: nothing was unpacked.", name=member.filename))
    if stat.S_ISLNK(member.external_attr >> 16):
        raise Refused(msg("“{name}” is a link: nothing was unpacked.", name=member.filename))
    if member.file_size > STRETCH * max(member.compress_size, 1024):
        raise Refused(msg("“{name}” unpacks to far more than it is: nothing was unpacked.", name=member.filename))
