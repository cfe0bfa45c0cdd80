"""A partner disputes a named item of an accepted visit; a reviewer answers with a reason, and both stay on the report for good."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.core import audit, clock, db, events
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.i18n import msg
from lms.fieldchecks.mystery.events import DisputeAnswered, DisputeRaised
from lms.fieldchecks.mystery.models import MysteryAnswer, MysteryDispute, MysteryVisit
from lms.fieldchecks.mystery.operations.finding import checklist_of, held
from lms.fieldchecks.mystery.operations.reviewing import draw, withdraw
from lms.fieldchecks.mystery.rules.answers import Answer, asked
from lms.fieldchecks.mystery.rules.scoring import score
from lms.fieldchecks.mystery.rules.states import State, may_be_disputed

LONGEST = 2000
OUTCOME = "_outcome"
"""What is disputed of a visit that was not made: that the inspector was turned away, or found the place closed."""


def raise_dispute(actor: Actor, visit_id: UUID, item: str, words: str) -> MysteryDispute:
    """Say something against an item. Raises :class:`Refused` after the date, for what was not asked, and for empty words."""
    visit = held(actor, Permission.MYSTERY_DISPUTE, visit_id)
    if visit.accepted_at is None:
        raise NotFound
    if visit.state != State.ACCEPTED:
        raise Conflict(msg("This visit was taken back; there is nothing left to dispute."))
    if not may_be_disputed(visit.disputable_through, clock.today(), counted=visit.counted_at is not None):
        raise Refused(msg("Items could be disputed until {day}.", day=visit.disputable_through))
    if item not in disputable_items(visit):
        raise Refused(msg("Choose an item of the report."), field="item")
    if not words.strip():
        raise Refused(msg("Write what you say against it: a reviewer reads it."), field="words")
    if len(words) > LONGEST:
        raise Refused(msg("A note has {most} characters at most.", most=LONGEST), field="words")
    there = select(MysteryDispute).where(MysteryDispute.visit_id == visit.id, MysteryDispute.item == item)
    if db.session().scalar(there) is not None:
        raise Conflict(msg("This item was disputed already."))
    assert actor.user_id is not None
    dispute = MysteryDispute(
        visit_id=visit.id, item=item, words=words.strip(), raised_by=actor.user_id, raised_at=clock.now()
    )
    db.session().add(dispute)
    db.session().flush()
    audit.record(actor, "mystery_dispute.raised", "mystery_visit", visit.id, after={"item": item})
    events.publish(DisputeRaised(dispute.id, visit.id, visit.partner_id))
    return dispute


def answer_dispute(actor: Actor, dispute_id: UUID, *, upheld: bool, answer: str) -> None:
    """Answer a dispute. Upheld, the item is struck and the visit scored without it; a visit that was not made is then taken back."""
    dispute = db.session().get(MysteryDispute, dispute_id)
    if dispute is None:
        raise NotFound
    visit = held(actor, Permission.MYSTERY_REVIEW, dispute.visit_id)
    if visit.inspector_id == actor.user_id:
        raise Forbidden(msg("You made this visit yourself, so somebody else reviews it."))
    db.session().refresh(dispute)
    if dispute.state != "open" or visit.state != State.ACCEPTED:
        raise Conflict(msg("Meanwhile somebody answered this dispute. Here is how it stands."))
    if not answer.strip():
        raise Refused(msg("Write the reason: it stays on record."), field="answer")
    if len(answer) > LONGEST:
        raise Refused(msg("A note has {most} characters at most.", most=LONGEST), field="answer")
    dispute.state, dispute.answer = "upheld" if upheld else "rejected", answer.strip()
    dispute.answered_by, dispute.answered_at = actor.user_id, clock.now()
    dispute.score_before = visit.score
    db.session().flush()
    if upheld and dispute.item != OUTCOME:
        _score_anew(visit)
    dispute.score_after = visit.score
    db.session().flush()
    audit.record(
        actor,
        f"mystery_dispute.{dispute.state}",
        "mystery_visit",
        visit.id,
        before={"score": dispute.score_before},
        after={"score": dispute.score_after, "item": dispute.item},
        reason=dispute.answer,
    )
    if upheld and dispute.item == OUTCOME:
        withdraw(actor, visit, dispute.answer)
    else:
        draw(visit.id)
    events.publish(DisputeAnswered(dispute.id, visit.id, visit.partner_id))


def disputable_items(visit: MysteryVisit) -> frozenset[str]:
    """What of a visit can be disputed: what was asked; of one that was not made, that it was not."""
    if visit.outcome != "made":
        return frozenset({OUTCOME})
    items = asked(checklist_of(visit), answers_of(visit.id))
    return frozenset(item.id for item in items if item.known is None)


def answers_of(visit_id: UUID) -> dict[str, Answer]:
    """What was said, by item."""
    rows = db.session().scalars(select(MysteryAnswer).where(MysteryAnswer.visit_id == visit_id))
    return {row.item: Answer(row.value, row.na, row.note) for row in rows}


def _score_anew(visit: MysteryVisit) -> None:
    struck = db.session().scalars(
        select(MysteryDispute.item).where(MysteryDispute.visit_id == visit.id, MysteryDispute.state == "upheld")
    )
    result = score(checklist_of(visit), answers_of(visit.id), frozenset(struck))
    visit.result = result.as_json()
    visit.score = None if result.percent is None else int(result.percent * 10)
