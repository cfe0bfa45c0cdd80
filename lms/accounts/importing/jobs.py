"""The work of imports: the file is read into rows, the rows are planned batch after batch, the plans are carried out or taken back.

Each kind does nothing when it is done twice, or too late: it looks first at the import's state and run.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any, BinaryIO, cast
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from lms.accounts.actor import Actor
from lms.accounts.importing import applying, columns, counting, undoing
from lms.accounts.importing.batches import next_batch
from lms.accounts.importing.companies import Planning
from lms.accounts.importing.ground import survey
from lms.accounts.importing.judging import judge
from lms.accounts.importing.limits import BATCH, INVITED_AT_ONCE, TABLE
from lms.accounts.importing.models import ImportCompany, ImportRow, ImportState, PersonImport
from lms.accounts.importing.parts import PartsFile
from lms.accounts.importing.plans import Plan
from lms.accounts.importing.rows import Written, WrittenCompany, cells_by_field, read_company, read_person
from lms.accounts.operations.inviting import invite
from lms.accounts.queries.signed_in import actor_of
from lms.core import clock, db
from lms.core import jobs as work
from lms.core.errors import AcademyError, Refused
from lms.core.i18n import Message
from lms.core.ids import new_id
from lms.core.jobs import Doing, TwoSteps
from lms.core.search import haystack
from lms.core.tables import Reading, lines_of

READ, CHECK = "accounts.import_read", "accounts.import_check"
APPLY, UNDO, INVITE = "accounts.import_apply", "accounts.import_undo", "accounts.import_invite"
_STATES = {
    READ: ImportState.READING,
    CHECK: ImportState.CHECKING,
    APPLY: ImportState.APPLYING,
    UNDO: ImportState.UNDOING,
}


@dataclass(frozen=True)
class Staged:
    """What reading made: the rows as lines of JSON in a file of its own, the companies; or why the file cannot be read."""

    rows: IO[str]
    count: int
    companies: list[dict[str, Any]]
    problem: Message | None = None


def begin(made: PersonImport, kind: str, **arguments: Any) -> None:
    """Record work on an import, and let its state say so."""
    made.state, made.problem = _STATES[kind], None
    made.work_id = work.record(kind, import_id=made.id, run=made.run, **arguments).id


def begin_reading(made: PersonImport) -> None:
    """Read the file anew: whatever was on its way for it does nothing any more."""
    made.run += 1
    made.done_through, made.rows, made.counts = 0, 0, {}
    begin(made, READ)


def invite_next(import_id: UUID, by: UUID | None, after: int = 0) -> None:
    """Record the invitation of the next hundred."""
    recorded = work.record(INVITE, import_id=import_id, by=by or "", after=after)
    db.session().execute(update(PersonImport).where(PersonImport.id == import_id).values(work_id=recorded.id))


def keep_plan(row: ImportRow, plan: Plan) -> None:
    """Write a plan onto its row."""
    for name, value in plan_columns(plan).items():
        setattr(row, name, value)


def plan_columns(plan: Plan) -> dict[str, Any]:
    """A plan as the columns of its row."""
    return {
        "verdict": plan.verdict.value,
        "matched_by": plan.matched_by,
        "job": plan.job,
        "opens": plan.opens,
        "manages": plan.manages is not None,
        "person_id": plan.person_id,
        "plan": plan.as_json(),
    }


def _read(import_id: str, run: str) -> Staged | None:
    made = _current(import_id, run, READ)
    if made is None:
        return None
    spool = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - the second step reads and closes it
    described: dict[str, tuple[int, WrittenCompany]] = {}
    count = 0
    try:
        file = cast("BinaryIO", PartsFile(made.id, made.size))
        mapping = columns.from_json(made.mapping)
        for line in lines_of(file, Reading(**made.reading), TABLE):
            said = cells_by_field(line.cells, mapping)
            if company := read_company(said):
                described.setdefault(company.code, (line.number, company))
            written = read_person(said).as_json()
            found_by = haystack(*(written.get(name) for name in ("name_zh", "name_latin", "email", "phone")))
            spool.write(json.dumps([line.number, line.cells, written, found_by], ensure_ascii=False) + "\n")
            count += 1
    except Refused as error:
        return Staged(spool, 0, [], error.message)
    return Staged(spool, count, Planning(maker(made), described).rows())


def _keep_rows(import_id: str, run: str, made: Staged | None) -> None:
    if made is None:
        return
    with made.rows:
        target = _current(import_id, run, READ, lock=True)
        if target is None:
            return
        decided = select(ImportRow.number, ImportRow.chosen).where(
            ImportRow.import_id == target.id, ImportRow.chosen.is_not(None)
        )
        chosen = {row.number: row.chosen for row in db.session().execute(decided)}
        for kind in (ImportRow, ImportCompany):
            db.session().execute(delete(kind).where(kind.import_id == target.id))
        if made.problem is not None:
            target.state, target.problem = ImportState.UNREADABLE, made.problem.as_json()
            return
        for companies in _pieces(iter(made.companies)):
            db.session().execute(insert(ImportCompany), [{**row, "import_id": target.id} for row in companies])
        made.rows.seek(0)
        for lines in _pieces(made.rows):
            db.session().execute(insert(ImportRow), [_row(target.id, line, chosen) for line in lines])
        target.rows = made.count
        begin(target, CHECK, after=0)


def _row(import_id: UUID, line: str, chosen: dict[int, str | None]) -> dict[str, Any]:
    number, cells, written, found_by = json.loads(line)
    return {
        "id": new_id(),
        "import_id": import_id,
        "number": number,
        "cells": cells,
        "written": written,
        "email": written.get("email"),
        "phone": written.get("phone"),
        "search": found_by,
        "chosen": chosen.get(number),
    }


def _plan(import_id: str, run: str, after: str) -> list[dict[str, Any]] | None:
    made = _current(import_id, run, CHECK)
    if made is None or made.done_through != int(after):
        return None
    rows = [(row, Written.from_json(row.written)) for row in next_batch(made.id, int(after))]
    ground = survey(maker(made), made.id, rows, today=clock.today(), default_day=made.default_day or clock.today())
    planned = zip(rows, judge(rows, ground), strict=True)
    return [{"id": row.id, "number": row.number, **plan_columns(plan)} for (row, _written), plan in planned]


def _keep_plans(import_id: str, run: str, after: str, made: list[dict[str, Any]] | None) -> None:
    target = _current(import_id, run, CHECK, lock=True)
    if made is None or target is None or target.done_through != int(after):
        return
    if made:
        db.session().execute(update(ImportRow), made)
        target.done_through = made[-1]["number"]
    if len(made) == BATCH:
        begin(target, CHECK, after=target.done_through)
        return
    target.counts = counting.counts_of(target.id)
    target.state = ImportState.CHECKED


def _apply(import_id: str, run: str) -> None:
    made = _current(import_id, run, APPLY, lock=True)
    if made is None:
        return
    try:
        with db.session().begin_nested():
            applying.apply(made, judged_as=maker(made), actor=_person(made.applied_by))
    except AcademyError as error:
        _stale(import_id, error.message)
    except IntegrityError:  # somebody's commit came between the check inside and the writing
        _stale(import_id, applying.CHANGED)


def _stale(import_id: str, why: Message) -> None:
    stale = {"state": ImportState.STALE.value, "problem": why.as_json(), "applied_by": None}
    db.session().execute(update(PersonImport).where(PersonImport.id == UUID(import_id)).values(**stale))


def _undo(import_id: str, run: str, by: str) -> None:
    made = _current(import_id, run, UNDO, lock=True)
    if made is not None:
        undoing.undo(made, _person(UUID(by) if by else None))


def _invite(import_id: str, by: str, after: str) -> None:
    actor = _person(UUID(by) if by else None)
    rows = next_batch(
        UUID(import_id), int(after), ImportRow.opens, ImportRow.invited_at.is_(None), size=INVITED_AT_ONCE
    )
    for row in rows:
        try:
            with db.session().begin_nested():
                invite(actor, row.user_id)
                asked = update(ImportRow).where(ImportRow.id == row.id).values(invited_at=clock.now())
                db.session().execute(asked)
        except AcademyError:
            continue  # has a password by now, or was closed, or moved out of reach: nobody to ask any more
    if len(rows) == INVITED_AT_ONCE:
        invite_next(UUID(import_id), actor.user_id, rows[-1].number)


JOBS: Mapping[str, Doing | TwoSteps] = {
    READ: TwoSteps(_read, _keep_rows),
    CHECK: TwoSteps(_plan, _keep_plans),
    APPLY: _apply,
    UNDO: _undo,
    INVITE: _invite,
}
"""For ``lms/schedule.py``."""

_SYSTEM = Actor.system("command line")


def maker(made: PersonImport) -> Actor:
    """Whoever uploaded the file, with the roles of this moment: a file reaches no further than they do."""
    return _person(made.made_by)


def _person(user_id: UUID | None) -> Actor:
    return actor_of(user_id) if user_id else _SYSTEM


def _current(import_id: str, run: str, kind: str, *, lock: bool = False) -> PersonImport | None:
    """The import, if this work is what it waits for."""
    found = db.session().get(PersonImport, UUID(import_id), with_for_update=lock or None)
    fits = found is not None and found.run == int(run) and found.state == _STATES[kind]
    return found if fits else None


def _pieces(lines: Iterator[Any]) -> Iterator[list[Any]]:
    piece: list[Any] = []
    for line in lines:
        piece.append(line)
        if len(piece) == BATCH:
            yield piece
            piece = []
    if piece:
        yield piece
