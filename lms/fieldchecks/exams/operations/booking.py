"""Booking a slot, taking another one, giving it up: by oneself, by a manager for their people, by the academy within reach."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from lms.accounts import queries as accounts
from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.operations.authority import require_present
from lms.accounts.roles import Permission
from lms.core import audit, clock, db, events
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.i18n import msg
from lms.fieldchecks.exams.events import ExamBooked, ExamGivenUp
from lms.fieldchecks.exams.form import ExamForm
from lms.fieldchecks.exams.models import ExamBooking, ExamSitting, ExamSlot
from lms.fieldchecks.exams.operations.finding import form_of, held_slot, hold, noted
from lms.fieldchecks.exams.queries import people
from lms.fieldchecks.exams.rules.sitting import By, Resit, State, why_not_again, why_not_bookable, why_not_changed

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def book(actor: Actor, slot_id: UUID) -> ExamBooking:
    """Book a slot for oneself, or take it instead of the one that one has in the sitting. Raises NotFound for a sitting that is not for
    them, :class:`Refused` where a rule says no, Conflict where somebody was faster.
    """
    actor.require(Permission.COURSE_LEARN)
    if actor.user_id is None:
        raise Forbidden
    slot = held_slot(slot_id)
    _require_for(slot.sitting, actor.user_id)
    return _take(actor, slot, actor.user_id, By.SELF)


def book_team(actor: Actor, slot_id: UUID, user_id: UUID) -> ExamBooking:
    """Book a slot for one of one's own people, by the same rules. Raises NotFound for somebody who is not theirs."""
    if not actor.has(Permission.TEAM_BOOK):
        raise Forbidden
    slot = held_slot(slot_id)
    if not actor.may(Permission.TEAM_BOOK, accounts.scope_of(user_id, clock.today())):
        raise NotFound
    _require_account(user_id)
    _require_for(slot.sitting, user_id)
    return _take(actor, slot, user_id, By.MANAGER)


def book_person(actor: Actor, slot_id: UUID, login: str) -> ExamBooking:
    """Book a slot for somebody within reach: not bound by days, conditions or tries. Raises :class:`Refused` on field ``login``."""
    if not actor.has(Permission.EXAM_MANAGE):
        raise Forbidden
    slot = held_slot(slot_id)
    if not actor.may(Permission.EXAM_MANAGE, people.scope_of_sitting(slot.sitting)):
        raise NotFound
    user_id = accounts.user_by_login(actor, Permission.EXAM_MANAGE, login)
    if user_id is None:
        raise Refused(msg("There is nobody within your reach who signs in like that."), field="login")
    require_present(user_id)
    return _take(actor, slot, user_id, By.STAFF)


def give_up(actor: Actor, booking_id: UUID) -> ExamBooking:
    """Give a place up: one's own, that of one's own people, or of anybody in a sitting that one manages; others are told who had it.

    Raises NotFound for a booking that is not the actor's to see, Conflict where it is too late.
    """
    row = db.session().execute(select(ExamBooking.sitting_id, ExamBooking.user_id).where(ExamBooking.id == booking_id))
    found = row.one_or_none()
    if found is None:
        raise NotFound
    sitting = hold(found.sitting_id)
    by = _by(actor, sitting, found.user_id)
    booking = db.session().get_one(ExamBooking, booking_id, populate_existing=True)
    now = clock.now()
    if wrong := why_not_changed(sitting, booking, now, by):
        raise Conflict(wrong)
    before = booking.state
    booking.state, booking.slot_id, booking.ended_at, booking.ended_by = State.CANCELLED.value, None, now, actor.user_id
    noted(actor, "given_up", booking, before)
    if by is not By.SELF:
        events.publish(ExamGivenUp(booking.id, booking.user_id))
    return booking


def resit_of(form: ExamForm) -> Resit:
    """The form's rule for another try."""
    return Resit(form.again_after, form.tries, form.within)


