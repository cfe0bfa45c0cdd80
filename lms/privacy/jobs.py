"""What the worker does: writes a person's file step by step, erases who is due, removes files whose time is over."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from lms.core import clock, db, events, jobs, personal
from lms.core.jobs import Doing, TwoSteps
from lms.core.storage import Storage
from lms.privacy import writing
from lms.privacy.events import FileReady
from lms.privacy.models import Erasure, PersonalExport
from lms.privacy.operations import erasing
from lms.privacy.operations.exporting import PACK, WRITE
from lms.privacy.rules import FILE_LASTS

ERASE = "privacy.erase"
FOLDER = "exports"
"""Below the data folder: people's files, until they are fetched or over. No backup needs it."""

ERASED = "erased.jsonl"
"""In the data folder: who was erased, a line each. What a restored backup brings back is erased anew from it."""


def work(data: Path, storage: Storage) -> Mapping[str, Doing | TwoSteps]:
    """The kinds of work of this package, for an installation's data folder."""
    return {WRITE: _writing(data / FOLDER), PACK: _packing(data / FOLDER, storage), ERASE: erasing_in(data)}


def file_of(data: Path, export_id: UUID) -> Path:
    """Where a person's file stands."""
    return data / FOLDER / f"{export_id}.zip"


def erase_due() -> None:
    """Record the erasing of everybody whose days to think again are over. What was hindered is tried again."""
    waiting = select(Erasure.id).where(
        Erasure.done_at.is_(None), Erasure.taken_back_at.is_(None), Erasure.due_at <= clock.now()
    )
    for erasure_id in db.session().scalars(waiting.order_by(Erasure.due_at).limit(100)):
        jobs.record(ERASE, erasure_id=erasure_id)


def removing_files(data: Path) -> Doing:
    """Remove the files whose time is over, and what is left of those that were never finished."""

    def remove_files() -> None:
        over = select(PersonalExport).where(PersonalExport.removed_at.is_(None), PersonalExport.ends_at <= clock.now())
        for export in db.session().scalars(over.limit(500)):
            writing.discard(data / FOLDER / str(export.id), file_of(data, export.id))
            export.removed_at = clock.now()

    return remove_files


def erasing_in(data: Path) -> TwoSteps:
    """The work ``privacy.erase``: what is slow is prepared while nobody waits, all else is one transaction."""

    def make(erasure_id: str) -> Mapping[str, object] | None:
        return erasing.prepare(UUID(erasure_id))

    def keep(erasure_id: str, made: Mapping[str, object] | None) -> None:
        if made is not None and erasing.carry_out(UUID(erasure_id), made):
            _note(data / ERASED, db.session().get_one(Erasure, UUID(erasure_id)))

    return TwoSteps(make, keep)


def _note(path: Path, erasure: Erasure) -> None:
    """Write the line down, durably, before the erasure commits: one too many does no harm, one too few would."""
    line = json.dumps({"user_id": str(erasure.user_id), "erased_at": str(erasure.done_at)}) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, line.encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def _writing(folder: Path) -> TwoSteps:
    def make(export_id: str, number: str) -> bool:
        export = _unfinished(export_id, int(number))
        if export is None:
            return False
        part = personal.parts()[int(number)]
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        writing.write_part(folder / export_id, int(number), part, export.user_id, export.language)
        return True

    def keep(export_id: str, number: str, *, made: bool) -> None:
        export = _unfinished(export_id, int(number), lock=True)
        if not made or export is None:
            return
        export.done += 1
        more = export.done < len(personal.parts())
        following = jobs.record(WRITE, export_id=export_id, number=export.done) if more else None
        export.work_id = (following or jobs.record(PACK, export_id=export_id)).id

    return TwoSteps(make, keep)


def _packing(folder: Path, storage: Storage) -> TwoSteps:
    def make(export_id: str) -> int | None:
        export = _unfinished(export_id)
        if export is None:
            return None
        target = folder / f"{export_id}.zip"
        return writing.pack(folder / export_id, target, storage, export.language, export.asked_at)

    def keep(export_id: str, made: int | None) -> None:
        export = _unfinished(export_id, lock=True)
        if made is None or export is None:
            return
        export.done, export.size, export.ready_at = export.total, made, clock.now()
        export.ends_at = clock.now() + FILE_LASTS
        events.publish(FileReady(export.user_id, export.ends_at))

    return TwoSteps(make, keep)


def _unfinished(export_id: str, number: int | None = None, *, lock: bool = False) -> PersonalExport | None:
    """The export, if this step of it is still to be done."""
    export = db.session().get(PersonalExport, UUID(export_id), with_for_update=lock or None)
    if export is None or export.ready_at is not None or export.ends_at <= clock.now():
        return None
    return export if number is None or export.done == number else None
