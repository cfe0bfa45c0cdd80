"""The talk itself: the person confirms who they are, the sheet is drawn, each answer is marked as it is given, and the check is finished."""

from __future__ import annotations

import secrets
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.core import audit, clock, db, events
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import msg
from lms.fieldchecks.spotchecks.events import SpotCheckEnded
from lms.fieldchecks.spotchecks.models import SpotCampaign, SpotCheck, SpotMark, SpotQuestion
from lms.fieldchecks.spotchecks.operations import ending
from lms.fieldchecks.spotchecks.operations.calling import HELD_FOR, LONGEST, held, note_of
from lms.fieldchecks.spotchecks.queries.questions import pool_of
from lms.fieldchecks.spotchecks.rules import sampling, scoring
from lms.fieldchecks.spotchecks.rules.calling import Outcome, State
from lms.fieldchecks.spotchecks.rules.scoring import BadMark, Mark, Result


def confirm(actor: Actor, check_id: UUID) -> SpotCheck:
    """The person at the other end has confirmed who they are. The sheet is drawn now and no earlier, so that nobody knows it before; one that
    was begun in a call whose line broke goes on.
    """
    check = held(actor, check_id)
    campaign = db.session().get_one(SpotCampaign, check.campaign_id)
    if check.sheet_seed is None:
        _draw_sheet(check, campaign)
    check.confirmed_at, check.claimed_until = clock.now(), clock.now() + HELD_FOR
    audit.record(actor, "spot_check.identity_confirmed", "spot_check", check.id)
    db.session().flush()
    return check


def _draw_sheet(check: SpotCheck, campaign: SpotCampaign) -> None:
    pool = pool_of(check.level_key, campaign.questions)
    check.sheet_seed = secrets.token_hex(16)
    drawn = sampling.sheet(check.sheet_seed, list(pool), campaign.questions)
    if len(drawn) < campaign.questions:
        raise Conflict(msg("There are too few questions for this level now. The academy has to add some."))
    db.session().add_all(
        SpotQuestion(check_id=check.id, number=number, question_version_id=pool[one])
        for number, one in enumerate(drawn, start=1)
    )


def mark(actor: Actor, check_id: UUID, number: int, given: str, sequence: int) -> int:
    """Keep the mark of one answer under a number that is higher than all before; the same again is as good as once. The number that stands.

    Raises Refused for a mark that is none, Conflict for one that another window overtook.
    """
    check = _begun(actor, check_id)
    try:
        value = scoring.mark_of(given)
    except BadMark:
        raise Refused(msg("Mark an answer as right, partly right or wrong."), field="mark") from None
    question = db.session().get(SpotQuestion, (check.id, number))
    if question is None:
        raise NotFound
    known = db.session().get(SpotMark, (check.id, sequence))
    if known is not None and (known.number, known.mark) == (number, value):
        return check.sequence
    if sequence <= check.sequence:
        raise Conflict(msg("Another window marked here meanwhile. This is how it stands now: mark it once more."))
    _note_mark(actor, check, question, value, sequence)
    return check.sequence


def _note_mark(actor: Actor, check: SpotCheck, question: SpotQuestion, value: Mark, sequence: int) -> None:
    db.session().add(
        SpotMark(
            check_id=check.id,
            sequence=sequence,
            number=question.number,
            mark=value,
            at=clock.now(),
            marked_by=actor.user_id,
        )
    )
    question.mark, check.sequence, check.claimed_until = value, sequence, clock.now() + HELD_FOR
    db.session().flush()


def undo(actor: Actor, check_id: UUID) -> int | None:
    """Take the last mark back: the one before it at that question stands again. The question's number; None where there is nothing to undo."""
    check = _begun(actor, check_id)
    standing = select(SpotMark).where(SpotMark.check_id == check.id, SpotMark.undone_at.is_(None))
    newest = standing.order_by(SpotMark.sequence.desc()).limit(1)
    last = db.session().scalar(newest)
    if last is None:
        return None
    last.undone_at = clock.now()
    db.session().flush()
    before = db.session().scalar(newest.where(SpotMark.number == last.number))
    db.session().get_one(SpotQuestion, (check.id, last.number)).mark = before.mark if before else None
    db.session().flush()
    return last.number


def keep_note(actor: Actor, check_id: UUID, note: str) -> None:
    """Keep what was written about the talk so far."""
    check = held(actor, check_id)
    _fits(note)
    check.note, check.claimed_until = note, clock.now() + HELD_FOR


def finish(actor: Actor, check_id: UUID, note: str) -> Result:
    """Finish a sheet that is marked to its end: the result is evidence, and the person is told. Raises Refused where an answer has no
    mark, Conflict for a second finish.
    """
    check = _begun(actor, check_id)
    _fits(note)
    campaign = db.session().get_one(SpotCampaign, check.campaign_id)
    rows = db.session().scalars(
        select(SpotQuestion).where(SpotQuestion.check_id == check.id).order_by(SpotQuestion.number)
    )
    marks = {row.number: row.mark for row in rows}
    without = [number for number, given in marks.items() if given is None]
    if without:
        raise Refused(msg("These questions have no mark yet: {numbers}.", numbers=", ".join(map(str, without))))
    found = scoring.result([Mark(given) for given in marks.values() if given is not None], campaign.pass_mark)
    check.note, check.score, check.tries = note.strip(), found.score, check.tries + 1
    db.session().add(note_of(actor, check, Outcome.DONE, ""))
    ending.close(check, State.PASSED if found.passed else State.FAILED, actor)
    extra = ending.bring_in(check, campaign, score=float(found.score), passed=found.passed)
    audit.record(
        actor, "spot_check.finished", "spot_check", check.id, after={"score": str(found.score), "passed": found.passed}
    )
    events.publish(SpotCheckEnded(check.id, check.user_id, passed=found.passed, extra=extra))
    db.session().flush()
    return found


def _begun(actor: Actor, check_id: UUID) -> SpotCheck:
    check = held(actor, check_id)
    if check.confirmed_at is None:
        raise Conflict(msg("Ask first who is on the line, and confirm it."))
    return check


def _fits(note: str) -> None:
    if len(note) > LONGEST or "\0" in note:
        raise Refused(msg("At most {most} characters.", most=LONGEST), field="note")
