"""The work of publishing: the academy's folder with the draft in it is checked outside of any transaction, versions are raised where the
law of versions asks for it, then all is loaded at once or nothing. How far it is, is written down in short transactions of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlalchemy import delete, update

from lms.accounts.actor import Actor
from lms.accounts.queries.signed_in import actor_of
from lms.catalogue import sources
from lms.catalogue.content import parts, reading
from lms.catalogue.content.parts import Change, ContentPart, ContentRefused
from lms.core import audit, clock, db
from lms.core.db import Database
from lms.core.documents import Problem
from lms.core.errors import AcademyError, Conflict, Forbidden
from lms.core.i18n import msg
from lms.core.jobs import Outside
from lms.core.storage import Storage
from lms.studio import queries, raising, working
from lms.studio.models import DraftPresence, Publication
from lms.studio.operations.holding import hold
from lms.studio.progress import Progress

ROUNDS = 4
"""Raising a version can ask for no other, so two are enough; who loads files meanwhile takes another."""


@dataclass(frozen=True)
class _Ground:
    """What a publication stands on: who asked, which files, and which states of all courses lay beside them."""

    actor: Actor
    draft_id: UUID
    course_key: str
    files: dict[str, str]
    newest: dict[str, UUID] = field(default_factory=dict)


class _Moved(Exception):
    """The academy beside the draft changed while it was read."""


def publishing(content_parts: Sequence[ContentPart], storage: Storage) -> Outside:
    """The work :data:`~lms.studio.operations.publishing.PUBLISH`."""

    def act(database: Database, publication_id: str) -> None:
        one = UUID(publication_id)
        if not _begin(database, one):
            return
        try:
            _publish(database, one, content_parts, storage)
        except ContentRefused as refused:
            _refuse(database, one, refused.problems)
        except AcademyError as error:
            _refuse(database, one, [Problem("", None, error.message)])
        except Exception:
            _note(database, one, state="failed", finished_at=clock.now())
            raise

    return Outside(act)


def _begin(database: Database, publication_id: UUID) -> bool:
    with database.transaction() as session:
        made = session.get(Publication, publication_id)
        if made is None or made.state in ("done", "refused"):
            return False
        made.state = "running"
        return True


def _publish(database: Database, publication_id: UUID, content_parts: Sequence[ContentPart], storage: Storage) -> None:
    progress = Progress(partial(_note, database, publication_id))
    for _round in range(ROUNDS):
        ground = _look(database, publication_id)
        with working.unfolded(storage, ground.files) as folder:
            try:
                _round_of(database, publication_id, content_parts, storage, ground, folder, progress)
            except _Moved:
                continue
            return
    raise Conflict(msg("Others load courses at this moment. Publish once more in a minute."))


def _look(database: Database, publication_id: UUID) -> _Ground:
    with database.transaction(read_only=True) as session:
        made = session.get_one(Publication, publication_id)
        if made.asked_by is None:
            raise Forbidden
        actor = actor_of(made.asked_by)
        draft = queries.draft(actor, made.draft_id)
        mine = queries.files_of(draft.id)
        if working.digest(mine) != made.digest:
            raise Conflict(msg("The draft was changed after you looked at it. Look at it once more, then publish it."))
        newest = {key: snapshot.id for key, snapshot in sources.latest_snapshots().items()}
        return _Ground(actor, draft.id, draft.course_key, working.with_academy(draft.course_key, mine), newest)


def _round_of(
    database: Database,
    publication_id: UUID,
    content_parts: Sequence[ContentPart],
    storage: Storage,
    ground: _Ground,
    folder: Path,
    progress: Progress,
) -> None:
    """Check, keep the files, load; where only versions stand in the way, raise them and load again."""

    def load(*, checked: bool) -> list[Problem]:
        progress(msg("Reading"), 0, 1)
        content = reading.read(folder)
        if not checked:
            progress(msg("Checking"), 0, 1)
            if problems := parts.check(content_parts, content):
                raise ContentRefused(problems)
        parts.keep_files(content, storage, progress)
        progress(msg("Loading"), 0, 1)
        try:
            with database.transaction():
                _take_in(publication_id, content_parts, ground, content)
        except ContentRefused as refused:
            return refused.problems
        return []

    if not (problems := load(checked=False)):
        return
    progress(msg("Raising versions"), 0, 1)
    if not raising.raise_in(folder, {ground.course_key}, problems) or (problems := load(checked=True)):
        raise ContentRefused(problems)


def _take_in(
    publication_id: UUID,
    content_parts: Sequence[ContentPart],
    ground: _Ground,
    content: reading.Content,
) -> None:
    held = hold(ground.actor, ground.draft_id)
    made = db.session().get_one(Publication, publication_id)
    if queries.is_stale(held):
        raise Conflict(
            msg("Another state was published since this draft began. Bring the draft up to date, then publish it.")
        )
    if working.digest(queries.files_of(held.id)) != made.digest:
        raise Conflict(msg("The draft was changed after you looked at it. Look at it once more, then publish it."))
    if {key: snapshot.id for key, snapshot in sources.latest_snapshots().items()} != ground.newest:
        raise _Moved
    changes = parts.take_in(ground.actor, content_parts, content)
    snapshot = queries.latest_of(held.course_key)
    now = clock.now()
    held.state, held.closed_at = "published", now
    db.session().execute(delete(DraftPresence).where(DraftPresence.draft_id == held.id))
    made.state, made.finished_at = "done", now
    made.snapshot_id = snapshot.id if snapshot else None
    made.changes = [_as_json(one) for one in changes]
    audit.record(
        ground.actor,
        "draft.published",
        "course",
        held.course_key,
        after={"snapshot": str(made.snapshot_id)},
        reason=made.change_note,
    )


def _as_json(change: Change) -> dict[str, object]:
    return {"subject": change.subject, "key": change.key, "what": change.what.as_json()}


def _refuse(database: Database, publication_id: UUID, problems: Sequence[Problem]) -> None:
    said = [{"file": one.file, "line": one.line, "reason": one.reason.as_json()} for one in problems]
    _note(database, publication_id, state="refused", problems=said, finished_at=clock.now())


def _note(database: Database, publication_id: UUID, **values: object) -> None:
    with database.transaction() as session:
        session.execute(update(Publication).where(Publication.id == publication_id).values(**values))
