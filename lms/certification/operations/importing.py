"""Certifications that people held before this academy knew of them: read from a list, looked at, then recorded as what they are.

Each is dated twice: held then, recorded now. Its decision says that it was taken over, from which file and line; nothing is run again.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import select, update

from lms.accounts.actor import Actor
from lms.accounts.queries.signed_in import actor_of
from lms.accounts.roles import Permission
from lms.certification import explanation
from lms.certification.events import CertificationCarried
from lms.certification.models import Certification, CertificationImport, CertificationImportRow, Decision
from lms.certification.operations.evidence import hold_levels_of, reassess
from lms.certification.queries.imports import Judging, import_seen
from lms.certification.queries.periods import periods_of
from lms.certification.queries.requirements import requirements_on
from lms.certification.rules import Finding, Outcome, State
from lms.certification.rules.history import COLUMNS, Written, columns_of, read_row
from lms.core import audit, clock, db, events, jobs
from lms.core.address import came_by, public_address
from lms.core.errors import Forbidden, Refused
from lms.core.i18n import msg
from lms.core.tables import Limits, headers_of, lines_of, recognise

APPLY = "certification.import_apply"
BATCH = 100
FILE, ROWS = 5_000_000, 5000
KEPT = timedelta(days=30)
LIMITS = Limits(rows=ROWS, columns=50, unpacked=100_000_000)


def upload(actor: Actor, file_name: str, file: BinaryIO) -> CertificationImport:
    """Read a list and judge each row, for a look before anything is recorded. Raises :class:`Refused` for a file that cannot be read, or
    lacks a column.
    """
    if not actor.has(Permission.CERTIFICATION_DECIDE):
        raise Forbidden
    reading = recognise(file, LIMITS)
    columns = columns_of(headers_of(file, reading, LIMITS))
    missing = [name for name in COLUMNS if name not in columns and name != "granted_on"]
    if missing:
        raise Refused(msg("The file lacks the columns: {names}.", names=", ".join(missing)), field="file")
    lines = list(lines_of(file, reading, LIMITS))
    file.seek(0)
    made = CertificationImport(
        file_name=file_name.strip()[-200:] or "–",
        fingerprint=hashlib.sha256(file.read()).hexdigest(),
        made_by=actor.user_id,
        made_at=clock.now(),
    )
    db.session().add(made)
    db.session().flush()
    written = [read_row(line.cells, columns) for line in lines]
    judging = Judging(actor, written)
    for line, row in zip(lines, written, strict=True):
        db.session().add(_row(made.id, line.number, row, judging))
    db.session().flush()
    return made


def _row(import_id: UUID, number: int, row: Written, judging: Judging) -> CertificationImportRow:
    problem = judging.problem(row)
    return CertificationImportRow(
        import_id=import_id,
        position=number,
        cells=row.cells(),
        user_id=judging.person(row),
        state="refused" if problem else "ready",
        problem=problem.as_json() if problem else None,
    )


def begin(actor: Actor, import_id: UUID) -> CertificationImport:
    """Record all rows that are right, in the background; a second click changes nothing."""
    import_seen(actor, import_id)
    found = select(CertificationImport).where(CertificationImport.id == import_id).with_for_update()
    made = db.session().scalars(found.execution_options(populate_existing=True)).one()
    if made.state != "planned":
        return made
    made.state, made.begun_at = "running", clock.now()
    audit.record(actor, "certification.import_begun", "certification_import", made.id, after={"file": made.file_name})
    jobs.record(APPLY, import_id=made.id, address=public_address())
    return made


def apply_batch(import_id: str, address: str = "") -> None:
    """Record the next rows, each judged anew, in the name of who sent the list; then leave the rest to the next piece of work.
    ``address``: by which the admin reached us, for certificates print it.
    """
    came_by(address)
    made = db.session().get(CertificationImport, UUID(import_id), with_for_update=True)
    if made is None or made.state != "running":
        return
    ready = select(CertificationImportRow).where(
        CertificationImportRow.import_id == made.id, CertificationImportRow.state == "ready"
    )
    rows = list(db.session().scalars(ready.order_by(CertificationImportRow.position).limit(BATCH)))
    people = sorted({row.user_id for row in rows if row.user_id is not None})
    for user_id in people:
        hold_levels_of(user_id)
    actor = actor_of(made.made_by) if made.made_by else Actor.system("import")
    written = {row.id: Written.of_cells(row.cells) for row in rows}
    judging = Judging(actor, list(written.values()))
    for row in sorted(rows, key=lambda row: written[row.id].valid_from or clock.today()):
        problem = judging.problem(written[row.id], recorded=True)
        if problem is not None or row.user_id is None:
            row.state, row.problem = "refused", problem.as_json() if problem else None
            continue
        row.certification_id, row.state = _take_over(actor, made, row, written[row.id]).id, "done"
    db.session().flush()
    for user_id in people:
        reassess(user_id)
    if len(rows) == BATCH:
        jobs.record(APPLY, import_id=made.id, address=address)
        return
    made.state, made.finished_at = "done", clock.now()


def _take_over(actor: Actor, made: CertificationImport, row: CertificationImportRow, written: Written) -> Certification:
    assert row.user_id is not None
    assert written.valid_from is not None
    assert written.valid_through is not None
    granted_on = written.granted_on or written.valid_from
    said = msg("Held before: taken over from {file}, line {line}.", file=made.file_name, line=row.position)
    decision = Decision(
        user_id=row.user_id,
        level_key=written.level,
        requirement_version_id=requirements_on(clock.today())[written.level][0],
        decided_on=granted_on,
        known_by=clock.now(),
        outcome=Outcome.IMPORTED.value,
        explanation=explanation.finding_to_json(Finding("imported", State.MET, said)),
        inputs=[],
        recorded_at=clock.now(),
    )
    db.session().add(decision)
    db.session().flush()
    one = Certification(
        user_id=row.user_id,
        level_key=written.level,
        period=len(periods_of(row.user_id, written.level)) + 1,
        valid_from=written.valid_from,
        valid_through=written.valid_through,
        decision_id=decision.id,
        basis="import",
        granted_by=actor.user_id,
        granted_on=granted_on,
        recorded_at=clock.now(),
    )
    db.session().add(one)
    db.session().flush()
    days = {"valid_from": one.valid_from.isoformat(), "valid_through": one.valid_through.isoformat()}
    said_of = {"user": str(one.user_id), "level": one.level_key, "import": str(made.id)}
    audit.record(actor, "certification.imported", "certification", one.id, after=said_of | days)
    if one.valid_from <= clock.today() <= one.valid_through:
        events.publish(CertificationCarried(one.id, one.user_id, one.level_key, one.valid_from, one.valid_through))
    return one


def forget_old() -> None:
    """Let go of what stood in lists that were sent more than thirty days ago; what was recorded stays."""
    old = select(CertificationImport.id).where(CertificationImport.made_at < clock.now() - KEPT)
    rows = update(CertificationImportRow).where(CertificationImportRow.import_id.in_(old))
    db.session().execute(rows.values(cells={}))
