"""Sittings for those who manage them, and one exam for whoever decides about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import joinedload, selectinload

from lms.accounts.actor import Actor
from lms.accounts.models import Employment, User
from lms.accounts.queries.people import people_named
from lms.accounts.queries.places import employed
from lms.accounts.roles import Permission
from lms.core import clock, db
from lms.core.errors import NotFound
from lms.core.paging import Line, Orders, Rows
from lms.fieldchecks.exams.form import ExamForm
from lms.fieldchecks.exams.models import (
    ExamBooking,
    ExamMarking,
    ExamRubric,
    ExamRubricVersion,
    ExamSitting,
    ExamSlot,
)
from lms.fieldchecks.exams.operations.deciding import may_decide
from lms.fieldchecks.exams.operations.finding import read
from lms.fieldchecks.exams.queries.people import within_reach
from lms.fieldchecks.exams.rules.marking import Result
from lms.fieldchecks.exams.rules.sitting import Stage, State, stage_of
from lms.partners.models import Partner

ORDERS = Orders({"day": ExamSitting.held_on}, ExamSitting.id, "-day")
SHOWN = ("draft", "coming", "past", "cancelled")
Counts = Mapping[str, int]


def counted(sitting_ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """The bookings of sittings by state, and ``slots``. Two queries."""
    found: dict[UUID, dict[str, int]] = {one: {} for one in sitting_ids}
    states = select(ExamBooking.sitting_id, ExamBooking.state, func.count()).where(
        ExamBooking.sitting_id.in_(sitting_ids)
    )
    for sitting_id, state, count in db.session().execute(states.group_by(ExamBooking.sitting_id, ExamBooking.state)):
        found[sitting_id][state] = count
    slots = select(ExamSlot.sitting_id, func.count()).where(ExamSlot.sitting_id.in_(sitting_ids))
    for sitting_id, count in db.session().execute(slots.group_by(ExamSlot.sitting_id)):
        found[sitting_id]["slots"] = count
    return found


@dataclass(frozen=True)
class Listed:
    """A sitting in a list."""

    one: ExamSitting
    counts: Counts
    stage: Stage

    @property
    def slots(self) -> int:
        """All of them."""
        return self.counts.get("slots", 0)

    @property
    def taken(self) -> int:
        """Those that somebody booked."""
        gone = (State.CANCELLED, State.CALLED_OFF)
        return sum(count for state, count in self.counts.items() if state != "slots" and state not in gone)

    @property
    def differing(self) -> int:
        """Those that wait for the chair."""
        return self.counts.get(State.DIFFERS, 0)


def listed(rows: Sequence[Line]) -> list[Listed]:
    """Lines of a page of :func:`sittings`."""
    counts, now = counted([row[0].id for row in rows]), clock.now()
    return [Listed(row[0], counts[row[0].id], stage_of(row[0], now, counts[row[0].id])) for row in rows]


def sittings(actor: Actor, *, shown: str = "") -> Rows:
    """The sittings within reach, for :mod:`lms.core.paging`."""
    found: Rows = select(ExamSitting).where(within_reach(actor, Permission.EXAM_MANAGE))
    today = clock.today()
    if shown in {"draft", "cancelled"}:
        return found.where(ExamSitting.state == shown)
    if shown == "coming":
        return found.where(ExamSitting.state == "open", ExamSitting.held_on >= today)
    return found.where(ExamSitting.state == "open", ExamSitting.held_on < today) if shown == "past" else found


@dataclass(frozen=True)
class Seat:
    """A slot with its booking and who it is."""

    slot: ExamSlot
    booking: ExamBooking | None
    person: User | None
    partner: Partner | None


@dataclass(frozen=True)
class Opened:
    """A sitting whole. ``gone``: who gave up, or was called off."""

    listed: Listed
    seats: Sequence[Seat]
    gone: Sequence[tuple[ExamBooking, User]]
    people: Mapping[UUID, User]

    @property
    def one(self) -> ExamSitting:
        """The sitting."""
        return self.listed.one


def opened(actor: Actor, sitting_id: UUID) -> Opened:
    """A sitting with its slots; raises :class:`NotFound` for one out of reach."""
    sitting = db.session().scalar(
        select(ExamSitting)
        .where(ExamSitting.id == sitting_id, within_reach(actor, Permission.EXAM_MANAGE))
        .options(joinedload(ExamSitting.rubric), joinedload(ExamSitting.version), joinedload(ExamSitting.region))
        .execution_options(populate_existing=True)
    )
    if sitting is None:
        raise NotFound
    counts = counted([sitting.id])[sitting.id]
    seats = seats_of(sitting.id)
    gone = (
        select(ExamBooking, User)
        .join(User, User.id == ExamBooking.user_id)
        .where(ExamBooking.sitting_id == sitting.id, ExamBooking.slot_id.is_(None))
        .order_by(ExamBooking.id)
    )
    named = {one for seat in seats for one in seat.slot.examiners} | ({sitting.chair_id} if sitting.chair_id else set())
    return Opened(
        Listed(sitting, counts, stage_of(sitting, clock.now(), counts)),
        seats,
        [(row[0], row[1]) for row in db.session().execute(gone)],
        people_named(named),
    )


def seats_of(sitting_id: UUID) -> list[Seat]:
    """The slots of a sitting in their order, each with its booking. Whoever calls may see the sitting."""
    rows = (
        select(ExamSlot, ExamBooking, User, Partner)
        .select_from(ExamSlot)
        .outerjoin(ExamBooking, ExamBooking.slot_id == ExamSlot.id)
        .outerjoin(User, User.id == ExamBooking.user_id)
        .outerjoin(Employment, and_(Employment.user_id == User.id, employed(clock.today())))
        .outerjoin(Partner, Partner.id == Employment.partner_id)
        .where(ExamSlot.sitting_id == sitting_id)
        .order_by(ExamSlot.starts_at, ExamSlot.id)
    )
    return [Seat(*row) for row in db.session().execute(rows.execution_options(populate_existing=True))]


@dataclass(frozen=True)
class Sheet:
    """A marking that may be read: whose, points and notes by criterion, and what it comes to."""

    marking: ExamMarking
    who: User | None
    points: Mapping[str, int]
    notes: Mapping[str, str]
    result: Result


@dataclass(frozen=True)
class Exam:
    """One exam with its sheets; none while its examiners must not see one another's."""

    booking: ExamBooking
    person: User
    form: ExamForm
    sheets: Sequence[Sheet]
    decider: User | None
    may_decide: bool


