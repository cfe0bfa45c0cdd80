"""Exams as candidates and their managers see them: sittings that are open to them, their own slots and results. Never who else comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from lms.accounts.actor import Actor
from lms.accounts.models import Employment, User
from lms.accounts.queries.people import people_named
from lms.accounts.queries.places import employed, scope_of
from lms.accounts.queries.teams import companies_reached
from lms.accounts.roles import Permission
from lms.core import clock, db
from lms.core.errors import NotFound
from lms.core.i18n import Message
from lms.fieldchecks.exams.form import ExamForm
from lms.fieldchecks.exams.models import ExamBooking, ExamMarking, ExamSitting, ExamSlot
from lms.fieldchecks.exams.operations.booking import resit_of
from lms.fieldchecks.exams.operations.finding import read
from lms.fieldchecks.exams.queries import people
from lms.fieldchecks.exams.rules.sitting import HOLDS, By, Resit, State, free_from, why_not_bookable, why_not_changed
from lms.partners.models import Partner

FEW = 50
BACK = timedelta(days=90)


@dataclass(frozen=True)
class Card:
    """A sitting in a list: how many slots are free, and one's own booking."""

    one: ExamSitting
    free: int
    booking: ExamBooking | None


@dataclass(frozen=True)
class Slot:
    """A slot that one might take; ``hindrance``: why not."""

    one: ExamSlot
    taken: bool
    own: bool
    hindrance: bool
    examiners: Sequence[User]


@dataclass(frozen=True)
class Opened:
    """A sitting on its page. ``before``: what is missing; ``wrong``: why nothing can be booked; ``late``: why one's own is fixed."""

    one: ExamSitting
    form: ExamForm
    slots: Sequence[Slot]
    own: ExamBooking | None
    before: people.Before
    tries: int
    resit: Resit
    free_on: object
    wrong: Message | None
    late: Message | None


def coming(actor: Actor) -> list[Card]:
    """The sittings that the actor might book, the next first."""
    region = scope_of(actor.user_id, clock.today()).region if actor.user_id else None
    return _cards(people.region_choice([region]), actor.user_id)


def _cards(theirs: ColumnElement[bool], user_id: UUID | None) -> list[Card]:
    free = (
        select(func.count())
        .where(ExamSlot.sitting_id == ExamSitting.id, ExamSlot.starts_at > clock.now())
        .where(~select(ExamBooking.id).where(ExamBooking.slot_id == ExamSlot.id).exists())
        .correlate(ExamSitting)
        .scalar_subquery()
    )
    own = and_(ExamBooking.sitting_id == ExamSitting.id, ExamBooking.user_id == user_id, ExamBooking.state.in_(HOLDS))
    rows = (
        select(ExamSitting, free, ExamBooking)
        .outerjoin(ExamBooking, own)
        .where(ExamSitting.state == "open", ExamSitting.ends_at > clock.now(), theirs)
        .order_by(ExamSitting.held_on, ExamSitting.id)
    )
    return [Card(*row) for row in db.session().execute(rows.limit(FEW))]


def own_exams(actor: Actor) -> Sequence[ExamBooking]:
    """One's own exams, the newest first."""
    mine = select(ExamBooking).where(ExamBooking.user_id == actor.user_id, ExamBooking.state != State.CANCELLED.value)
    ordered = mine.order_by(ExamBooking.starts_at.desc(), ExamBooking.id).limit(FEW)
    return db.session().scalars(ordered.options(joinedload(ExamBooking.sitting))).all()


def dates_of(user_id: UUID) -> Sequence[ExamBooking]:
    """What stands in a person's calendar: the exams of the last months and all that are coming, given up ones too: a calendar takes those out."""
    mine = select(ExamBooking).where(ExamBooking.user_id == user_id, ExamBooking.starts_at > clock.now() - BACK)
    ordered = mine.order_by(ExamBooking.starts_at.desc(), ExamBooking.id).limit(4 * FEW)
    return db.session().scalars(ordered.options(joinedload(ExamBooking.sitting), joinedload(ExamBooking.slot))).all()


