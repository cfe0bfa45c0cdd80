"""Files as answers: kept, and taken away again while the attempt is open.

A file is judged and written down before the transaction writes, so that nobody waits for it; its row, the response that names it and
the entry of the log are one transaction. Only then does the browser learn that it is kept, and so nothing that was acknowledged is
ever lost. What was written down and is not named in the end is collected (``core/kept_files.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any
from uuid import UUID

from sqlalchemy import Row, func, select

from lms.accounts.actor import Actor
from lms.assessment.models import Attempt, AttemptFile, AttemptItem
from lms.assessment.operations.answering import look, require_open, require_takes
from lms.assessment.operations.noting import note
from lms.assessment.question_type import Response
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.question_types.file_upload import Limits, limits_of
from lms.assessment.rules.log import EventKind, Outcome
from lms.assessment.uploads import FILES, BadFile, clean_name, judge
from lms.core import clock, db, kept_files
from lms.core.errors import AcademyError, NotFound, Refused
from lms.core.i18n import msg
from lms.core.storage import Storage

MOST_TRIES = 40
"""Files that a question ever takes, those taken away again included: changing one's mind does not fill the disk."""


@dataclass(frozen=True)
class Kept:
    """What stands on the server now for the question."""

    revision: int
    response: Response | None


def add_file(
    actor: Actor,
    storage: Storage,
    attempt_id: UUID,
    position: int,
    given_name: str,
    content: IO[bytes],
    *,
    source: str | None = None,
) -> Kept:
    """Keep a file with a question of one's own attempt. The same bytes sent twice are kept once.

    Raises NotFound (no such question in an attempt of one's own, or none for files), Conflict (handed in, or the time is over) and
    Refused (not what is taken here, or too many). A refusal stands in the log, if whoever calls lets the transaction live.
    """
    row = look(actor, attempt_id, position, held=False)
    sha256: str | None = None
    try:
        limits = _require_takes_files(row, position, clock.now())
        try:
            form, size = judge(content, limits.kinds, limits.largest)
        except BadFile as bad:
            raise Refused(bad.reason) from None
        sha256 = storage.take(content)
        item, row = _hold(actor, attempt_id, position)
        now = clock.now()
        _require_takes_files(row, position, now)
        there = _files(attempt_id, position)
        if any(one.sha256 == sha256 for one in there):
            return Kept(item.revision, item.response)
        _require_room(attempt_id, position, len(there), limits)
    except NotFound:
        raise
    except AcademyError:
        db.begin_writing()
        if sha256 is not None:
            kept_files.let_go(sha256)
        detail = {"outcome": Outcome.REFUSED.value}
        note(attempt_id, EventKind.FILE_ADDED, clock.now(), position=position, source=source, detail=detail)
        raise
    made = AttemptFile(
        attempt_id=attempt_id,
        position=position,
        name=clean_name(given_name, form),
        size=size,
        kind=form.key,
        sha256=sha256,
        uploaded_at=now,
    )
    db.session().add(made)
    db.session().flush()
    return _answer_with(item, [*there, made], now, EventKind.FILE_ADDED, source)


def remove_file(actor: Actor, attempt_id: UUID, position: int, file_id: UUID, *, source: str | None = None) -> Kept:
    """Take a file away again, before the hand-in; that it was there stays on record. Twice is as good as once.

    Raises NotFound (none of one's own), Conflict and Refused as :func:`add_file`.
    """
    item, row = _hold(actor, attempt_id, position)
    file = db.session().get(AttemptFile, file_id, populate_existing=True)
    if file is None or (file.attempt_id, file.position) != (attempt_id, position):
        raise NotFound
    now = clock.now()
    require_open(row, now)
    require_takes(row, position)
    if file.removed_at is not None:
        return Kept(item.revision, item.response)
    file.removed_at = now
    db.session().flush()
    kept_files.let_go(file.sha256)
    return _answer_with(item, _files(attempt_id, position), now, EventKind.FILE_REMOVED, source)


def _require_takes_files(row: Row[Any], position: int, now: datetime) -> Limits:
    if not QUESTION_TYPES[row.type].kept_apart:
        raise NotFound
    require_open(row, now)
    require_takes(row, position)
    return limits_of(row.body)


def _hold(actor: Actor, attempt_id: UUID, position: int) -> tuple[AttemptItem, Row[Any]]:
    """The question, its attempt's row held: of two files at once the second sees the first, and a hand-in waits for both."""
    db.begin_writing()
    session = db.session()
    session.get(Attempt, attempt_id, with_for_update=True, populate_existing=True)
    row = look(actor, attempt_id, position)
    return session.get_one(AttemptItem, (attempt_id, position), populate_existing=True), row


def _files(attempt_id: UUID, position: int) -> list[AttemptFile]:
    return list(
        db.session().scalars(
            select(AttemptFile)
            .where(AttemptFile.attempt_id == attempt_id, AttemptFile.position == position)
            .where(AttemptFile.removed_at.is_(None))
            .order_by(AttemptFile.id)
        )
    )


def _require_room(attempt_id: UUID, position: int, there: int, limits: Limits) -> None:
    if there >= limits.most:
        raise Refused(
            msg("There is room for one file, and one is kept already. Take it away first, then add this one.")
            if limits.most == 1
            else msg(
                "There is room for {most} files, and so many are kept already. Take one away first, then add this one.",
                most=limits.most,
            )
        )
    ever = select(func.count()).where(AttemptFile.attempt_id == attempt_id, AttemptFile.position == position)
    if (db.session().scalar(ever) or 0) >= MOST_TRIES:
        raise Refused(msg("So many files were added and taken away here that no more are taken. What is kept counts."))


def _answer_with(
    item: AttemptItem, files: Sequence[AttemptFile], now: datetime, kind: EventKind, source: str | None
) -> Kept:
    """Make the files the answer."""
    named = [{"id": str(one.id), "name": one.name, "size": one.size, "kind": one.kind} for one in files]
    item.response = {FILES: named} if named else None
    item.revision = max(int(now.timestamp() * 1000), item.revision + 1)
    item.saved_at = now
    db.session().flush()
    note(item.attempt_id, kind, now, position=item.position, revision=item.revision, source=source)
    return Kept(item.revision, item.response)
