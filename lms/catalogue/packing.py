"""Content as a folder or a zip file on the way out and in: the same bytes under the same paths."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

from lms.catalogue.sources import Files
from lms.core import zips
from lms.core.storage import Storage

MOST_FILES = 50_000
MOST_BYTES = 8 * 1024**3
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
    """Unpack a zip file into ``folder``; raises Refused for one that is damaged, too large, or leads out of the folder."""
    zips.unpack(source, folder, most_files=MOST_FILES, most_bytes=MOST_BYTES)
