"""Exports: asked for by a person, packed by the worker, gone after some days."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection
from datetime import timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import select, update

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.catalogue import packing, sources
from lms.catalogue.sources import BESIDE
from lms.core import arriving, audit, clock, db, jobs
from lms.core.db import Database
from lms.core.errors import Forbidden, Refused
from lms.core.i18n import msg
from lms.core.ids import new_id
from lms.core.jobs import Outside
from lms.core.storage import Storage, sync_folder
from lms.studio.progress import Progress
from lms.studio.transfer import places, queries
from lms.studio.transfer.models import ContentExport

EXPORT = "studio.export_content"
KEPT = timedelta(days=7)


def ask(actor: Actor, courses: Collection[str], *, whole: bool) -> ContentExport:
    """Have courses packed, or all there is. Asking for the same again while it is packed gives the one that is.

    Raises Forbidden, and :class:`Refused` where nothing was chosen or the files of a course were not kept.
    """
    actor.require(Permission.COURSE_AUTHOR)
    known = {one.key for one in queries.courses(actor)}
    if whole:
        chosen = known | {BESIDE} if queries.may_beside(actor) else known
        if missing := sources.without_sources():
            raise Refused(
                msg(
                    "These courses were loaded before their files were kept: {courses}. Have their folders loaded once more, then "
                    "export.",
                    courses=", ".join(sorted(missing)),
                )
            )
    else:
        if BESIDE in courses and not queries.may_beside(actor):
            raise Forbidden
        chosen = (known | {BESIDE}) & set(courses)
    if not chosen:
        raise Refused(msg("Choose one course at least."), field="course")
    wanted = sorted(chosen)
    for one in queries.exports(actor):
        if one.state in queries.IN_WORK and one.courses == wanted:
            return one
    now = clock.now()
    made = ContentExport(asked_by=actor.user_id, asked_at=now, courses=wanted, ends_at=now + KEPT)
    db.session().add(made)
    db.session().flush()
    jobs.record(EXPORT, export_id=made.id)
    audit.record(actor, "content.export_asked", "content_export", made.id, after={"courses": wanted})
    return made


def remove(actor: Actor, export_id: UUID) -> None:
    """Remove an export before its time; one that is being packed is packed for nothing."""
    made = queries.export(actor, export_id)
    forget(made)
    audit.record(actor, "content.export_removed", "content_export", export_id)


def forget(made: ContentExport) -> None:
    """Remove an export with its file. Callers have authorised it."""
    db.session().delete(made)
    db.session().flush()
    db.after_commit(partial(places.forget, made.id))


def packing_work(storage: Storage) -> Outside:
    """The work :data:`EXPORT`. It writes beside the file and gives it its name at the end: whatever dies, there is no half one, and a second
    go begins again.
    """

    def act(database: Database, export_id: str) -> None:
        one = UUID(export_id)
        if (files := _begin(database, one)) is None:
            return
        part = places.folder() / f"{one}.{new_id()}.part"
        try:
            arriving.require_room(
                part.parent, sum(arriving.length_of(storage.path(sha)) for sha in set(files.values()))
            )
            progress = Progress(partial(_note, database, one))
            packing.pack(files, storage, part, progress=partial(progress, msg("Packing")))
            with part.open("rb+") as packed:
                os.fsync(packed.fileno())
                checksum = hashlib.file_digest(packed, "sha256").hexdigest()
            size = part.stat().st_size
            part.rename(places.export_file(one))
            sync_folder(part.parent)
        except Exception:
            part.unlink(missing_ok=True)
            _note(database, one, state="failed")
            raise
        _done(database, one, checksum, size, len(files))

    return Outside(act)


def _begin(database: Database, export_id: UUID) -> dict[str, str] | None:
    with database.transaction() as session:
        made = session.get(ContentExport, export_id)
        if made is None or made.state == "done":
            return None
        made.state = "running"
        wanted = set(made.courses)
        return {path: sha for path, sha in sources.academy_files().items() if sources.course_of(path) in wanted}


def _done(database: Database, export_id: UUID, checksum: str, size: int, count: int) -> None:
    with database.transaction() as session:
        made = session.get(ContentExport, export_id)
        if made is None:  # removed while it was packed
            places.forget(export_id)
            return
        made.state, made.checksum, made.size = "done", checksum, size
        made.done_count = made.total_count = count
        made.ready_at, made.ends_at = clock.now(), clock.now() + KEPT


def _note(database: Database, export_id: UUID, **values: object) -> None:
    with database.transaction() as session:
        session.execute(update(ContentExport).where(ContentExport.id == export_id).values(**values))


def clear_old() -> None:
    """Each day: remove exports whose time is over."""
    for made in db.session().scalars(select(ContentExport).where(ContentExport.ends_at <= clock.now())).all():
        forget(made)