def _by(actor: Actor, sitting: ExamSitting, user_id: UUID) -> By:
    if actor.user_id == user_id:
        return By.SELF
    if actor.may(Permission.EXAM_MANAGE, people.scope_of_sitting(sitting)):
        return By.STAFF
    if actor.may(Permission.TEAM_BOOK, accounts.scope_of(user_id, clock.today())):
        return By.MANAGER
    raise NotFound


def _require_for(sitting: ExamSitting, user_id: UUID) -> None:
    """The sitting is open to the person's region."""
    region = accounts.scope_of(user_id, clock.today()).region
    if sitting.state == "draft" or (sitting.region_id is not None and sitting.region_id != region):
        raise NotFound


def _require_account(user_id: UUID) -> None:
    is_open = select(User.id).where(User.id == user_id, User.active, User.erased_at.is_(None))
    if db.session().scalar(is_open) is None:
        raise NotFound


def _take(actor: Actor, slot: ExamSlot, user_id: UUID, by: By) -> ExamBooking:
    """Under the sitting's lock."""
    sitting, now = slot.sitting, clock.now()
    if wrong := why_not_bookable(sitting, slot, now, by):
        raise Refused(wrong)
    holder = db.session().scalar(select(ExamBooking.user_id).where(ExamBooking.slot_id == slot.id))
    if holder is not None:
        raise Conflict(
            msg("You have this slot already.")
            if holder == user_id and by is By.SELF
            else msg("Somebody was faster: this slot is taken. Choose another one.")
        )
    if people.in_conflict(slot.examiners, user_id):
        raise Refused(
            msg("An examiner of this slot works, worked or manages where the candidate does: choose another slot.")
        )
    held = people.held_booking(user_id, sitting.level_key)
    if held is not None and held.sitting_id == sitting.id and held.state == State.BOOKED:
        return _move(actor, sitting, held, slot, by)
    if held is not None:
        raise Refused(
            msg("There is a place in another sitting for this level: give it up first.")
            if held.state == State.BOOKED
            else msg("The result of the last exam for this level is still to come.")
        )
    if by is not By.STAFF:
        _require_conditions(sitting, user_id, slot)
    return _made(actor, sitting, slot, user_id)


def _require_conditions(sitting: ExamSitting, user_id: UUID, slot: ExamSlot) -> None:
    form = form_of(sitting)
    before = people.before_booking(user_id, sitting.level_key, form)
    if before.holds or before.passed:
        raise Refused(msg("This exam is passed, or the level held: there is nothing to book."))
    if before.missing:
        raise Refused(msg("Not yet: {what}", what=before.missing[0].asks))
    tries: Sequence[object] = people.tries_of(user_id, sitting.level_key)
    if wrong := why_not_again(tries, resit_of(form), clock.day_of(slot.starts_at)):  # type: ignore[arg-type]
        raise Refused(wrong)


def _made(actor: Actor, sitting: ExamSitting, slot: ExamSlot, user_id: UUID) -> ExamBooking:
    by_other = actor.user_id != user_id
    booking = ExamBooking(
        reference=f"EX-{sitting.held_on.year}-{''.join(secrets.choice(_SIGNS) for _ in range(8))}",
        sitting_id=sitting.id,
        slot_id=slot.id,
        user_id=user_id,
        level_key=sitting.level_key,
        starts_at=slot.starts_at,
        state=State.BOOKED.value,
        booked_at=clock.now(),
        booked_by=actor.user_id if by_other else None,
    )
    db.session().add(booking)
    db.session().flush()
    if by_other:
        audit.record(actor, "exam.booked_for", "exam_booking", booking.id, after={"sitting": str(sitting.id)})
    events.publish(ExamBooked(booking.id, user_id, by_other))
    return booking


def _move(actor: Actor, sitting: ExamSitting, booking: ExamBooking, slot: ExamSlot, by: By) -> ExamBooking:
    if wrong := why_not_changed(sitting, booking, clock.now(), by):
        raise Conflict(wrong)
    booking.slot_id, booking.starts_at, booking.booked_at = slot.id, slot.starts_at, clock.now()
    by_other = actor.user_id != booking.user_id
    noted(actor, "moved", booking, booking.state)
    events.publish(ExamBooked(booking.id, booking.user_id, by_other))
    return booking
