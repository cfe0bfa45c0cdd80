"""What is done to an import from outside: uploaded, its columns named, its doubts decided, and the buttons pressed.

The slow part of each is recorded as work (:mod:`lms.accounts.importing.jobs`), so the button answers at once.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import BinaryIO, cast
from uuid import UUID

from sqlalchemy import insert, select

from lms.accounts.actor import Actor
from lms.accounts.importing import columns, counting, jobs, limits, queries
from lms.accounts.importing.clearing import clear
from lms.accounts.importing.columns import Columns
from lms.accounts.importing.ground import survey
from lms.accounts.importing.judging import NEW, judge
from lms.accounts.importing.models import (
    IN_WORK,
    ImportPart,
    ImportRow,
    ImportState,
    PersonImport,
    Verdict,
)
from lms.accounts.importing.parts import PartsFile
from lms.accounts.importing.rows import Written
from lms.accounts.importing.sight import entitled, visible
from lms.core import audit, clock, db
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import msg
from lms.core.tables import Reading, headers_of, recognise

TOO_LARGE = msg(
    "This file is larger than {most} MB. Split it, or save it as .xlsx, which is smaller.",
    most=limits.FILE // 1_000_000,
)
NOT_DECIDED = msg("Not decided: this may be somebody who is here already.")
"""Said of an undecided row where it is left out."""
READABLE = frozenset({ImportState.UPLOADED, ImportState.UNREADABLE, ImportState.CHECKED, ImportState.STALE})
"""Where columns may be named: nothing of the file is in the academy yet, and nobody is at work on it."""


def upload(actor: Actor, file_name: str, content: BinaryIO) -> PersonImport:
    """Keep a file, piece by piece, and see what it is; raises :class:`Refused` on field ``file`` for what is no table of ours."""
    entitled(actor)
    made = PersonImport(file_name=_name(file_name), made_at=clock.now(), made_by=actor.user_id)
    made.state, made.sha256, made.size, made.reading = ImportState.UPLOADED, "", 0, {}
    db.session().add(made)
    db.session().flush()
    _keep(made, content)
    file = cast("BinaryIO", PartsFile(made.id, made.size))
    found = recognise(file, limits.TABLE)
    made.reading = found.as_json()
    _take_headers(made, headers_of(file, found, limits.TABLE))
    audit.record(actor, "import.uploaded", "import", made.id, after={"sha256": made.sha256, "size": made.size})
    return made


def choose_columns(
    actor: Actor, import_id: UUID, chosen: Columns, *, default_day: date, reading: Reading | None = None
) -> PersonImport:
    """Say what stands in the columns, and have the file checked. May be said again until the import is applied.

    ``default_day``: the first day at the company where a row says none. ``reading``: another encoding or delimiter.
    """
    made = _locked(actor, import_id)
    _only(made, READABLE)
    if reading is not None and reading.as_json() != made.reading:
        file = cast("BinaryIO", PartsFile(made.id, made.size))
        headers = headers_of(file, reading, limits.TABLE)
        made.reading = reading.as_json()
        _take_headers(made, headers)
    columns.checked(chosen)
    if any(number >= len(made.headers) for number in chosen):
        raise Refused(msg("The file has fewer columns than were chosen. Load the page again."))
    made.mapping, made.default_day = columns.as_json(chosen), default_day
    jobs.begin_reading(made)
    return made


def check_again(actor: Actor, import_id: UUID) -> None:
    """Read and check the file anew, as its columns were named: something changed since, or the work failed."""
    made = _locked(actor, import_id)
    failed = queries.work_failed(made)
    if not failed:
        _only(made, frozenset({ImportState.CHECKED, ImportState.STALE}))
    elif made.state in (ImportState.APPLYING, ImportState.UNDOING):
        undoing = made.state == ImportState.UNDOING
        jobs.begin(made, jobs.UNDO if undoing else jobs.APPLY, **({"by": actor.user_id or ""} if undoing else {}))
        return
    jobs.begin_reading(made)


def decide(actor: Actor, import_id: UUID, decisions: Mapping[UUID, str]) -> int:
    """Say who undecided rows are about: a person's id, ``new``, or nothing for "leave it out"; returns how many were settled."""
    made = _locked(actor, import_id)
    _only(made, frozenset({ImportState.CHECKED}))
    found = select(ImportRow).where(ImportRow.import_id == made.id, ImportRow.id.in_(decisions))
    rows = db.session().scalars(found.order_by(ImportRow.number)).all()
    for row in rows:
        offered = {NEW, *(row.plan or {}).get("candidates", ())}
        if row.verdict == Verdict.UNDECIDED and decisions[row.id] in offered:
            row.chosen = decisions[row.id]
    settled = [(row, Written.from_json(row.written or {})) for row in rows if row.chosen]
    ground = survey(actor, made.id, settled, today=clock.today(), default_day=made.default_day or clock.today())
    for (row, _written), plan in zip(settled, judge(settled, ground), strict=True):
        jobs.keep_plan(row, plan)
    db.session().flush()
    made.counts = counting.counts_of(made.id)
    return len(settled)


