"""Sittings: planned, given slots, opened for booking, called off."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission, Scope
from lms.certification.queries.levels import level_names
from lms.core import audit, clock, db, events
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.i18n import Text, msg
from lms.fieldchecks.exams.events import ExamGivenUp, SittingOpened
from lms.fieldchecks.exams.models import ExamBooking, ExamRubric, ExamSitting, ExamSlot
from lms.fieldchecks.exams.operations.finding import held_sitting
from lms.fieldchecks.exams.operations.forms import newest
from lms.fieldchecks.exams.queries.people import examiners
from lms.fieldchecks.exams.rules.sitting import MOST_SLOTS, State, wrong_with_days

PUBLISHING = ("at_once", "batch")
LONGEST = 4000


@dataclass(frozen=True)
class Plan:
    """A sitting as it is planned or changed."""

    rubric_id: UUID
    level_key: str
    held_on: date
    place: str
    about: Text
    region_id: UUID | None
    books_until: datetime
    free_until: datetime
    publish: str
    chair_id: UUID | None = None


@dataclass(frozen=True)
class Row:
    """Slots one after the other: from when, how many, how long each, and the break between two; for one or two examiners."""

    starts_at: datetime
    count: int
    minutes: int
    pause: int
    first_id: UUID
    second_id: UUID | None


def plan(actor: Actor, wanted: Plan) -> ExamSitting:
    """A draft without slots. Raises :class:`Refused` on the field that is wrong."""
    _require_reach(actor, wanted.region_id)
    _require_sound(wanted)
    sitting = ExamSitting(made_by=actor.user_id, made_at=clock.now())
    _put(sitting, wanted)
    db.session().add(sitting)
    db.session().flush()
    audit.record(actor, "exam_sitting.planned", "exam_sitting", sitting.id, after={"level": wanted.level_key})
    return sitting


def change(actor: Actor, sitting_id: UUID, wanted: Plan) -> ExamSitting:
    """Plan it otherwise. Once it is open, level, form and day stay as those who booked know them."""
    sitting = held_sitting(actor, sitting_id)
    _require_reach(actor, wanted.region_id)
    if sitting.state == "cancelled":
        raise Conflict(msg("This sitting was called off."))
    same = (sitting.level_key, sitting.rubric_id, sitting.held_on) == (
        wanted.level_key,
        wanted.rubric_id,
        wanted.held_on,
    )
    if not same and sitting.starts_at is not None:
        raise Refused(
            msg("Once there are slots, level, form and day stay. Take the slots away, or plan another sitting.")
        )
    _require_sound(wanted)
    _put(sitting, wanted)
    db.session().flush()
    audit.record(actor, "exam_sitting.changed", "exam_sitting", sitting.id)
    return sitting


def add_slots(actor: Actor, sitting_id: UUID, row: Row) -> int:
    """Put slots into it; returns how many. Raises :class:`Refused` where an examiner has another exam then, or the day does not hold them."""
    sitting = held_sitting(actor, sitting_id)
    if sitting.state == "cancelled":
        raise Conflict(msg("This sitting was called off."))
    there = db.session().scalar(select(func.count()).where(ExamSlot.sitting_id == sitting.id)) or 0
    if not 1 <= row.count <= MOST_SLOTS - there:
        raise Refused(msg("A sitting has 1 to {most} slots.", most=MOST_SLOTS), field="count")
    if not 5 <= row.minutes <= 240 or not 0 <= row.pause <= 240:
        raise Refused(msg("A slot lasts from 5 to 240 minutes."), field="minutes")
    step, length = timedelta(minutes=row.minutes + row.pause), timedelta(minutes=row.minutes)
    times = [(at, at + length) for at in (row.starts_at + n * step for n in range(row.count))]
    if {clock.day_of(at) for pair in times for at in pair} != {sitting.held_on}:
        raise Refused(msg("All slots lie on the day of the sitting."), field="starts_at")
    if row.starts_at <= clock.now():
        raise Refused(msg("This hour is past."), field="starts_at")
    _require_examiners(row, times)
    for starts_at, ends_at in times:
        slot = {"starts_at": starts_at, "ends_at": ends_at, "first_id": row.first_id, "second_id": row.second_id}
        db.session().add(ExamSlot(sitting_id=sitting.id, **slot))
    db.session().flush()
    _keep_hours(sitting)
    audit.record(actor, "exam_sitting.slots_added", "exam_sitting", sitting.id, after={"slots": row.count})
    return row.count


def remove_slot(actor: Actor, slot_id: UUID) -> UUID:
    """Take a slot away that nobody booked; returns its sitting's id."""
    sitting_id = db.session().scalar(select(ExamSlot.sitting_id).where(ExamSlot.id == slot_id))
    if sitting_id is None:
        raise NotFound
    sitting = held_sitting(actor, sitting_id)
    if db.session().scalar(select(ExamBooking.id).where(ExamBooking.slot_id == slot_id)) is not None:
        raise Conflict(msg("Somebody has booked this slot. Give their place up first."))
    db.session().delete(db.session().get_one(ExamSlot, slot_id))
    db.session().flush()
    _keep_hours(sitting)
    audit.record(actor, "exam_sitting.slot_removed", "exam_sitting", sitting.id)
    return sitting.id


