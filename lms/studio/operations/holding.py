"""What all deeds share: the draft is held, its files change by hash, the step is written down."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.core import clock, db, kept_files
from lms.core.errors import Conflict, NotFound
from lms.core.i18n import msg
from lms.core.ids import new_id
from lms.studio.models import Draft, DraftChange, DraftFile, DraftStep
from lms.studio.rules.steps import WRITTEN, Change, Deed, goes_on


def hold(actor: Actor, draft_id: UUID) -> Draft:
    """An open draft, to be changed by one deed at a time. Raises Forbidden, NotFound, and Conflict for one that is closed."""
    actor.require(Permission.COURSE_AUTHOR)
    db.begin_writing()
    held = db.session().scalar(
        select(Draft).where(Draft.id == draft_id).with_for_update().execution_options(populate_existing=True)
    )
    if held is None:
        raise NotFound
    if held.state == "published":
        raise Conflict(msg("This draft was published meanwhile. Open the course again to go on writing."))
    if held.state != "open":
        raise Conflict(msg("This draft was thrown away meanwhile. Nothing of it can be changed any more."))
    return held


def keep_step(held: Draft, actor: Actor, deed: Deed, about: str, changes: Sequence[Change]) -> DraftStep | None:
    """Change the draft's files and write the step down; None where nothing changes. Callers hold the draft."""
    changes = [one for one in changes if one.before != one.after]
    if not changes:
        return None
    now = clock.now()
    _put(held.id, changes)
    held.touched_at = now
    step = _going_on(held, actor, deed, about, changes)
    if step is None:
        held.steps += 1
        step = DraftStep(
            id=new_id(),
            draft_id=held.id,
            number=held.steps,
            deed=deed.value,
            about=about,
            made_by=actor.user_id,
            made_at=now,
            ended_at=now,
        )
        db.session().add(step)
        db.session().flush()
        db.session().add_all(DraftChange(step_id=step.id, path=c.path, before=c.before, after=c.after) for c in changes)
    step.ended_at = now
    db.session().flush()
    return step


def _put(draft_id: UUID, changes: Sequence[Change]) -> None:
    session = db.session()
    paths = [one.path for one in changes]
    known = select(DraftFile).where(DraftFile.draft_id == draft_id, DraftFile.path.in_(paths))
    there = {row.path: row for row in session.scalars(known)}
    gone = [one.path for one in changes if one.after is None]
    if gone:
        session.execute(delete(DraftFile).where(DraftFile.draft_id == draft_id, DraftFile.path.in_(gone)))
    for one in changes:
        if one.after is None:
            if one.path in there:
                session.expunge(there[one.path])
        elif one.path in there:
            there[one.path].sha256 = one.after
        else:
            session.add(DraftFile(draft_id=draft_id, path=one.path, sha256=one.after))
    session.flush()


def _going_on(held: Draft, actor: Actor, deed: Deed, about: str, changes: Sequence[Change]) -> DraftStep | None:
    """The step before, when this one only goes on with it: its file's state after is replaced."""
    if deed not in WRITTEN or len(changes) != 1:
        return None
    last = db.session().scalar(select(DraftStep).where(DraftStep.draft_id == held.id, DraftStep.number == held.steps))
    if last is None or (last.deed, last.about) != (deed, about):
        return None
    if not goes_on(last.made_by, last.made_at, by=actor.user_id, now=clock.now()):
        return None
    kept = list(db.session().scalars(select(DraftChange).where(DraftChange.step_id == last.id)))
    if [one.path for one in kept] != [changes[0].path]:
        return None
    if kept[0].after is not None:
        kept_files.let_go(kept[0].after)
    kept[0].after = changes[0].after
    return last
