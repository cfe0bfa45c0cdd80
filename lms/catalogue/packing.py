"""Content as a folder or a zip file on the way out and in: the same bytes under the same paths.

A zip file begins with its *manifest*, which says of each file the SHA-256 that it had when it was packed: whoever loads the zip file sees what
was changed in it since. Its name begins with an underscore, so nothing takes it for content.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from lms.catalogue.sources import Files
from lms.core import zips
from lms.core.storage import Storage

MANIFEST = "_manifest.json"
MOST_FILES = 50_000
MOST_BYTES = 8 * 1024**3
_MOST_MANIFEST = 32 * 1024**2
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same files make the same zip file
_PACKED_ALREADY = frozenset(
    (".png", ".jpg", ".jpeg", ".webp", ".webm", ".mp4", ".mp3", ".ogg", ".oga", ".opus", ".pdf")
)
"""What does not get smaller, and would only take time."""


def write(files: Files, storage: Storage, target: Path, *, progress: Callable[[int, int], None]) -> None:
    """Write files into a folder, or into a zip file when ``target`` ends so."""
    if target.suffix.lower() != ".zip":
        for done, (path, sha256) in enumerate(files.items(), 1):
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(storage.path(sha256), target / path)
            progress(done, len(files))
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    pack(files, storage, target, progress=progress)


def pack(files: Files, storage: Storage, target: Path, *, progress: Callable[[int, int], None]) -> None:
    """Write files into a zip file, a piece of each at a time; the same files make the same bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(_member(MANIFEST), _manifest(files))
        for done, (path, sha256) in enumerate(sorted(files.items()), 1):
            with packed.open(_member(path), "w") as out, storage.path(sha256).open("rb") as source:
                shutil.copyfileobj(source, out)
            progress(done, len(files))


def _member(path: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(path, _LONG_AGO)
    stored = PurePosixPath(path).suffix.lower() in _PACKED_ALREADY
    member.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    return member


def _manifest(files: Files) -> str:
    return json.dumps({"format": 1, "files": dict(sorted(files.items()))}, ensure_ascii=False, indent=1) + "\n"


def manifest_in(folder: Path) -> dict[str, str] | None:
    """What the manifest of an unpacked zip file says: path to hash. None without a usable one: it binds nobody."""
    path = folder / MANIFEST
    try:
        if path.stat().st_size > _MOST_MANIFEST:
            return None
        files = json.loads(path.read_bytes())["files"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(files, dict) or not all(isinstance(sha256, str) for sha256 in files.values()):
        return None
    return files


def unpack(source: Path, folder: Path, progress: Callable[[int, int], None] | None = None) -> None:
    """Unpack a zip file into ``folder``; raises Refused for one that is damaged, too large, or leads out of the folder."""
    zips.unpack(source, folder, most_files=MOST_FILES, most_bytes=MOST_BYTES, progress=progress)


def weight(source: Path) -> int:
    """How many bytes a zip file unpacks to; raises Refused as :func:`unpack` does."""
    return zips.weight(source, most_files=MOST_FILES, most_bytes=MOST_BYTES)