def open_booking(actor: Actor, sitting_id: UUID) -> None:
    """Open it for booking: from now on it is marked by the form's newest version of today."""
    sitting = held_sitting(actor, sitting_id)
    if sitting.state != "draft":
        raise Conflict(msg("This sitting is open, or was called off, already."))
    if sitting.starts_at is None:
        raise Refused(msg("Give it a slot first: nobody could book anything."))
    if sitting.books_until <= clock.now():
        raise Refused(msg("The time for booking is past: move it first."))
    sitting.version_id = newest(sitting.rubric_id).id
    sitting.state, sitting.opened_at = "open", clock.now()
    db.session().flush()
    audit.record(actor, "exam_sitting.opened", "exam_sitting", sitting.id)
    events.publish(SittingOpened(sitting.id))


def call_off(actor: Actor, sitting_id: UUID, reason: str) -> int:
    """Call it off, with a reason that everybody reads who had booked; returns how many. Not once somebody was examined."""
    sitting = held_sitting(actor, sitting_id)
    if not reason.strip():
        raise Refused(msg("Say why: everybody who has a place is told."), field="reason")
    if sitting.state == "cancelled":
        raise Conflict(msg("This sitting was called off."))
    booked = select(ExamBooking).where(ExamBooking.sitting_id == sitting.id, ExamBooking.slot_id.is_not(None))
    bookings = db.session().scalars(booked.order_by(ExamBooking.id)).all()
    if any(one.state != State.BOOKED for one in bookings):
        raise Conflict(msg("Somebody was examined already: what came of it stands."))
    sitting.state, sitting.called_off = "cancelled", reason.strip()[:500]
    for one in bookings:
        one.state, one.slot_id = State.CALLED_OFF.value, None
        one.ended_at, one.ended_by = clock.now(), actor.user_id
    db.session().flush()
    audit.record(actor, "exam_sitting.called_off", "exam_sitting", sitting.id, reason=sitting.called_off)
    events.publish_all([ExamGivenUp(one.id, one.user_id) for one in bookings])
    return len(bookings)


def _require_reach(actor: Actor, region_id: UUID | None) -> None:
    if not actor.may(Permission.EXAM_MANAGE, Scope(frozenset(), region_id) if region_id else None):
        if actor.has(Permission.EXAM_MANAGE):
            raise Refused(msg("Choose a region that you look after."), field="region")
        raise Forbidden


def _require_sound(wanted: Plan) -> None:
    rubric = db.session().get(ExamRubric, wanted.rubric_id)
    if rubric is None or rubric.ended_at is not None:
        raise Refused(msg("Choose a form that is in use."), field="rubric")
    newest(rubric.id)
    if wanted.level_key not in level_names():
        raise Refused(msg("Choose a level."), field="level")
    if not wanted.place.strip():
        raise Refused(msg("Say where it is held."), field="place")
    if wanted.publish not in PUBLISHING:
        raise Refused(msg("Say when results are published."), field="publish")
    if wanted.chair_id is not None and wanted.chair_id not in {one.id for one in examiners(chairs=True)}:
        raise Refused(msg("Choose somebody who may chair."), field="chair")
    ends = clock.start_of(wanted.held_on + timedelta(days=1))
    wrong = wrong_with_days(wanted.held_on, wanted.books_until, wanted.free_until, ends, clock.today())
    if wrong is not None:
        raise Refused(wrong[0], field=wrong[1])


def _put(sitting: ExamSitting, wanted: Plan) -> None:
    sitting.rubric_id, sitting.level_key, sitting.held_on = wanted.rubric_id, wanted.level_key, wanted.held_on
    sitting.place, sitting.region_id = wanted.place.strip()[:200], wanted.region_id
    sitting.about = {language: words.strip()[:LONGEST] for language, words in wanted.about.items() if words.strip()}
    sitting.books_until, sitting.free_until = wanted.books_until, wanted.free_until
    sitting.publish, sitting.chair_id = wanted.publish, wanted.chair_id


def _require_examiners(row: Row, times: Collection[tuple[datetime, datetime]]) -> None:
    wanted = {row.first_id, row.second_id} - {None}
    if row.first_id == row.second_id:
        raise Refused(msg("Two examiners are two people."), field="second")
    if not wanted <= {one.id for one in examiners()}:
        raise Refused(msg("Choose an examiner."), field="first")
    first, last = min(at for at, _end in times), max(end for _at, end in times)
    busy = (
        select(ExamSlot.starts_at, ExamSlot.ends_at)
        .join(ExamSitting, ExamSitting.id == ExamSlot.sitting_id)
        .where(or_(ExamSlot.first_id.in_(wanted), ExamSlot.second_id.in_(wanted)))
        .where(ExamSitting.state != "cancelled", ExamSlot.starts_at < last, ExamSlot.ends_at > first)
    )
    taken = db.session().execute(busy).all()
    if any(begins < end and at < ends for begins, ends in taken for at, end in times):
        raise Refused(msg("An examiner has another exam at that time."), field="starts_at")


def _keep_hours(sitting: ExamSitting) -> None:
    hours = select(func.min(ExamSlot.starts_at), func.max(ExamSlot.ends_at)).where(ExamSlot.sitting_id == sitting.id)
    sitting.starts_at, sitting.ends_at = db.session().execute(hours).one()
    db.session().flush()
