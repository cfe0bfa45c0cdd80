"""The reviewer's deeds: a visit is accepted, sent back for what is missing, or rejected; an accepted one may be taken back."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.core import clock, db, events, jobs
from lms.core.errors import Forbidden, Refused
from lms.core.i18n import msg
from lms.fieldchecks.mystery.events import VisitAccepted, VisitSentBack, VisitTakenBack
from lms.fieldchecks.mystery.models import MysteryVisit
from lms.fieldchecks.mystery.operations.counting import uncount
from lms.fieldchecks.mystery.operations.finding import checklist_of, held, move, noted
from lms.fieldchecks.mystery.operations.planning import add_visit
from lms.fieldchecks.mystery.rules.states import Deed, disputable_through
from lms.fieldchecks.proposals.opening import end_of_visit

DRAW = "mystery.draw"
LONGEST = 2000


def accept(actor: Actor, visit_id: UUID) -> None:
    """Accept a visit: its partner reads the report from now on, and may dispute items for so many days. It does not count yet."""
    visit = _held(actor, visit_id)
    before = move(visit, Deed.ACCEPT)
    visit.reviewed_by, visit.accepted_at = actor.user_id, clock.now()
    visit.disputable_through = disputable_through(clock.today(), checklist_of(visit).dispute_days)
    visit.review_note = ""
    noted(actor, "accepted", visit, before)
    draw(visit.id)
    events.publish(VisitAccepted(visit.id, visit.partner_id))


def send_back(actor: Actor, visit_id: UUID, note: str) -> None:
    """Send it back to its inspector with what is missing; the form opens again."""
    visit = _held(actor, visit_id)
    said = _said(note, "note")
    before = move(visit, Deed.SEND_BACK)
    visit.reviewed_by, visit.returned_note = actor.user_id, said
    noted(actor, "sent_back", visit, before, said)
    assert visit.inspector_id is not None
    events.publish(VisitSentBack(visit.id, visit.inspector_id))


def reject(actor: Actor, visit_id: UUID, note: str) -> None:
    """Reject it: it counts for nothing, nobody at the partner hears of it, and another visit is planned in its place."""
    visit = _held(actor, visit_id)
    said = _said(note, "note")
    before = move(visit, Deed.REJECT)
    visit.reviewed_by, visit.review_note = actor.user_id, said
    noted(actor, "rejected", visit, before, said)
    _plan_another(visit)


def take_back(actor: Actor, visit_id: UUID, note: str) -> None:
    """Take an accepted visit back: where it was evidence, it is no more; its partner reads that, and why."""
    visit = _held(actor, visit_id)
    withdraw(actor, visit, _said(note, "note"))


def withdraw(actor: Actor, visit: MysteryVisit, reason: str) -> None:
    """The deed itself, for a visit that is held."""
    before = move(visit, Deed.TAKE_BACK)
    visit.reviewed_by, visit.review_note = actor.user_id, reason
    noted(actor, "taken_back", visit, before, reason)
    if visit.counted_at is not None:
        uncount(visit.id)
        end_of_visit(visit.id)
    _plan_another(visit)
    draw(visit.id)
    events.publish(VisitTakenBack(visit.id, visit.partner_id))


def draw(visit_id: UUID) -> None:
    """Have the report drawn, in both languages."""
    jobs.record(DRAW, visit_id=visit_id)


def _held(actor: Actor, visit_id: UUID) -> MysteryVisit:
    visit = held(actor, Permission.MYSTERY_REVIEW, visit_id)
    if visit.inspector_id == actor.user_id:
        raise Forbidden(msg("You made this visit yourself, so somebody else reviews it."))
    return visit


def _said(note: str, field: str) -> str:
    if not note.strip():
        raise Refused(msg("Write the reason: it stays on record."), field=field)
    if len(note) > LONGEST:
        raise Refused(msg("A note has {most} characters at most.", most=LONGEST), field=field)
    return note.strip()


def _plan_another(visit: MysteryVisit) -> None:
    if visit.plan.ended_at is not None or visit.plan.closes_on < clock.today():
        return
    last = select(func.max(MysteryVisit.number)).where(MysteryVisit.target_id == visit.target_id)
    add_visit(visit.target, (db.session().scalar(last) or 0) + 1)
    db.session().flush()
