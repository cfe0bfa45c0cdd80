"""Cases as their author, those who learn from them and a moderator see them. Who wrote one is told within the author's company only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import joinedload

from lms.accounts.actor import Actor
from lms.accounts.models import Employment, User
from lms.accounts.queries.people import visible_users
from lms.accounts.queries.places import employed, employment_on
from lms.accounts.roles import Permission
from lms.catalogue.models import Course, Lesson
from lms.core import clock, db
from lms.core.errors import NotFound
from lms.core.i18n import Text
from lms.core.paging import Line, Orders, Rows
from lms.core.search import matching
from lms.learning.cases import rules
from lms.learning.cases.models import CaseUseful, LearnerCase
from lms.learning.cases.rules import Heading
from lms.learning.models import Enrolment
from lms.partners.models import Partner

STATES = ("submitted", "published", "returned", "withdrawn")


@dataclass(frozen=True)
class Card:
    """A published case in a list. ``author`` is None where the reader may not know who it was."""

    id: UUID
    title: str
    language: str
    beginning: str
    author: User | None
    own: bool
    useful: int
    published_at: datetime


@dataclass(frozen=True)
class Read:
    """A case on the screen: its parts under their headings; ``said_useful``: the reader did."""

    case: LearnerCase
    lesson: Lesson
    course_key: str
    parts: Sequence[tuple[Heading, str]]
    author: User | None
    own: bool
    said_useful: bool


@dataclass(frozen=True)
class Moderated:
    """A case on a moderator's screen."""

    case: LearnerCase
    lesson: Lesson
    course: Text
    person: User
    partner: Partner | None
    parts: Sequence[tuple[Heading, str]]


@dataclass(frozen=True)
class Listed:
    """A line of the moderator's list."""

    id: UUID
    title: str
    person: User
    partner: Partner | None
    lesson: Text
    state: str
    since: datetime
    useful: int


def own_cases(user_id: UUID, course_id: UUID, lesson_key: str) -> Sequence[LearnerCase]:
    """One's own cases of a lesson, the newest first; those taken out included."""
    mine = select(LearnerCase).where(
        LearnerCase.user_id == user_id, LearnerCase.course_id == course_id, LearnerCase.lesson_key == lesson_key
    )
    return db.session().scalars(mine.order_by(LearnerCase.id.desc())).all()


def own_case(actor: Actor, case_id: UUID) -> LearnerCase:
    """One of one's own, to go on writing; raises :class:`NotFound`."""
    case = db.session().scalar(
        select(LearnerCase).where(LearnerCase.id == case_id, LearnerCase.user_id == actor.user_id)
    )
    if case is None:
        raise NotFound
    return case


PUBLISHED = Orders({"new": LearnerCase.published_at, "useful": LearnerCase.useful}, LearnerCase.id, "-useful")


def published(actor: Actor, course_id: UUID, lesson_key: str) -> Rows:
    """The published cases of a lesson, with the author where the reader may know."""
    return (
        select(LearnerCase, User)
        .outerjoin(User, and_(User.id == LearnerCase.user_id, knows_author(actor)))
        .where(LearnerCase.course_id == course_id, LearnerCase.lesson_key == lesson_key)
        .where(LearnerCase.state == "published")
    )


def card(row: Line, actor: Actor) -> Card:
    """A line of them."""
    case: LearnerCase = row[0]
    beginning = next((text for text in case.answers.values() if text), "")
    return Card(
        case.id,
        case.title,
        case.language,
        beginning[:180],
        row[1],
        case.user_id == actor.user_id,
        case.useful,
        case.published_at or case.waits_since,
    )


def knows_author(actor: Actor) -> ColumnElement[bool]:
    """For use in ``where`` beside :class:`User`: oneself, colleagues of the same company, and whom a moderator reaches."""
    if actor.user_id is None:
        return false()
    today = clock.today()
    mine = employment_on(actor.user_id, today)
    known = User.id == actor.user_id
    if mine is not None:
        colleagues = select(Employment.user_id).where(employed(today), Employment.partner_id == mine.partner_id)
        known = or_(known, User.id.in_(colleagues))
    if actor.has(Permission.CASE_MODERATE):
        known = or_(known, visible_users(actor, Permission.CASE_MODERATE, today))
    return known


