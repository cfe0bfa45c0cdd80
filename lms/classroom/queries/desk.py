"""Classes as the staff look after them: lists, one with everybody in it, what clashes with a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from lms.accounts.actor import Actor
from lms.accounts.models import Employment, RoleGrant, User
from lms.accounts.queries.people import visible_users
from lms.accounts.queries.places import employed
from lms.accounts.roles import MATRIX, Permission, Role
from lms.catalogue.models import Course, CourseVersion, Lesson
from lms.classroom import rules
from lms.classroom.models import ClassBooking, ClassKind, ClassMaterial, ClassOpinion, ScheduledClass
from lms.classroom.queries.scope import during, within_reach
from lms.classroom.queries.seen import Given, given
from lms.classroom.rules import HOLDS, Stage, Statement, Terms, stage_of
from lms.core import clock, db
from lms.core.errors import NotFound
from lms.core.i18n import Text
from lms.core.paging import Line, Orders, Rows
from lms.core.search import matching
from lms.partners.models import Partner

ORDERS = Orders(
    {"starts": ScheduledClass.starts_at, "taken": ScheduledClass.taken, "waiting": ScheduledClass.waiting},
    ScheduledClass.id,
    "starts",
)
STATES = ("coming", "register", "draft", "held", "cancelled")
FEW = 5
_ROSTER = case({"booked": 0, "attended": 0, "absent": 0, "waiting": 1}, value=ClassBooking.state, else_=2)


@dataclass(frozen=True)
class Listed:
    """A line of the staff's list."""

    one: ScheduledClass
    kind: ClassKind
    trainer: User | None
    stage: Stage


@dataclass(frozen=True)
class Attendee:
    """Somebody in a class, with the company where they work today."""

    booking: ClassBooking
    user: User
    partner: Partner | None


@dataclass(frozen=True)
class Clash:
    """Something that stands in the way of a plan: ``what`` is trainer, room or learners; ``count``: how many learners."""

    what: str
    one: ScheduledClass
    count: int = 0


def classes(actor: Actor, *, state: str = "", kind: str = "", search: str = "", trainer: UUID | None = None) -> Rows:
    """The classes within reach, for :mod:`lms.core.paging`; read with :func:`listed`."""
    found: Rows = (
        select(ScheduledClass, ClassKind, User)
        .join(ClassKind, ClassKind.id == ScheduledClass.kind_id)
        .outerjoin(User, User.id == ScheduledClass.trainer_id)
        .where(within_reach(actor, Permission.CLASS_CHECK_IN), *matching(ScheduledClass.search, search))
    )
    if state in STATES:
        found = found.where(_in_state(state))
    if kind:
        found = found.where(ClassKind.key == kind)
    return found.where(ScheduledClass.trainer_id == trainer) if trainer else found


def listed(row: Line) -> Listed:
    """A line."""
    return Listed(row[0], row[1], row[2], stage_of(row[0], clock.now()))


def waiting(actor: Actor) -> Rows:
    """The registers that the actor might close: every page of theirs shows how many."""
    return select(ScheduledClass.id).where(within_reach(actor, Permission.CLASS_MANAGE), _in_state("register"))


def near(actor: Actor) -> list[Listed]:
    """The next classes within reach that have not ended, those of today first."""
    rows = classes(actor, state="coming").order_by(ScheduledClass.starts_at, ScheduledClass.id).limit(FEW)
    return [listed(row) for row in db.session().execute(rows)]


