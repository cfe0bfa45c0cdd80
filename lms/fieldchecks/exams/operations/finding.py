"""The rows that deeds change, held for the deed, and only those within the reach of who does it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.core import audit, db
from lms.core.errors import Conflict, NotFound
from lms.core.i18n import msg
from lms.fieldchecks.exams.form import ExamForm
from lms.fieldchecks.exams.models import ExamBooking, ExamMarking, ExamRubricVersion, ExamSitting, ExamSlot
from lms.fieldchecks.exams.queries.people import within_reach


def held_sitting(actor: Actor, sitting_id: UUID) -> ExamSitting:
    """A sitting that the actor manages, theirs until the transaction ends; raises :class:`NotFound` for all others."""
    if not actor.has(Permission.EXAM_MANAGE):
        actor.require(Permission.EXAM_MANAGE)
    found = db.session().scalar(
        select(ExamSitting)
        .where(ExamSitting.id == sitting_id, within_reach(actor, Permission.EXAM_MANAGE))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def held_slot(slot_id: UUID) -> ExamSlot:
    """A slot, with its sitting held: whoever books, moves or gives up does it one after the other. Not scoped."""
    sitting_id = db.session().scalar(select(ExamSlot.sitting_id).where(ExamSlot.id == slot_id))
    if sitting_id is None:
        raise NotFound
    hold(sitting_id)
    slot = select(ExamSlot).where(ExamSlot.id == slot_id).options(joinedload(ExamSlot.sitting))
    found = db.session().scalar(slot.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def hold(sitting_id: UUID) -> ExamSitting:
    """A sitting, held. Not scoped."""
    locked = select(ExamSitting).where(ExamSitting.id == sitting_id).with_for_update()
    found = db.session().scalar(locked.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def held_booking(booking_id: UUID) -> ExamBooking:
    """A booking with its slot, sitting and markings, held. Not scoped."""
    found = db.session().scalar(
        select(ExamBooking)
        .where(ExamBooking.id == booking_id)
        .options(
            joinedload(ExamBooking.slot),
            joinedload(ExamBooking.sitting).joinedload(ExamSitting.version),
            selectinload(ExamBooking.markings).selectinload(ExamMarking.marks),
        )
        .with_for_update(of=ExamBooking)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def form_of(sitting: ExamSitting) -> ExamForm:
    """The form by which a sitting is marked; raises Conflict for one that is not open yet."""
    if sitting.version_id is None:
        raise Conflict(msg("This sitting is not open yet."))
    return read(db.session().get_one(ExamRubricVersion, sitting.version_id))


def read(version: ExamRubricVersion) -> ExamForm:
    """A version's document; it was found sound when it was published."""
    return ExamForm.model_validate(version.document)


def noted(actor: Actor, deed: str, booking: ExamBooking, before: str, reason: str | None = None) -> None:
    """Leave an entry of a deed on a booking."""
    db.session().flush()
    states = {"before": {"state": before}, "after": {"state": booking.state}}
    audit.record(actor, f"exam.{deed}", "exam_booking", booking.id, reason=reason, **states)
