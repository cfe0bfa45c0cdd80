"""Classes as learners see them: what is coming, what is theirs, one of them. Who else goes there is nobody's business."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.assessment.uploads import FORMATS
from lms.catalogue.models import Course, CourseVersion
from lms.classroom.models import ClassBooking, ClassKind, ClassMaterial, ScheduledClass
from lms.classroom.queries.scope import during, holds_a_place, open_to, readable
from lms.classroom.rules import HOLDS, SEATED, Stage, Terms, may_book_oneself, stage_of
from lms.core import clock, db
from lms.core.errors import NotFound
from lms.core.i18n import Text
from lms.core.paging import Line, Orders, Rows
from lms.core.search import matching
from lms.core.terms import before

FEW = 20
ORDERS = Orders({"starts": ScheduledClass.starts_at}, ScheduledClass.id, "starts")
PAST_ORDERS = Orders({"starts": ScheduledClass.starts_at}, ScheduledClass.id, "-starts")


@dataclass(frozen=True)
class Card:
    """A class in a list. ``booking`` is one's own, None without."""

    one: ScheduledClass
    kind: ClassKind
    booking: ClassBooking | None
    stage: Stage

    @property
    def free(self) -> int:
        """Seats that are left."""
        return max(self.one.seats - self.one.taken, 0)


@dataclass(frozen=True)
class Opened:
    """A class on its page. ``ahead``: how many wait before one; ``clashes``: one's other places at the same time; ``blocked``: one may not
    book by oneself at present; ``course``: the course whose lesson it is, with its key.
    """

    card: Card
    terms: Terms
    trainer: User | None
    course: tuple[str, Text] | None
    ahead: int
    clashes: Sequence[Card]
    materials: Sequence[ClassMaterial]
    blocked: bool


def kinds() -> Sequence[ClassKind]:
    """The kinds in their order, those that take no new classes last."""
    order = (ClassKind.retired_at.is_not(None), ClassKind.rank, ClassKind.key)
    return db.session().scalars(select(ClassKind).order_by(*order)).all()


def coming(actor: Actor, *, search: str = "", kind: str = "", online: bool | None = None) -> Rows:
    """The classes that one might go to, for :mod:`lms.core.paging`; read with :func:`card`."""
    found = _cards(actor).where(open_to(actor), ScheduledClass.ends_at > clock.now())
    if kind:
        found = found.where(ClassKind.key == kind)
    if online is not None:
        found = found.where(ClassKind.online.is_(online))
    return found.where(*matching(ScheduledClass.search, search))


def of_lesson(actor: Actor, course_id: UUID, lesson_key: str) -> list[Card]:
    """The coming classes that teach a lesson, and those of it that one was in."""
    mine = and_(ClassBooking.id.is_not(None), ClassBooking.state.in_(SEATED))
    there = and_(ScheduledClass.course_id == course_id, ScheduledClass.lesson_key == lesson_key)
    open_ones = and_(open_to(actor), ScheduledClass.ends_at > clock.now())
    rows = _cards(actor).where(there, or_(open_ones, mine)).order_by(ScheduledClass.starts_at, ScheduledClass.id)
    return [card(row) for row in db.session().execute(rows.limit(FEW))]


def own_places(actor: Actor) -> list[Card]:
    """The seats and waiting places that one has, the next class first."""
    rows = _cards(actor).where(holds_a_place(actor.user_id), ScheduledClass.ends_at > clock.now())
    ordered = rows.where(ScheduledClass.state == "open").order_by(ScheduledClass.starts_at, ScheduledClass.id)
    return [card(row) for row in db.session().execute(ordered.limit(FEW))]


def own_past(actor: Actor) -> Rows:
    """What one was in, stayed away from, or gave up; and classes that were cancelled."""
    over = or_(~ClassBooking.state.in_(HOLDS), ScheduledClass.ends_at <= clock.now(), ScheduledClass.state != "open")
    return _cards(actor).where(ClassBooking.id.is_not(None), ScheduledClass.state != "draft", over)


def card(row: Line) -> Card:
    """A line."""
    return Card(row[0], row[1], row[2], stage_of(row[0], clock.now()))


