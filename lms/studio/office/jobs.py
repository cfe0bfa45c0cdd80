"""The work of reading a document: outside of any transaction, how far it is written down in short ones. Doing it twice is safe."""

from __future__ import annotations

import time
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import delete

from lms.catalogue.library.pictures import Made
from lms.core import clock
from lms.core.db import Database
from lms.core.errors import AcademyError
from lms.core.i18n import Message, msg
from lms.core.jobs import Outside
from lms.core.storage import Storage
from lms.studio.office import Draw, drawing, read
from lms.studio.office._package import Package
from lms.studio.office.models import OfficeFile, OfficePicture
from lms.studio.office.pictures import Ready, made_ready

_PAUSE = 0.4  # seconds between two notes of how far it is


def reading(storage: Storage) -> Outside:
    """The work :data:`~lms.studio.office.operations.READ`."""

    def act(database: Database, office_id: str) -> None:
        one = UUID(office_id)
        begun = _begin(database, one)
        if begun is None:
            return
        sha256, file_name, language = begun
        told_at = 0.0

        def note(stage: Message, done: int = 0, total: int = 0, *, now: bool = False) -> None:
            nonlocal told_at
            if now or time.monotonic() - told_at >= _PAUSE:
                told_at = time.monotonic()
                _note(database, one, stage=stage.as_json(), done_count=done, total_count=total)

        def progress(done: int, total: int) -> None:
            note(msg("Pictures"), done, total)

        try:
            found = read(storage.get(sha256), file_name, _drawing(note))
            ready = made_ready(found, language, progress)
            kept = [_picture(storage, one, name, made) for name, made in ready.pictures.items()]
        except AcademyError as error:
            _note(database, one, state="refused", reason=error.message.as_json(), touched_at=clock.now())
            return
        except Exception:
            _note(database, one, state="failed", touched_at=clock.now())
            raise
        _keep(database, one, ready, kept)

    return Outside(act)


def _drawing(note: Callable[..., None]) -> Draw | None:
    """How slides are drawn; None on a machine without LibreOffice."""
    program = drawing.program()
    if program is None:
        return None

    def draw(package: Package) -> list[bytes]:
        note(msg("LibreOffice prints the slides"), now=True)
        return drawing.drawn(package, program, lambda done, total: note(msg("Pictures of slides"), done, total))

    return draw


def _begin(database: Database, office_id: UUID) -> tuple[str, str, str] | None:
    with database.transaction() as session:
        made = session.get(OfficeFile, office_id)
        if made is None or made.state not in ("waiting", "running", "failed"):
            return None
        made.state, made.stage = "running", msg("Reading").as_json()
        return made.file_sha256, made.file_name, made.language


def _picture(storage: Storage, office_id: UUID, name: str, made: Made) -> OfficePicture:
    return OfficePicture(
        office_id=office_id,
        name=name,
        sha256=storage.put(made.content),
        thumb_sha256=storage.put(made.thumb),
        content_type=made.content_type,
        size=len(made.content),
        width=made.width,
        height=made.height,
    )


def _keep(database: Database, office_id: UUID, ready: Ready, kept: list[OfficePicture]) -> None:
    with database.transaction() as session:
        made = session.get(OfficeFile, office_id)
        if made is None:  # its maker's account was erased meanwhile
            return
        session.execute(delete(OfficePicture).where(OfficePicture.office_id == office_id))
        session.add_all(kept)
        made.title = ready.title
        made.lessons = [
            {"kind": one.kind, "title": one.title, "text": one.text, "pages": list(one.pages)} for one in ready.lessons
        ]
        made.remarks = [{"reason": one.reason.as_json(), "place": _json(one.place)} for one in ready.remarks]
        made.state, made.touched_at = "ready", clock.now()


def _json(message: Message | None) -> object:
    return message.as_json() if message else None


def _note(database: Database, office_id: UUID, **values: object) -> None:
    with database.transaction() as session:
        made = session.get(OfficeFile, office_id)
        for name, value in values.items() if made is not None else ():
            setattr(made, name, value)