def opened(actor: Actor, class_id: UUID, permission: Permission = Permission.CLASS_CHECK_IN) -> ScheduledClass:
    """A class with its kind, region, trainer and course; raises :class:`NotFound` for one out of reach."""
    related = (ScheduledClass.kind, ScheduledClass.region, ScheduledClass.trainer, ScheduledClass.course)
    found = db.session().scalar(
        select(ScheduledClass)
        .where(ScheduledClass.id == class_id, within_reach(actor, permission))
        .options(*(joinedload(one) for one in related))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def attendees(class_id: UUID) -> list[Attendee]:
    """Everybody in a class, seats before the waiting list before those who gave theirs up. Whoever calls may see the class."""
    rows = (
        select(ClassBooking, User, Partner)
        .join(User, User.id == ClassBooking.user_id)
        .outerjoin(Employment, and_(Employment.user_id == User.id, employed(clock.today())))
        .outerjoin(Partner, Partner.id == Employment.partner_id)
        .where(ClassBooking.class_id == class_id)
        .order_by(_ROSTER, ClassBooking.number)
    )
    return [Attendee(*row) for row in db.session().execute(rows)]


def class_of(actor: Actor, booking_id: UUID) -> UUID:
    """The class of a booking, if it is within reach; raises :class:`NotFound`."""
    found = select(ScheduledClass.id).join(ClassBooking, ClassBooking.class_id == ScheduledClass.id)
    mine = found.where(ClassBooking.id == booking_id, within_reach(actor, Permission.CLASS_CHECK_IN))
    class_id = db.session().scalar(mine)
    if class_id is None:
        raise NotFound
    return class_id


def material(actor: Actor, material_id: UUID) -> Given:
    """A file of a class within reach; raises :class:`NotFound`."""
    found = select(ClassMaterial).join(ScheduledClass, ScheduledClass.id == ClassMaterial.class_id)
    mine = found.where(ClassMaterial.id == material_id, within_reach(actor, Permission.CLASS_CHECK_IN))
    return given(db.session().scalar(mine))


@dataclass(frozen=True)
class Opinions:
    """What attendants said: how many, the mean of each statement, words. Empty where they are too few to be shown."""

    count: int
    means: Sequence[tuple[Statement, Decimal]] = ()
    words: Sequence[str] = ()
    rating: Decimal | None = None


def opinions(one: ScheduledClass) -> Opinions:
    """What attendants of a class said of it. Whoever calls may see the class."""
    said = db.session().scalars(
        select(ClassOpinion).where(ClassOpinion.class_id == one.id).order_by(ClassOpinion.said_on, ClassOpinion.id)
    )
    rows = said.all()
    if len(rows) < rules.LEAST_OPINIONS:
        return Opinions(len(rows))
    survey = Terms.from_json(one.terms).survey
    given_steps = [row.said for row in rows]
    means = [(each, _mean([step[each.id] for step in given_steps if each.id in step])) for each in survey]
    words = [row.words for row in rows if row.words]
    return Opinions(len(rows), means, words, rules.rating(given_steps, survey))


def _mean(steps: Sequence[int]) -> Decimal:
    return (Decimal(sum(steps)) / max(len(steps), 1)).quantize(Decimal("0.1"))


def clashes(plan: rules.Plan, room: str, *, but: UUID | None = None) -> list[Clash]:
    """Other classes at the same time with the same trainer, in the same room, or with the same learners; three queries."""
    at_once = and_(during(plan.starts_at, plan.ends_at), ScheduledClass.state.in_(("draft", "open")))
    others = (
        select(ScheduledClass).where(at_once, ScheduledClass.id != but).order_by(ScheduledClass.starts_at).limit(FEW)
    )
    found: list[Clash] = []
    if plan.trainer_id is not None:
        busy = others.where(ScheduledClass.trainer_id == plan.trainer_id)
        found += [Clash("trainer", one) for one in db.session().scalars(busy)]
    if room:
        found += [Clash("room", one) for one in db.session().scalars(others.where(ScheduledClass.room == room))]
    return found + (_same_learners(at_once, but) if but is not None else [])


def _same_learners(at_once: ColumnElement[bool], class_id: UUID) -> list[Clash]:
    mine = select(ClassBooking.user_id).where(ClassBooking.class_id == class_id, ClassBooking.state.in_(HOLDS))
    rows = (
        select(ScheduledClass, func.count(ClassBooking.id))
        .join(ClassBooking, ClassBooking.class_id == ScheduledClass.id)
        .where(at_once, ScheduledClass.id != class_id, ClassBooking.state.in_(HOLDS), ClassBooking.user_id.in_(mine))
        .group_by(ScheduledClass.id)
        .order_by(ScheduledClass.starts_at)
        .limit(FEW)
    )
    return [Clash("learners", one, count) for one, count in db.session().execute(rows)]


@dataclass(frozen=True)
class LessonChoice:
    """A lesson of kind ``class`` that a class might teach."""

    course_id: UUID
    course_key: str
    course: Text
    lesson_key: str
    lesson: Text

    @property
    def key(self) -> str:
        """As forms write it."""
        return f"{self.course_key}/{self.lesson_key}"


def lesson_choices() -> list[LessonChoice]:
    """The lessons of kind ``class`` in the current versions of courses."""
    rows = (
        select(Course.id, Course.key, CourseVersion.title.label("course"), Lesson.key.label("lesson"), Lesson.title)
        .join(CourseVersion, and_(CourseVersion.course_id == Course.id, CourseVersion.number == Course.current_number))
        .join(Lesson, Lesson.version_id == CourseVersion.id)
        .where(Lesson.kind == "class", Course.archived_at.is_(None))
        .order_by(Course.key, Lesson.position)
    )
    return [LessonChoice(row[0], row[1], row[2], row[3], row[4]) for row in db.session().execute(rows)]


_LEADS = [role.value for role in Role if Permission.CLASS_CHECK_IN in MATRIX[role]]


def trainers(actor: Actor) -> Sequence[User]:
    """The staff who may teach, as far as the actor may know of them; oneself among them."""
    leads = select(RoleGrant.user_id).where(RoleGrant.role.in_(_LEADS), RoleGrant.ended_at.is_(None))
    known = or_(User.id == actor.user_id, visible_users(actor, Permission.PERSON_SEE, clock.today()))
    found = select(User).where(User.id.in_(leads), User.active, known)
    return db.session().scalars(found.order_by(User.name_latin, User.name_zh, User.id)).all()


def _in_state(state: str) -> ColumnElement[bool]:
    now = clock.now()
    is_open = ScheduledClass.state == "open"
    named: Mapping[str, Any] = {
        "coming": and_(is_open, ScheduledClass.ends_at > now),
        "register": and_(is_open, ScheduledClass.ends_at <= now),
    }
    return or_(named[state]) if state in named else ScheduledClass.state == state
