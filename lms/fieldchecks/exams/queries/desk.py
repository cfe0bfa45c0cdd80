"""An examiner's own sittings, and the list of a day with a sheet for each exam: their own sheets, nobody else's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from lms.accounts.actor import Actor
from lms.accounts.models import Employment, User
from lms.accounts.queries.people import people_named
from lms.accounts.queries.places import employed
from lms.accounts.roles import Permission
from lms.core import clock, db
from lms.core.errors import Forbidden, NotFound
from lms.core.paging import Rows
from lms.fieldchecks.exams.form import ExamForm
from lms.fieldchecks.exams.models import ExamBooking, ExamMark, ExamMarking, ExamSitting, ExamSlot
from lms.fieldchecks.exams.operations.examining import items_of
from lms.fieldchecks.exams.operations.finding import read
from lms.fieldchecks.exams.rules.sitting import DOORS_OPEN, State
from lms.partners.models import Partner

FEW = 60


@dataclass(frozen=True)
class Day:
    """A sitting of the actor's: when their own slots begin and end, how many there are, how many are booked, how many still to be sent."""

    one: ExamSitting
    starts_at: datetime
    ends_at: datetime
    slots: int
    booked: int
    to_send: int


@dataclass(frozen=True)
class Sheet:
    """An exam on the day's list. ``items``: what stands on the actor's sheet, in order; ``marks``: what was kept of it so far."""

    slot: ExamSlot
    booking: ExamBooking | None
    person: User | None
    partner: Partner | None
    other: User | None
    door: bool
    items: Sequence[str]
    marks: Mapping[str, ExamMark]
    sent_at: datetime | None
    is_open: bool


@dataclass(frozen=True)
class DayList:
    """A sitting's day as one examiner has it before them."""

    one: ExamSitting
    form: ExamForm
    sheets: Sequence[Sheet]


def _mine(actor: Actor) -> ColumnElement[bool]:
    return or_(ExamSlot.first_id == actor.user_id, ExamSlot.second_id == actor.user_id)


def waiting(actor: Actor) -> Rows:
    """Exams that are over, or under way, and of which the actor's sheet was not sent: by id."""
    sent = select(ExamMarking.booking_id).where(
        ExamMarking.examiner_id == actor.user_id, ExamMarking.sent_at.is_not(None)
    )
    return (
        select(ExamBooking.id)
        .join(ExamSlot, ExamSlot.id == ExamBooking.slot_id)
        .where(_mine(actor), ExamBooking.state.in_((State.BOOKED, State.EXAMINED)), ~ExamBooking.id.in_(sent))
        .where(ExamBooking.starts_at <= clock.now() + DOORS_OPEN)
    )


def days(actor: Actor) -> list[Day]:
    """The sittings in which one examines, the next first, then what is past."""
    if not actor.has(Permission.EXAM_MARK):
        raise Forbidden
    booked = func.count(ExamBooking.id)
    rows = (
        select(ExamSitting, func.min(ExamSlot.starts_at), func.max(ExamSlot.ends_at), func.count(), booked)
        .join(ExamSlot, ExamSlot.sitting_id == ExamSitting.id)
        .outerjoin(ExamBooking, ExamBooking.slot_id == ExamSlot.id)
        .where(_mine(actor), ExamSitting.state == "open")
        .group_by(ExamSitting.id)
        .order_by(ExamSitting.held_on.desc(), ExamSitting.id)
        .limit(FEW)
    )
    open_ones = select(ExamBooking.sitting_id, func.count()).where(ExamBooking.id.in_(waiting(actor)))
    to_send = {row[0]: row[1] for row in db.session().execute(open_ones.group_by(ExamBooking.sitting_id))}
    found = [Day(*row, to_send.get(row[0].id, 0)) for row in db.session().execute(rows)]
    now = clock.now()
    return sorted((one for one in found if one.ends_at > now), key=lambda one: one.starts_at) + [
        one for one in found if one.ends_at <= now
    ]


def day(actor: Actor, sitting_id: UUID) -> DayList:
    """The list of a day; raises :class:`NotFound` for a sitting in which the actor examines nobody."""
    if not actor.has(Permission.EXAM_MARK):
        raise Forbidden
    rows = _sheets(actor).where(ExamSlot.sitting_id == sitting_id).order_by(ExamSlot.starts_at, ExamSlot.id)
    found = db.session().execute(rows.execution_options(populate_existing=True)).all()
    if not found:
        raise NotFound
    sitting = found[0][0].sitting
    return _list(actor, sitting, found)


def one(actor: Actor, booking_id: UUID) -> DayList:
    """A list with one exam on it; raises :class:`NotFound` for an exam of others."""
    if not actor.has(Permission.EXAM_MARK):
        raise Forbidden
    rows = _sheets(actor).where(ExamBooking.id == booking_id)
    found = db.session().execute(rows.execution_options(populate_existing=True)).all()
    if not found:
        raise NotFound
    return _list(actor, found[0][0].sitting, found)


def _sheets(actor: Actor) -> Rows:
    return (
        select(ExamSlot, ExamBooking, User, Partner)
        .select_from(ExamSlot)
        .join(ExamSitting, ExamSitting.id == ExamSlot.sitting_id)
        .outerjoin(ExamBooking, ExamBooking.slot_id == ExamSlot.id)
        .outerjoin(User, User.id == ExamBooking.user_id)
        .outerjoin(Employment, and_(Employment.user_id == User.id, employed(clock.today())))
        .outerjoin(Partner, Partner.id == Employment.partner_id)
        .where(_mine(actor), ExamSitting.state == "open")
        .options(joinedload(ExamSlot.sitting).joinedload(ExamSitting.version))
    )


def _list(actor: Actor, sitting: ExamSitting, rows: Sequence[tuple[ExamSlot, ExamBooking, User, Partner]]) -> DayList:
    assert sitting.version is not None
    form, now = read(sitting.version), clock.now()
    own = select(ExamMarking).where(
        ExamMarking.examiner_id == actor.user_id, ExamMarking.booking_id.in_([row[1].id for row in rows if row[1]])
    )
    own = own.options(selectinload(ExamMarking.marks)).execution_options(populate_existing=True)
    markings = {marking.booking_id: marking for marking in db.session().scalars(own)}
    others = people_named({each for row in rows for each in row[0].examiners if each != actor.user_id})
    sheets = []
    for slot, booking, person, partner in rows:
        marking = markings.get(booking.id) if booking else None
        sent_at = marking.sent_at if marking else None
        other = next((others[each] for each in slot.examiners if each in others), None)
        door = slot.first_id == actor.user_id
        opens = booking is not None and booking.state in (State.BOOKED, State.EXAMINED) and sent_at is None
        is_open = opens and now >= slot.starts_at - DOORS_OPEN
        marks = {mark.item: mark for mark in marking.marks} if marking else {}
        about = (other, door, items_of(form, door=door), marks, sent_at, is_open)
        sheets.append(Sheet(slot, booking, person, partner, *about))
    return DayList(sitting, form, sheets)