def readable(actor: Actor, case_id: UUID) -> Read:
    """A case to be read: one's own, or a published one of a course that one is on; raises :class:`NotFound` for any other."""
    enrolled = exists().where(
        Enrolment.user_id == actor.user_id,
        Enrolment.course_id == LearnerCase.course_id,
        Enrolment.withdrawn_at.is_(None),
    )
    own = LearnerCase.user_id == actor.user_id
    row = (
        db.session()
        .execute(
            select(LearnerCase, Lesson, Course.key, User)
            .join(Lesson, Lesson.id == LearnerCase.lesson_id)
            .join(Course, Course.id == LearnerCase.course_id)
            .outerjoin(User, and_(User.id == LearnerCase.user_id, knows_author(actor)))
            .where(LearnerCase.id == case_id, or_(own, and_(LearnerCase.state == "published", enrolled)))
        )
        .one_or_none()
    )
    if row is None:
        raise NotFound
    case, lesson, course_key, author = row
    said = db.session().get(CaseUseful, (case_id, actor.user_id)) is not None
    return Read(case, lesson, course_key, _parts(case, lesson), author, case.user_id == actor.user_id, said)


def may_moderate(actor: Actor) -> ColumnElement[bool]:
    """For use in ``where`` beside :class:`LearnerCase`: what others submitted within the actor's reach."""
    reached = select(User.id).where(visible_users(actor, Permission.CASE_MODERATE, clock.today()))
    return and_(LearnerCase.user_id.in_(reached), LearnerCase.user_id != actor.user_id, LearnerCase.state.in_(STATES))


def waiting(actor: Actor) -> Rows:
    """The cases that wait for the actor, by id: every page of theirs shows how many."""
    return select(LearnerCase.id).where(may_moderate(actor), LearnerCase.state == "submitted")


ORDERS = Orders({"since": LearnerCase.waits_since, "useful": LearnerCase.useful}, LearnerCase.id, "since")


def cases(actor: Actor, *, state: str = "", search: str = "") -> Rows:
    """The cases that the actor may decide on, or has been able to."""
    chosen: Rows = (
        select(LearnerCase, User, Partner, Lesson.title)
        .join(User, User.id == LearnerCase.user_id)
        .join(Lesson, Lesson.id == LearnerCase.lesson_id)
        .outerjoin(Employment, and_(Employment.user_id == User.id, employed(clock.today())))
        .outerjoin(Partner, Partner.id == Employment.partner_id)
        .where(may_moderate(actor))
    )
    if state:
        chosen = chosen.where(LearnerCase.state == state)
    if search:
        found_by = (LearnerCase.search, User.search)
        chosen = chosen.where(or_(*(and_(*matching(column, search)) for column in found_by)))
    return chosen


def listed(row: Line) -> Listed:
    """A line."""
    case: LearnerCase = row[0]
    return Listed(case.id, case.title, row[1], row[2], row[3], case.state, case.waits_since, case.useful)


def moderated(actor: Actor, case_id: UUID) -> Moderated:
    """A case for a moderator; raises :class:`NotFound` for what is not theirs to see."""
    row = (
        db.session()
        .execute(
            select(LearnerCase, Lesson, User)
            .join(Lesson, Lesson.id == LearnerCase.lesson_id)
            .join(User, User.id == LearnerCase.user_id)
            .where(LearnerCase.id == case_id, may_moderate(actor))
            .options(joinedload(Lesson.version))
        )
        .one_or_none()
    )
    if row is None:
        raise NotFound
    case, lesson, person = row
    job = employment_on(person.id, clock.today())
    return Moderated(case, lesson, lesson.version.title, person, job.partner if job else None, _parts(case, lesson))


def _parts(case: LearnerCase, lesson: Lesson) -> list[tuple[Heading, str]]:
    return [(one, case.answers.get(one.id, "")) for one in rules.headings_of(lesson.settings)]