def opened(actor: Actor, class_id: UUID) -> Opened:
    """A class; raises :class:`NotFound` for one that is not the actor's to see."""
    row = db.session().execute(_cards(actor).where(ScheduledClass.id == class_id, readable(actor))).one_or_none()
    if row is None:
        raise NotFound
    seen = card(row)
    one, terms = seen.one, Terms.from_json(seen.one.terms)
    holds = seen.booking is not None and seen.booking.state in HOLDS
    bookable = not holds and seen.stage in (Stage.OPEN, Stage.FULL)
    has_seat = seen.booking is not None and seen.booking.state in ("booked", "attended")
    return Opened(
        seen,
        terms,
        db.session().get(User, one.trainer_id) if one.trainer_id else None,
        _course(one),
        _ahead(seen.booking),
        clashes_of(actor.user_id, one.starts_at, one.ends_at, but=one.id) if bookable else (),
        materials_of(one.id) if has_seat else (),
        bookable and not may_book_oneself(misses_of(actor.user_id, terms), terms),
    )


def clashes_of(user_id: UUID | None, begins: datetime, ends: datetime, *, but: UUID | None = None) -> list[Card]:
    """A person's places in other classes at the same time."""
    rows = (
        select(ScheduledClass, ClassKind, ClassBooking)
        .join(ClassKind, ClassKind.id == ScheduledClass.kind_id)
        .join(ClassBooking, ClassBooking.class_id == ScheduledClass.id)
        .where(holds_a_place(user_id), ScheduledClass.state == "open", during(begins, ends), ScheduledClass.id != but)
    )
    return [card(row) for row in db.session().execute(rows.order_by(ScheduledClass.starts_at).limit(FEW))]


def misses_of(user_id: UUID | None, terms: Terms) -> int:
    """How often somebody stayed away or cancelled late within the term."""
    since = clock.start_of(before(clock.today(), terms.misses_within))
    away = and_(ClassBooking.state == "absent", ScheduledClass.starts_at >= since)
    late = and_(ClassBooking.late, ClassBooking.ended_at >= since)
    counted = select(func.count(ClassBooking.id)).join(ScheduledClass, ScheduledClass.id == ClassBooking.class_id)
    return db.session().scalar(counted.where(ClassBooking.user_id == user_id, or_(away, late))) or 0


def own_booking(actor: Actor, class_id: UUID) -> ClassBooking:
    """One's own place, with its class; raises :class:`NotFound`."""
    mine = select(ClassBooking).where(ClassBooking.class_id == class_id, ClassBooking.user_id == actor.user_id)
    found = db.session().scalar(
        mine.options(joinedload(ClassBooking.scheduled).joinedload(ScheduledClass.kind)).execution_options(
            populate_existing=True
        )
    )
    if found is None:
        raise NotFound
    return found


def materials_of(class_id: UUID) -> Sequence[ClassMaterial]:
    """The files of a class."""
    return db.session().scalars(select(ClassMaterial).where(ClassMaterial.class_id == class_id).order_by("id")).all()


@dataclass(frozen=True)
class Given:
    """A file, as it is sent."""

    name: str
    sha256: str
    content_type: str


def material(actor: Actor, material_id: UUID) -> Given:
    """A file of a class in which one has, or had, a seat; raises :class:`NotFound`."""
    seat = select(ClassBooking.class_id).where(
        ClassBooking.user_id == actor.user_id, ClassBooking.state.in_(("booked", "attended"))
    )
    found = select(ClassMaterial).where(ClassMaterial.id == material_id, ClassMaterial.class_id.in_(seat))
    return given(db.session().scalar(found))


def given(file: ClassMaterial | None) -> Given:
    """As it is sent; raises :class:`NotFound` for none."""
    if file is None:
        raise NotFound
    return Given(file.name, file.sha256, FORMATS[file.kind].content_type)


def needs_file(sha256: str) -> bool:
    """Whether a class has the file that is kept under this hash."""
    return db.session().scalar(select(ClassMaterial.id).where(ClassMaterial.sha256 == sha256).limit(1)) is not None


def _cards(actor: Actor) -> Rows:
    mine = and_(ClassBooking.class_id == ScheduledClass.id, ClassBooking.user_id == actor.user_id)
    return (
        select(ScheduledClass, ClassKind, ClassBooking)
        .join(ClassKind, ClassKind.id == ScheduledClass.kind_id)
        .outerjoin(ClassBooking, mine)
    )


def _course(one: ScheduledClass) -> tuple[str, Text] | None:
    if one.course_id is None:
        return None
    version = (CourseVersion.course_id == Course.id) & (CourseVersion.number == Course.current_number)
    row = db.session().execute(
        select(Course.key, CourseVersion.title).join(CourseVersion, version).where(Course.id == one.course_id)
    )
    return next(((key, title) for key, title in row), None)


def _ahead(booking: ClassBooking | None) -> int:
    if booking is None or booking.state != "waiting":
        return 0
    before_me = select(func.count()).where(
        ClassBooking.class_id == booking.class_id,
        ClassBooking.state == "waiting",
        ClassBooking.number < booking.number,
    )
    return db.session().scalar(before_me) or 0
