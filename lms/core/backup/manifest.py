"""What an archive says of itself, and whether that is so."""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO

from pydantic import BaseModel, ConfigDict, ValidationError

from lms.core.backup.columns import KINDS, Column, Facts

FORMAT = 1
MANIFEST = "manifest.json"
_PART = re.compile(r"tables/[a-z_]+\.jsonl|files/[0-9a-f]{2}/[0-9a-f]{62}|keys/[a-z0-9_-]+")
_PIECE = 1 << 20

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


class Unusable(Exception):
    """An archive, or an installation, cannot be used for what was asked; the text says why and what would help."""


def silent(_what: str, _done: int, _total: int) -> None:
    """A :data:`Progress` that nobody watches."""


class Part(BaseModel):
    """One entry of the archive."""

    model_config = ConfigDict(frozen=True)
    sha256: str
    size: int


class TableFacts(BaseModel):
    """A table: its columns, and its :class:`Facts`."""

    model_config = ConfigDict(frozen=True)
    columns: list[Column]
    facts: Facts


class Manifest(BaseModel):
    """The archive's own account. ``damaged``: files that were not what their names say, and so were left out."""

    model_config = ConfigDict(frozen=True)
    format: int
    made_at: str
    version: str
    revision: str
    database: str
    academy: dict[str, str]
    demo: bool
    tables: dict[str, TableFacts]
    parts: dict[str, Part]
    damaged: list[str]

    def names(self, folder: str) -> list[str]:
        """The parts in one folder, sorted."""
        return sorted(name for name in self.parts if name.startswith(f"{folder}/"))


def open_archive(path: Path) -> zipfile.ZipFile:
    """The archive; raises :class:`Unusable` for what is none, or was cut off."""
    try:
        return zipfile.ZipFile(path)
    except FileNotFoundError:
        raise Unusable(f"{path}: there is no such file") from None
    except (zipfile.BadZipFile, OSError):
        raise Unusable(f"{path} is no backup of an academy, or its end is missing: copy it again") from None


def read_manifest(archive: zipfile.ZipFile) -> Manifest:
    """The archive's account of itself; raises :class:`Unusable` where it has none that can be understood."""
    try:
        found = Manifest.model_validate_json(archive.read(MANIFEST))
    except KeyError:
        raise Unusable(f"{archive.filename} holds no {MANIFEST}: it is no backup of an academy") from None
    except (ValidationError, ValueError, zlib.error, zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        raise Unusable(f"{MANIFEST} is damaged: take another backup") from None
    if found.format != FORMAT:
        raise Unusable(
            f"the backup has format {found.format}, and this version reads {FORMAT}: use the version that made it"
        )
    unknown = {column.kind for table in found.tables.values() for column in table.columns} - set(KINDS)
    if unknown:
        raise Unusable(f"{MANIFEST} names kinds of columns that are not known: {', '.join(sorted(unknown))}")
    return found


def check_parts(archive: zipfile.ZipFile, manifest: Manifest, progress: Progress = silent) -> None:
    """Read every part; raises :class:`Unusable` naming the first that is missing, was added, or is not what was written."""
    present = {entry.filename for entry in archive.infolist()} - {MANIFEST}
    for odd in sorted(present ^ set(manifest.parts)):
        raise Unusable(f"{odd} {'is missing' if odd in manifest.parts else 'was added'}: take another backup")
    for done, (name, part) in enumerate(sorted(manifest.parts.items())):
        progress("Checking", done, len(manifest.parts))
        if not _PART.fullmatch(name):
            raise Unusable(f"{name} is no part of a backup")
        if _sha256_of(archive, name) != part.sha256:
            raise Unusable(f"{name} is damaged: it is not what was written. Take another backup")


def _sha256_of(archive: zipfile.ZipFile, name: str) -> str:
    sha256 = hashlib.sha256()
    try:
        with archive.open(name) as part:
            pieces(part, sha256.update)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        return ""
    return sha256.hexdigest()


def pieces(source: IO[bytes], put: Callable[[bytes], object]) -> None:
    """Hand what is read from ``source`` to ``put``, a piece at a time."""
    while piece := source.read(_PIECE):
        put(piece)