def own_date(actor: Actor, sitting_id: UUID) -> ExamBooking:
    """One's own place in a sitting; raises :class:`NotFound` where there is none."""
    mine = select(ExamBooking).where(ExamBooking.user_id == actor.user_id, ExamBooking.sitting_id == sitting_id)
    held = mine.where(ExamBooking.state == State.BOOKED.value)
    found = db.session().scalar(held.options(joinedload(ExamBooking.sitting), joinedload(ExamBooking.slot)))
    if found is None:
        raise NotFound
    return found


def opened(actor: Actor, sitting_id: UUID) -> Opened:
    """A sitting as somebody sees who might book; raises :class:`NotFound` for one that is not for them and never was theirs."""
    assert actor.user_id is not None
    region = scope_of(actor.user_id, clock.today()).region
    ever = select(ExamBooking.sitting_id).where(ExamBooking.user_id == actor.user_id)
    theirs = or_(and_(ExamSitting.state == "open", people.region_choice([region])), ExamSitting.id.in_(ever))
    return _opened(_sitting(sitting_id, theirs), actor.user_id, By.SELF)


def _sitting(sitting_id: UUID, theirs: ColumnElement[bool]) -> ExamSitting:
    found = db.session().scalar(
        select(ExamSitting)
        .where(ExamSitting.id == sitting_id, ExamSitting.version_id.is_not(None), theirs)
        .options(joinedload(ExamSitting.version))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def _opened(sitting: ExamSitting, user_id: UUID, by: By) -> Opened:
    assert sitting.version is not None
    form, now = read(sitting.version), clock.now()
    held = people.held_booking(user_id, sitting.level_key)
    own = held if held is not None and held.sitting_id == sitting.id else None
    tries = people.tries_of(user_id, sitting.level_key)
    slots = slots_of(sitting, user_id)
    ahead = next((one.one for one in slots if one.one.starts_at > now), slots[-1].one if slots else None)
    return Opened(
        one=sitting,
        form=form,
        slots=slots,
        own=own,
        before=people.before_booking(user_id, sitting.level_key, form),
        tries=len(tries),
        resit=resit_of(form),
        free_on=free_from(tries, resit_of(form)),
        wrong=why_not_bookable(sitting, ahead, now, by) if ahead is not None else None,
        late=why_not_changed(sitting, own, now, by) if own is not None else None,
    )


def slots_of(sitting: ExamSitting, user_id: UUID) -> list[Slot]:
    """The slots of a sitting for a person: which are free, and where an examiner must not examine them."""
    rows = (
        select(ExamSlot, ExamBooking.user_id)
        .outerjoin(ExamBooking, ExamBooking.slot_id == ExamSlot.id)
        .where(ExamSlot.sitting_id == sitting.id)
        .order_by(ExamSlot.starts_at, ExamSlot.id)
    )
    found = db.session().execute(rows.execution_options(populate_existing=True)).all()
    everybody = {one for slot, _who in found for one in slot.examiners}
    barred, named = people.in_conflict(everybody, user_id), people_named(everybody)
    return [
        Slot(
            slot,
            who is not None,
            who == user_id,
            bool(barred & set(slot.examiners)),
            [named[one] for one in slot.examiners if one in named],
        )
        for slot, who in found
    ]


@dataclass(frozen=True)
class Known:
    """A result as its candidate reads it: points and words by criterion, of what stands."""

    booking: ExamBooking
    form: ExamForm
    points: Mapping[str, Sequence[int]]
    notes: Mapping[str, Sequence[str]]


def result(actor: Actor, booking_id: UUID) -> Known:
    """One's own published result, with the feedback of what counts: the chair's marking, or those that agreed. Examiners have no names."""
    booking = db.session().scalar(
        select(ExamBooking)
        .where(ExamBooking.id == booking_id, ExamBooking.user_id == actor.user_id)
        .where(ExamBooking.state == State.PUBLISHED.value)
        .options(
            joinedload(ExamBooking.sitting).joinedload(ExamSitting.version),
            selectinload(ExamBooking.markings).selectinload(ExamMarking.marks),
        )
    )
    if booking is None or booking.sitting.version is None:
        raise NotFound
    form = read(booking.sitting.version)
    sent = [one for one in booking.markings if one.result is not None]
    counting = [one for one in sent if one.chair] or sent
    points: dict[str, list[int]] = {one.id: [] for one in form.criteria}
    notes: dict[str, list[str]] = {one.id: [] for one in form.criteria}
    for mark in (mark for one in counting for mark in one.marks if mark.item in points and mark.value):
        points[mark.item].append(int(mark.value))
    for mark in (mark for one in sent for mark in one.marks if mark.item in notes and mark.note):
        notes[mark.item].append(mark.note)
    return Known(booking, form, points, notes)


# ---- a manager's people -------------------------------------------------------------------------


@dataclass(frozen=True)
class Theirs:
    """Somebody of the team with an exam."""

    booking: ExamBooking
    user: User
    partner: Partner


def of_team(actor: Actor) -> ColumnElement[bool]:
    """Beside :class:`Partner`: companies for which the actor may book."""
    reached = companies_reached(actor, Permission.TEAM_BOOK)
    return reached if reached is not None else true()


def team_coming(actor: Actor) -> list[Card]:
    """The sittings that the actor's people might book."""
    regions = list(db.session().scalars(select(Partner.region_id).where(of_team(actor)).distinct()))
    return _cards(people.region_choice(regions), None)


def team_exams(actor: Actor, sitting_id: UUID | None = None) -> list[Theirs]:
    """The exams of the actor's people, the newest first; of one sitting, or all."""
    found = (
        select(ExamBooking, User, Partner)
        .select_from(ExamBooking)
        .join(User, User.id == ExamBooking.user_id)
        .join(Employment, and_(Employment.user_id == User.id, employed(clock.today())))
        .join(Partner, Partner.id == Employment.partner_id)
        .where(of_team(actor), User.erased_at.is_(None), ExamBooking.state != State.CANCELLED.value)
        .options(joinedload(ExamBooking.sitting))
    )
    if sitting_id is not None:
        found = found.where(ExamBooking.sitting_id == sitting_id)
    rows = db.session().execute(found.order_by(ExamBooking.starts_at.desc(), ExamBooking.id).limit(4 * FEW))
    return [Theirs(*row) for row in rows]


@dataclass(frozen=True)
class TeamSitting:
    """A sitting for a manager: its free slots, one's own people in it, and whom one might book."""

    one: ExamSitting
    form: ExamForm
    free: Sequence[ExamSlot]
    ours: Sequence[Theirs]
    others: Sequence[tuple[User, Partner]]
    wrong: Message | None


def team_sitting(actor: Actor, sitting_id: UUID) -> TeamSitting:
    """One; raises :class:`NotFound` for a sitting that is not open to their companies."""
    regions = list(db.session().scalars(select(Partner.region_id).where(of_team(actor)).distinct()))
    sitting = _sitting(sitting_id, and_(ExamSitting.state != "draft", people.region_choice(regions)))
    assert sitting.version is not None
    now = clock.now()
    free = select(ExamSlot).where(ExamSlot.sitting_id == sitting.id, ExamSlot.starts_at > now)
    booked = select(ExamBooking.slot_id).where(ExamBooking.sitting_id == sitting.id, ExamBooking.slot_id.is_not(None))
    slots = db.session().scalars(free.where(~ExamSlot.id.in_(booked)).order_by(ExamSlot.starts_at, ExamSlot.id)).all()
    holding = select(ExamBooking.user_id).where(
        ExamBooking.level_key == sitting.level_key, ExamBooking.state.in_(HOLDS)
    )
    others = (
        select(User, Partner)
        .select_from(User)
        .join(Employment, and_(Employment.user_id == User.id, employed(clock.today())))
        .join(Partner, Partner.id == Employment.partner_id)
        .where(of_team(actor), User.active, User.erased_at.is_(None), ~User.id.in_(holding))
        .order_by(User.name_latin, User.id)
    )
    if sitting.region_id is not None:
        others = others.where(Partner.region_id == sitting.region_id)
    return TeamSitting(
        sitting,
        read(sitting.version),
        slots,
        team_exams(actor, sitting.id),
        [(row[0], row[1]) for row in db.session().execute(others.limit(4 * FEW))],
        why_not_bookable(sitting, slots[0], now, By.MANAGER) if slots else None,
    )
