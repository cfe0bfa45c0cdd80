"""What the markings come to: settled where they agree, decided by the chair where they differ, published at once or together."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.core import clock, db, events
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.i18n import msg
from lms.fieldchecks.evidence import FieldCheck, bring_in
from lms.fieldchecks.exams.events import ExamResultPublished, MarksDiffer
from lms.fieldchecks.exams.form import ExamForm
from lms.fieldchecks.exams.models import ExamBooking, ExamMark, ExamMarking, ExamRubric, ExamSitting
from lms.fieldchecks.exams.operations.finding import form_of, held_booking, held_sitting, noted
from lms.fieldchecks.exams.queries.people import scope_of_sitting
from lms.fieldchecks.exams.rules.marking import Result, differ, result, together, wrong_with
from lms.fieldchecks.exams.rules.sitting import UNDECIDED, State

LONGEST_REASON = 2000


def settle(actor: Actor, booking: ExamBooking, form: ExamForm) -> None:
    """Once the last examiner has sent: the result where they agree, else the chair is told. Whoever calls holds the booking."""
    assert booking.slot is not None
    sent = [Result.from_json(one.result) for one in booking.markings if one.sent_at is not None and one.result]
    if len(sent) < len(booking.slot.examiners):
        return
    if len(sent) == 2 and differ(form, *sent):
        before, booking.state = booking.state, State.DIFFERS.value
        noted(actor, "differs", booking, before)
        events.publish(MarksDiffer(booking.id))
        return
    found = sent[0] if len(sent) == 1 else together(*sent)
    _keep(actor, booking, found, "single" if len(sent) == 1 else "agreed")


def decide(actor: Actor, booking_id: UUID, points: Mapping[str, str], reason: str) -> None:
    """The chair's own marking, criterion by criterion, with a reason: that is the result. Never by one of the two who differ.

    Raises :class:`Refused` on what is missing, Conflict where there is nothing to decide any more.
    """
    booking = held_booking(booking_id)
    _require_chair(actor, booking)
    if booking.state != State.DIFFERS:
        raise Conflict(msg("There is nothing to decide any more: here is how it stands."))
    if not reason.strip():
        raise Refused(msg("Write the reason: it stays on record."), field="reason")
    form = form_of(booking.sitting)
    for one in form.criteria:
        if not points.get(one.id):
            raise Refused(msg("Give points for “{criterion}” first.", criterion=one.title), field=one.id)
        if wrong := wrong_with(form, one.id, points[one.id], ""):
            raise Refused(wrong, field=one.id)
    assert actor.user_id is not None
    found = result(form, {one.id: int(points[one.id]) for one in form.criteria})
    marks = [ExamMark(item=one.id, value=points[one.id]) for one in form.criteria]
    kept = {"chair": True, "sent_at": clock.now(), "result": found.as_json()}
    db.session().add(ExamMarking(booking_id=booking.id, examiner_id=actor.user_id, marks=marks, **kept))
    booking.decided_by, booking.decided_why = actor.user_id, reason.strip()[:LONGEST_REASON]
    _keep(actor, booking, found, "chair")


def publish(actor: Actor, sitting_id: UUID) -> int:
    """Publish a sitting's results together; returns how many. Raises Conflict while somebody has still to be marked: all hear at once."""
    sitting = held_sitting(actor, sitting_id)
    mine = ExamBooking.sitting_id == sitting.id
    waiting = db.session().scalar(select(func.count()).where(mine, ExamBooking.state.in_(UNDECIDED)))
    if waiting:
        raise Conflict(
            msg("Exams of this sitting without a result: {count}. All are published together.", count=waiting)
        )
    marked = select(ExamBooking).where(mine, ExamBooking.state == State.MARKED.value).with_for_update(of=ExamBooking)
    bookings = db.session().scalars(marked.order_by(ExamBooking.id).options(joinedload(ExamBooking.sitting))).all()
    if not bookings:
        raise Conflict(msg("There is nothing to publish any more."))
    for booking in bookings:
        _publish(actor, booking)
    return len(bookings)


def may_decide(actor: Actor, booking: ExamBooking) -> bool:
    """Whether the actor may decide about a booking that comes with its slot and sitting."""
    marked = booking.slot is not None and actor.user_id in booking.slot.examiners
    chairs = actor.has(Permission.EXAM_CHAIR) and actor.user_id == booking.sitting.chair_id
    return not marked and (chairs or actor.may(Permission.EXAM_MANAGE, scope_of_sitting(booking.sitting)))


def _require_chair(actor: Actor, booking: ExamBooking) -> None:
    if not actor.has(Permission.EXAM_CHAIR):
        raise Forbidden
    if actor.user_id is None or not may_decide(actor, booking):
        raise NotFound


def _keep(actor: Actor, booking: ExamBooking, found: Result, by: str) -> None:
    before, booking.state = booking.state, State.MARKED.value
    booking.result, booking.score, booking.passed = found.as_json(), found.tenths, found.passed
    booking.settled_as, booking.settled_at = by, clock.now()
    noted(actor, "decided" if by == "chair" else "settled", booking, before, booking.decided_why or None)
    if booking.sitting.publish == "at_once":
        _publish(actor, booking)


def _publish(actor: Actor, booking: ExamBooking) -> None:
    before, booking.state = booking.state, State.PUBLISHED.value
    booking.published_at, booking.published_by = clock.now(), actor.user_id
    noted(actor, "published", booking, before)
    assert booking.score is not None
    bring_in(
        FieldCheck(
            id=booking.id,
            kind="exam_result",
            user_id=booking.user_id,
            subject=f"face-to-face/{booking.level_key}",
            held_on=clock.day_of(booking.starts_at),
            score=booking.score / 10,
            passed=bool(booking.passed),
            form=_form_name(booking.sitting),
            reference=booking.reference,
        )
    )
    events.publish(ExamResultPublished(booking.id, booking.user_id))


def _form_name(sitting: ExamSitting) -> str:
    key = db.session().scalar(select(ExamRubric.key).where(ExamRubric.id == sitting.rubric_id))
    return f"{key}/{form_of(sitting).version}"
