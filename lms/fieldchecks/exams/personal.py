"""What exams know about people: who was examined, and how; who examined, and what they wrote."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select, update

from lms.core import audit, db
from lms.core.i18n import Message, msg
from lms.core.personal import Part, Sheet, streamed
from lms.fieldchecks.exams.models import ExamBooking, ExamMark, ExamMarking, ExamSitting, ExamSlot
from lms.fieldchecks.exams.rules.sitting import UNDECIDED, State


def sheets(user_id: UUID) -> Iterator[Sheet]:
    """The person's own copy: their exams with published results and what was written there; the sheets they filled in as an examiner.

    Who examined them is not told, and nothing of a result before it is published.
    """
    yield _exams(user_id)
    yield _feedback(user_id)
    yield _given(user_id)


def _exams(user_id: UUID) -> Sheet:
    one = ExamBooking
    kept = select(one.reference, one.level_key, one.starts_at, one.booked_at, one.identity_kind, one.identity)
    fields = {
        "reference": msg("The exam's name on paper"),
        "level": msg("The level's key"),
        "starts_at": msg("When it was to begin"),
        "booked_at": msg("When it was booked"),
        "identity_kind": msg("What papers were seen"),
        "identity": msg("Whether their photo was of you"),
    }
    return Sheet(
        "exams", msg("Face-to-face exams"), fields, streamed(kept.where(one.user_id == user_id).order_by(one.id))
    )


def _feedback(user_id: UUID) -> Sheet:
    one = ExamBooking
    kept = (
        select(one.reference, one.score, one.passed, one.decided_why, ExamMark.item, ExamMark.value, ExamMark.note)
        .join(ExamMarking, ExamMarking.booking_id == one.id)
        .join(ExamMark, ExamMark.marking_id == ExamMarking.id)
        .where(one.user_id == user_id, one.state == State.PUBLISHED.value, ExamMark.item != "presence")
        .order_by(one.id, ExamMarking.id, ExamMark.item)
    )
    fields = {
        "reference": msg("The exam's name on paper"),
        "score": msg("What it scored, in tenths of a point in a hundred"),
        "passed": msg("Whether you passed"),
        "decided_why": msg("Why the chair decided so, where examiners differed"),
        "item": msg("The criterion"),
        "value": msg("The points"),
        "note": msg("What an examiner wrote beside it"),
    }
    return Sheet("exam-marks", msg("How your exams were marked"), fields, streamed(kept))


def _given(user_id: UUID) -> Sheet:
    kept = (
        select(ExamBooking.reference, ExamMarking.sent_at, ExamMark.item, ExamMark.value, ExamMark.note)
        .join(ExamMarking, ExamMarking.booking_id == ExamBooking.id)
        .join(ExamMark, ExamMark.marking_id == ExamMarking.id)
        .where(ExamMarking.examiner_id == user_id)
        .order_by(ExamMarking.id, ExamMark.item)
    )
    fields = {
        "reference": msg("The exam's name on paper"),
        "sent_at": msg("When you sent the sheet"),
        "item": msg("The criterion"),
        "value": msg("The points"),
        "note": msg("What you wrote beside it"),
    }
    return Sheet("exam-sheets", msg("Sheets you filled in as an examiner"), fields, streamed(kept))


def hinders(user_id: UUID) -> Message | None:
    """Whoever has people to examine, or a sheet to send, does that first: else nobody would."""
    theirs = (ExamSlot.first_id == user_id) | (ExamSlot.second_id == user_id)
    open_ones = (
        select(ExamBooking.id)
        .join(ExamSlot, ExamSlot.id == ExamBooking.slot_id)
        .where(theirs, ExamBooking.state.in_(UNDECIDED - {State.DIFFERS}))
    )
    if db.session().scalar(open_ones.limit(1)) is None:
        return None
    return msg("Somebody is to be examined by this person. Have those exams held, or their places given up, first.")


def erase(user_id: UUID, _prepared: object) -> None:
    """A place that is still to come is free again; what was written about the person goes. Days, points and results stay without a name."""
    session = db.session()
    coming = (ExamBooking.user_id == user_id) & (ExamBooking.state == State.BOOKED.value)
    session.execute(update(ExamBooking).where(coming).values(state=State.CANCELLED.value, slot_id=None))
    bookings = list(session.scalars(select(ExamBooking.id).where(ExamBooking.user_id == user_id)))
    markings = select(ExamMarking.id).where(ExamMarking.booking_id.in_(bookings))
    session.execute(update(ExamMark).where(ExamMark.marking_id.in_(markings)).values(note=""))
    blank = {"decided_why": "", "identity_kind": ""}
    session.execute(update(ExamBooking).where(ExamBooking.id.in_(bookings)).values(**blank))
    session.execute(update(ExamSitting).where(ExamSitting.chair_id == user_id).values(chair_id=None))
    audit.forget_words("exam_booking", bookings)
    session.flush()


PART = Part(
    key="exams",
    title=msg("Face-to-face exams"),
    purpose=msg(
        "Who was examined face to face for a level, who examined them, what papers showed who they are (never a number), the points given "
        "and why: evidence for levels, and how evenly examiners mark."
    ),
    kept=msg("For ever: a level that rests on an exam needs it."),
    at_erasure=msg(
        "A place to come is free again. What examiners and the chair wrote about you goes, and what papers you showed; days, points and "
        "results stay under a number without a name."
    ),
    columns=frozenset(
        {
            "exam_rubric.draft_by",
            "exam_rubric_version.published_by",
            "exam_sitting.chair_id",
            "exam_sitting.made_by",
            "exam_slot.first_id",
            "exam_slot.second_id",
            "exam_booking.user_id",
            "exam_booking.booked_by",
            "exam_booking.ended_by",
            "exam_booking.identity",
            "exam_booking.identity_kind",
            "exam_booking.identity_by",
            "exam_booking.result",
            "exam_booking.score",
            "exam_booking.passed",
            "exam_booking.decided_by",
            "exam_booking.decided_why",
            "exam_booking.published_by",
            "exam_marking.examiner_id",
            "exam_marking.result",
            "exam_mark.value",
            "exam_mark.note",
        }
    ),
    sheets=sheets,
    erase=erase,
    hinders=hinders,
)