def apply(actor: Actor, import_id: UUID) -> None:
    """Take the checked rows over. Pressed twice, it is done once."""
    made = _locked(actor, import_id)
    if made.state in (ImportState.APPLYING, ImportState.DONE):
        return
    _only(made, frozenset({ImportState.CHECKED}))
    if not counting.does_something(made.counts):
        raise Refused(msg("There is nothing in this file that would change anything."))
    made.applied_by = actor.user_id
    jobs.begin(made, jobs.APPLY)


def undo(actor: Actor, import_id: UUID) -> None:
    """Take back what the import made, but for the people who were touched since. Raises :class:`Refused` when it is too late."""
    made = _locked(actor, import_id)
    if made.state in (ImportState.UNDOING, ImportState.UNDONE):
        return
    _only(made, frozenset({ImportState.DONE}))
    if not queries.may_be_undone(made):
        raise Refused(msg("An import can be undone within {days} days.", days=limits.UNDO_WITHIN.days))
    jobs.begin(made, jobs.UNDO, by=actor.user_id or "")


def invite_all(actor: Actor, import_id: UUID) -> None:
    """Ask everybody in whom the import made, a hundred at a time."""
    made = _locked(actor, import_id)
    _only(made, frozenset({ImportState.DONE}))
    if not queries.inviting(made.id).going_on:
        jobs.invite_next(made.id, actor.user_id)


def discard(actor: Actor, import_id: UUID) -> None:
    """Put an import aside that was not applied: its rows and its file are removed at once."""
    made = _locked(actor, import_id)
    if made.state == ImportState.DISCARDED:
        return
    if made.applied_at is not None or (made.state in IN_WORK and not queries.work_failed(made)):
        raise Conflict(msg("This import is being worked on, or is done. Load the page again."))
    clear(made)
    audit.record(actor, "import.discarded", "import", made.id)


def _keep(made: PersonImport, content: BinaryIO) -> None:
    """Write the parts as they come, and stop at the limit: no more than one part is ever in memory."""
    digest = hashlib.sha256()
    for number, part in enumerate(_parts(content)):
        made.size += len(part)
        if made.size > limits.FILE:
            raise Refused(TOO_LARGE, field="file")
        digest.update(part)
        db.session().execute(insert(ImportPart), [{"import_id": made.id, "number": number, "content": part}])
    made.sha256 = digest.hexdigest()


def _parts(content: BinaryIO) -> Iterator[bytes]:
    """Full parts but for the last: a stream from the network may give less than it is asked for."""
    part = b""
    while piece := content.read(limits.PART - len(part)):
        part += piece
        if len(part) == limits.PART:
            yield part
            part = b""
    if part:
        yield part


def _take_headers(made: PersonImport, headers: list[str]) -> None:
    made.headers, made.headers_key = [header[:200] for header in headers], columns.headers_key(headers)


def _locked(actor: Actor, import_id: UUID) -> PersonImport:
    entitled(actor)
    found = db.session().scalar(
        select(PersonImport).where(PersonImport.id == import_id, visible(actor)).with_for_update()
    )
    if found is None:
        raise NotFound
    return found


def _only(made: PersonImport, states: frozenset[ImportState]) -> None:
    if made.state not in states:
        raise Conflict(msg("This import is being worked on, or is done. Load the page again."))


def _name(file_name: str) -> str:
    """What the browser called the file, without folders and signs that are none, short enough for a line."""
    last = re.split(r"[/\\]", file_name)[-1]
    return "".join(sign for sign in last if sign.isprintable()).strip()[-120:] or "file"