def exam(actor: Actor, booking_id: UUID) -> Exam:
    """An exam for its chair, for who manages its sitting, and for its examiners: those read sheets once all have sent theirs.

    Raises :class:`NotFound` for everybody else.
    """
    booking = db.session().scalar(
        select(ExamBooking)
        .where(ExamBooking.id == booking_id)
        .options(
            joinedload(ExamBooking.slot),
            joinedload(ExamBooking.person),
            joinedload(ExamBooking.sitting).joinedload(ExamSitting.version),
            selectinload(ExamBooking.markings).selectinload(ExamMarking.marks),
        )
        .execution_options(populate_existing=True)
    )
    if booking is None or booking.slot is None or booking.sitting.version is None:
        raise NotFound
    examines = actor.has(Permission.EXAM_MARK) and actor.user_id in booking.slot.examiners
    decides = actor.has(Permission.EXAM_CHAIR) and may_decide(actor, booking)
    if not examines and not decides:
        raise NotFound
    named = people_named(
        {one.examiner_id for one in booking.markings} | ({booking.decided_by} if booking.decided_by else set())
    )
    form = read(booking.sitting.version)
    # Nobody needs to read a sheet before all are there, and who does not read cannot tell.
    sheets = [] if booking.state in (State.BOOKED, State.EXAMINED) else _sheets(form, booking, named)
    decider = named.get(booking.decided_by) if booking.decided_by else None
    return Exam(booking, booking.person, form, sheets, decider, decides and booking.state == State.DIFFERS)


def _sheets(form: ExamForm, booking: ExamBooking, named: Mapping[UUID, User]) -> list[Sheet]:
    found = []
    order = {one: n for n, one in enumerate(booking.slot.examiners)} if booking.slot else {}
    for one in sorted(booking.markings, key=lambda each: (each.chair, order.get(each.examiner_id, 9))):
        if one.result is None:
            continue
        points = {mark.item: int(mark.value) for mark in one.marks if form.criterion(mark.item) and mark.value}
        notes = {mark.item: mark.note for mark in one.marks if form.criterion(mark.item) and mark.note}
        found.append(Sheet(one, named.get(one.examiner_id), points, notes, Result.from_json(one.result)))
    return found


def differing(actor: Actor) -> Rows:
    """Exams that wait for the actor's decision, by id: of sittings that they chair or manage, none that they marked."""
    manages = within_reach(actor, Permission.EXAM_MANAGE) if actor.has(Permission.EXAM_MANAGE) else None
    chairs = ExamSitting.chair_id == actor.user_id
    own = select(ExamMarking.booking_id).where(ExamMarking.examiner_id == actor.user_id)
    return (
        select(ExamBooking.id)
        .join(ExamSitting, ExamSitting.id == ExamBooking.sitting_id)
        .where(ExamBooking.state == State.DIFFERS.value, ~ExamBooking.id.in_(own))
        .where(chairs if manages is None else chairs | manages)
    )


def to_decide(actor: Actor) -> Sequence[ExamBooking]:
    """The same, with their people."""
    found = select(ExamBooking).where(ExamBooking.id.in_(differing(actor))).options(joinedload(ExamBooking.person))
    return db.session().scalars(found.order_by(ExamBooking.id)).all()


def rubrics() -> Sequence[tuple[ExamRubric, int]]:
    """All forms, each with the number of its last version (0: none yet)."""
    last = (
        select(func.coalesce(func.max(ExamRubricVersion.number), 0))
        .where(ExamRubricVersion.rubric_id == ExamRubric.id)
        .correlate(ExamRubric)
        .scalar_subquery()
    )
    rows = select(ExamRubric, last).order_by(case((ExamRubric.ended_at.is_(None), 0), else_=1), ExamRubric.key)
    return [(row[0], row[1]) for row in db.session().execute(rows)]


def rubric(rubric_id: UUID) -> ExamRubric:
    """A form with its versions; raises :class:`NotFound`."""
    found = db.session().get(ExamRubric, rubric_id, options=[selectinload(ExamRubric.versions)], populate_existing=True)
    if found is None:
        raise NotFound
    return found
