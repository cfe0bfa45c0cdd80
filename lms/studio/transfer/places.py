"""Where zip files of content stand: in a folder of the data folder, not in storage, for no backup needs them."""

from __future__ import annotations

import shutil
import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from lms.core import arriving, config

FOLDER = "transfers"
_LEFT_BEHIND = timedelta(days=1)


def folder() -> Path:
    """The folder, made where it is missing."""
    return arriving.folder_of(config.current().data, FOLDER)


def export_file(export_id: UUID) -> Path:
    """A packed zip file."""
    return folder() / f"{export_id}.zip"


def upload_file(load_id: UUID) -> Path:
    """A zip file as far as it arrived."""
    return folder() / f"{load_id}.upload"


def unpacked(load_id: UUID) -> Path:
    """What is in it."""
    return folder() / f"{load_id}.files"


def forget(one: UUID) -> None:
    """Remove whatever stands there for an export or a load."""
    for path in folder().glob(f"{one}.*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def forget_all_but(known: set[UUID]) -> None:
    """Remove what belongs to nothing any more, a day after it was last touched."""
    before = time.time() - _LEFT_BEHIND.total_seconds()
    names = {str(one) for one in known}
    for path in folder().iterdir():
        if path.name.partition(".")[0] not in names and path.stat().st_mtime < before:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
