"""Content as a folder or a zip file on the way out and in: the same bytes under the same paths."""

from __future__ import annotations

import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from lms.catalogue.sources import Files
from lms.core.errors import Refused
from lms.core.i18n import msg
from lms.core.storage import Storage

MOST_FILES = 50_000
MOST_BYTES = 8 * 1024**3
STRETCH = 200
"""A member that grows by more than this when unpacked is no lesson and no picture."""

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same files make the same zip file


def write(files: Files, storage: Storage, target: Path, *, progress: Callable[[int, int], None]) -> None:
    """Write files into a folder, or into a zip file when ``target`` ends so."""
    if target.suffix.lower() != ".zip":
        for done, (path, sha256) in enumerate(files.items(), 1):
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(storage.path(sha256), target / path)
            progress(done, len(files))
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for done, (path, sha256) in enumerate(files.items(), 1):
            member = zipfile.ZipInfo(path, _LONG_AGO)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            with packed.open(member, "w") as out, storage.path(sha256).open("rb") as source:
                shutil.copyfileobj(source, out)
            progress(done, len(files))


def unpack(source: Path, folder: Path) -> None:
    """Unpack a zip file into ``folder``; raises Refused for one that is damaged, too large, or leads out of the folder.

    What the zip file says of itself is judged before anything is unpacked, and held to while unpacking.
    """
    try:
        with zipfile.ZipFile(source) as packed:
            members = [member for member in packed.infolist() if not member.is_dir()]
            for member in members:
                _judge(member)
            if len(members) > MOST_FILES or sum(member.file_size for member in members) > MOST_BYTES:
                raise Refused(msg("The zip file holds more than content ever needs: nothing was unpacked."))
            for member in members:
                packed.extract(member, folder)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError) as error:
        raise Refused(msg("The zip file cannot be read: {reason}.", reason=str(error))) from None


def _judge(member: zipfile.ZipInfo) -> None:
    path = PurePosixPath(member.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in member.filename or ":" in path.parts[0]:
        raise Refused(msg("“{name}” leads out of the zip file: nothing was unpacked.", name=member.filename))
    if stat.S_ISLNK(member.external_attr >> 16):
        raise Refused(msg("“{name}” is a link: nothing was unpacked.", name=member.filename))
    if member.file_size > STRETCH * max(member.compress_size, 1024):
        raise Refused(msg("“{name}” unpacks to far more than it is: nothing was unpacked.", name=member.filename))
