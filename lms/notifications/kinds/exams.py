"""What candidates, examiners and chairs hear of face-to-face exams. A result stands on its page alone: a letter may be read by others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.accounts.models import RoleGrant
from lms.accounts.roles import MATRIX, Permission
from lms.core import db
from lms.core.i18n import msg
from lms.fieldchecks.exams.events import ExamBooked, ExamGivenUp, ExamResultPublished, MarksDiffer, SittingOpened
from lms.fieldchecks.exams.models import ExamBooking, ExamSitting, ExamSlot
from lms.fieldchecks.exams.rules.sitting import State
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind, lasting, on_the_clock_of, title_of
from lms.notifications.letter import Letter

_MANAGING = [role.value for role, given in MATRIX.items() if Permission.EXAM_MANAGE in given]


def booked(event: ExamBooked) -> Iterator[Draft]:
    """To the candidate: when and where."""
    booking = db.session().get_one(ExamBooking, event.booking_id)
    sitting, level = db.session().get_one(ExamSitting, booking.sitting_id), title_of(booking.level_key)
    said = msg("A place in an exam was booked for you.") if event.by_other else msg("You have a place in the exam.")
    facts = (
        (msg("When"), on_the_clock_of(event.user_id, booking.starts_at)),
        (msg("Location"), sitting.place),
        (msg("Can be changed until"), on_the_clock_of(event.user_id, sitting.free_until)),
    )
    letter = Letter(
        msg("Your exam for {level}", level=level),
        (said, msg("Bring a paper with your photo: an identity card, a passport or a driving licence.")),
        facts=facts,
        action=msg("Open the exam"),
    )
    yield Draft(event.user_id, letter, _until(booking.starts_at), path=f"/exams/{sitting.id}")


def given_up(event: ExamGivenUp) -> Iterator[Draft]:
    """To the candidate: the exam is not held, or their place was given up for them."""
    booking = db.session().get_one(ExamBooking, event.booking_id)
    sitting, level = db.session().get_one(ExamSitting, booking.sitting_id), title_of(booking.level_key)
    if booking.state == State.CALLED_OFF:
        said = msg("The exam is not held: {reason}", reason=sitting.called_off)
    else:
        said = msg("Your place in the exam was given up for you.")
    letter = Letter(
        msg("Not held: your exam for {level}", level=level),
        (said, msg("You may book another one.")),
        facts=((msg("When"), on_the_clock_of(event.user_id, booking.starts_at)),),
        action=msg("See the exams"),
    )
    yield Draft(event.user_id, letter, lasting(30), path="/exams")


def opened(event: SittingOpened) -> Iterator[Draft]:
    """To its examiners."""
    sitting = db.session().get_one(ExamSitting, event.sitting_id)
    slots = db.session().scalars(select(ExamSlot).where(ExamSlot.sitting_id == sitting.id)).all()
    letter = Letter(
        msg("You examine on {day}: {level}", day=sitting.held_on, level=title_of(sitting.level_key)),
        (msg("The sitting is open for booking. Your list for the day works on a phone without a line, too."),),
        action=msg("Open the list"),
    )
    for user_id in sorted({one for slot in slots for one in slot.examiners}):
        yield Draft(user_id, letter, _until(sitting.starts_at), path=f"/staff/exams/mine/{sitting.id}")


def differ(event: MarksDiffer) -> Iterator[Draft]:
    """To the chair; where the sitting has none, to those who manage exams everywhere."""
    booking = db.session().get_one(ExamBooking, event.booking_id)
    sitting = db.session().get_one(ExamSitting, booking.sitting_id)
    letter = Letter(
        msg("Two examiners differ"),
        (
            msg(
                "Their sheets for one exam lie further apart than the form allows. There is no result before you decide."
            ),
        ),
        action=msg("Read and decide"),
    )
    for user_id in [sitting.chair_id] if sitting.chair_id else _managers():
        yield Draft(user_id, letter, lasting(30), path=f"/staff/exams/candidates/{booking.id}")


def published(event: ExamResultPublished) -> Iterator[Draft]:
    """To the candidate: there is a result."""
    booking = db.session().get_one(ExamBooking, event.booking_id)
    letter = Letter(
        msg("The result of your exam for {level}", level=title_of(booking.level_key)),
        (msg("It is there, with what your examiners saw, criterion by criterion."),),
        action=msg("See the result"),
    )
    yield Draft(event.user_id, letter, lasting(30), path=f"/exams/results/{booking.id}")


def _until(at: datetime | None) -> datetime:
    """News of an exam is worth telling until it begins; on the day itself for a moment still."""
    return max(at, lasting(0)) if at is not None else lasting(30)


def _managers() -> list[UUID]:
    given = select(RoleGrant.user_id).where(RoleGrant.role.in_(_MANAGING), RoleGrant.ended_at.is_(None))
    everywhere = given.where(RoleGrant.region_id.is_(None), RoleGrant.partner_id.is_(None))
    return list(db.session().scalars(everywhere.distinct().order_by(RoleGrant.user_id)))


BOOKED = Kind("exam_booked", msg("Exam booked"), EVERYWHERE, ExamBooked, booked)
GIVEN_UP = Kind("exam_given_up", msg("Exam not held"), EVERYWHERE, ExamGivenUp, given_up)
OPENED = Kind("exam_opened", msg("Exam sitting for its examiners"), EVERYWHERE, SittingOpened, opened)
DIFFER = Kind("exam_differs", msg("Examiners differ"), EVERYWHERE, MarksDiffer, differ)
PUBLISHED = Kind("exam_published", msg("Exam result"), EVERYWHERE, ExamResultPublished, published)
KINDS = (BOOKED, GIVEN_UP, OPENED, DIFFER, PUBLISHED)
